// What a revocation or introspection request asks about: the token in its form.
#pragma once

#include <string_view>

#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0 {

/// The parameter `token` of an `application/x-www-form-urlencoded` body. Other parameters are skipped, and so
/// is `token_type_hint`: whoever takes the token sees of what kind it is (RFC 7009 §2.1, RFC 7662 §2.1).
///
/// @return the token, decoded, not empty; nothing is known of it yet
/// @error request_malformed  no such form, more than 32 parameters, any of them twice, or no token (an empty
///                           one counts as left out, RFC 6749 §3.1)
[[nodiscard]] Result<SecretBytes> read_token_request(std::string_view form);

}  // namespace signet::inline v0
