// Members by name, elements in order, integers exactly: reading what the scanner accepted.
#include "signet/json/view.hpp"

#include <algorithm>
#include <charconv>

#include "json/text.hpp"

namespace signet::inline v0 {
namespace {

// The size of the value at the front of `rest`, which begins with one the scanner accepted. Never more than
// there is, whatever the text.
std::size_t string_size(std::string_view rest) noexcept {
  std::size_t at = 1;
  while (at < rest.size() && rest[at] != '"') at += rest[at] == '\\' ? 2U : 1U;
  return std::min(at + 1, rest.size());
}

std::size_t container_size(std::string_view rest) noexcept {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < rest.size();) {
    const char c = rest[at];
    at += c == '"' ? string_size(rest.substr(at)) : 1;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at;
  }
  return rest.size();
}

std::size_t value_size(JsonType type, std::string_view rest) noexcept {
  if (type == JsonType::string) return string_size(rest);
  if (type == JsonType::object || type == JsonType::array) return container_size(rest);
  return std::min(rest.find_first_of(",] \t\n\r"), rest.size());
}

}  // namespace

std::optional<JsonValue> JsonObject::find(std::string_view name) const noexcept {
  const std::uint32_t head = detail::name_head(name);
  for (const JsonMember& member : members_) {
    if (member.name_head != head || member.name_size != name.size()) continue;
    const bool whole = name.size() <= sizeof head;
    if (!whole && std::string_view{text_ + member.name_at, member.name_size} != name) continue;
    return JsonValue{member.type, {text_ + member.value_at, member.value_size}};
  }
  return std::nullopt;
}

std::optional<std::string_view> JsonObject::string(std::string_view name) const noexcept {
  const auto value = find(name);
  if (!value || value->type != JsonType::string) return std::nullopt;
  return value->text;
}

bool JsonElement::equals(std::string_view text) const noexcept {
  if (type != JsonType::string) return false;
  detail::DecodedString decoded{raw};
  for (const char expected : text) {
    if (decoded.next() != expected) return false;
  }
  return !decoded.next();
}

JsonElements::JsonElements(std::string_view array) noexcept
    : rest_(array.substr(std::min<std::size_t>(1, array.size()))) {}

std::optional<JsonElement> JsonElements::next() noexcept {
  const std::size_t begin = std::min(rest_.find_first_not_of(", \t\n\r"), rest_.size());
  rest_.remove_prefix(begin);
  if (rest_.empty()) return std::nullopt;
  const auto type = detail::json_type_of(rest_.front());
  if (!type) return std::nullopt;  // the closing bracket
  std::string_view raw = rest_.substr(0, value_size(*type, rest_));
  rest_.remove_prefix(raw.size());
  if (*type == JsonType::string) raw = raw.substr(1, raw.size() - 2);
  return JsonElement{*type, raw};
}

std::optional<std::int64_t> json_integer(std::string_view number) noexcept {
  std::int64_t value = 0;
  const char* const begin = number.data();
  const char* const end = begin + number.size();
  const auto [rest, error] = std::from_chars(begin, end, value);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return value;
}

}  // namespace signet::inline v0
