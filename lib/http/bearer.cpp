// Taking the one bearer token out of the Authorization field (RFC 6750 §2.1).
#include "signet/http/bearer.hpp"

#include "http/ascii.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::string_view scheme = "Bearer";

// RFC 6750 §2.1: b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=". Looks at all of the
// text, a byte at a time and nothing wider, so that compilers look at sixteen.
bool is_b64token(std::string_view text) {
  const auto last = text.find_last_not_of('=');
  unsigned char others = 0;
  for (const char c : text.substr(0, last + 1)) {
    const auto byte = static_cast<unsigned char>(c);
    const auto letter = static_cast<unsigned char>((byte | 0x20) - 'a');
    const auto from_dash = static_cast<unsigned char>(byte - '-');  // - . / 0 to 9
    const bool fits =
        letter <= 'z' - 'a' || from_dash <= '9' - '-' || byte == '_' || byte == '~' || byte == '+';
    others |= static_cast<unsigned char>(!fits);
  }
  return last != std::string_view::npos && others == 0;
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
