// A stored hash of whichever algorithm, taken apart.
#pragma once

#include <string_view>
#include <variant>

#include "password/bcrypt_string.hpp"
#include "password/pbkdf2_string.hpp"
#include "password/scrypt_string.hpp"
#include "password/yescrypt_string.hpp"
#include "signet/core/result.hpp"
#include "signet/password/phc_string.hpp"

namespace signet::inline v0::detail {

using ParsedHash = std::variant<PhcString, BcryptString, Pbkdf2String, ScryptString, YescryptString>;

/// Reads `stored` as the function that it names. Allocates nothing.
/// @error hash_malformed, hash_unsupported
Result<ParsedHash> parse_stored(std::string_view stored) noexcept;

}  // namespace signet::inline v0::detail
