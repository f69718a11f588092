// Taking the one bearer token out of the Authorization field (RFC 6750 §2.1).
#include "signet/http/bearer.hpp"

#include <algorithm>

#include "http/ascii.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::string_view scheme = "Bearer";

// RFC 6750 §2.1: b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
bool is_b64token(std::string_view text) {
  const auto last = text.find_last_not_of('=');
  if (last == std::string_view::npos) return false;
  return std::ranges::all_of(text.substr(0, last + 1), [](char c) {
    return detail::is_alphanumeric(c) || std::string_view{"-._~+/"}.find(c) != std::string_view::npos;
  });
}

}  // namespace

Result<std::string_view> bearer_token(const HeaderFields& headers) noexcept {
  const auto count = headers.count("Authorization");
  if (count == 0) return fail(Errc::authorization_missing);
  if (count > 1) return fail(Errc::authorization_malformed);
  const std::string_view value = *headers.single("Authorization");
  const auto name = value.substr(0, value.find(' '));
  if (!detail::is_token(name)) return fail(Errc::authorization_malformed);
  if (!detail::equals_ignoring_case(name, scheme)) return fail(Errc::authorization_missing);
  if (value.size() == name.size()) return fail(Errc::authorization_malformed);
  const auto token = value.substr(name.size() + 1);
  if (!is_b64token(token)) return fail(Errc::authorization_malformed);
  return token;
}

}  // namespace signet::inline v0
