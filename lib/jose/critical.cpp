// Reading of `crit` (RFC 7515 §4.1.11).
#include "jose/critical.hpp"

#include <algorithm>
#include <optional>

namespace signet::inline v0::detail {
namespace {

// The understood name that this element of `crit` is.
std::optional<std::string_view> understood_name(const JsonElement& element,
                                                const UnderstoodMembers& understood) {
  if (element.equals("b64")) return understood.b64 ? std::optional<std::string_view>{"b64"} : std::nullopt;
  const auto same = [&](const std::string& name) { return element.equals(name); };
  const auto found = std::ranges::find_if(understood.by_caller, same);
  if (found == understood.by_caller.end() || std::ranges::find(names_of_jws, *found) != names_of_jws.end()) {
    return std::nullopt;
  }
  return *found;
}

}  // namespace

// No more names are taken than may be understood, so a long list costs nothing.
Result<std::vector<std::string_view>> read_crit(const JsonObject& header,
                                                const UnderstoodMembers& understood) {
  std::vector<std::string_view> names;
  const auto crit = header.find("crit");
  if (!crit) return names;
  if (crit->type != JsonType::array) return fail(Errc::crit_unsupported, "crit");
  for (JsonElements walk{crit->text}; const auto element = walk.next();) {
    const auto name = understood_name(*element, understood);
    if (!name || !header.find(*name) || std::ranges::find(names, *name) != names.end()) {
      return fail(Errc::crit_unsupported, "crit");
    }
    names.push_back(*name);
  }
  if (names.empty()) return fail(Errc::crit_unsupported, "crit");
  return names;
}

}  // namespace signet::inline v0::detail
