// NameRule: which account names are accepted, and the key under which two of them are the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "signet/core/result.hpp"

namespace signet::inline v0 {

enum class NameRule : std::uint8_t {
  email,  ///< an ASCII e-mail address; `A@B.com` and `a@b.com` are one account
  exact,  ///< any UTF-8 text of 1 to 254 bytes without control characters, compared byte for byte
};

/// Whether `name` may be given to a new account. An address is `local@domain`, at most 254 bytes: a dot-atom
/// of at most 64 bytes, and labels of letters, digits and inner hyphens; no quoted local part, no address
/// literal.
/// @error email_invalid   NameRule::email, and it is no such address (internationalised ones are refused)
/// @error member_invalid  NameRule::exact, and it is no such text; named `name`
/// @thread safe  @see RFC 5321 §4.1.2 and §4.5.3.1, RFC 6531 (not supported)
Result<void> check_name(NameRule rule, std::string_view name) noexcept;

/// What must be unique in a realm: the address in ASCII lower case, or the name itself. Defined for every
/// text, since what is claimed at a login need not be a valid name. @thread safe
std::string name_key(NameRule rule, std::string_view name);

}  // namespace signet::inline v0
