// What every JWT must keep to, whatever its policy: the types of the registered claims, and their times.
#pragma once

#include <optional>

#include "policy/registered_claims.hpp"
#include "signet/policy/expected.hpp"

namespace signet::inline v0::detail {

/// Nothing, or the first of `iss sub jti aud`, in the token's order, that is not of its type (RFC 7519 §4.1).
/// @error claim_invalid
std::optional<Error> check_types(const RegisteredClaims& claims) noexcept;

/// Nothing, or why a present `exp`, `nbf` or `iat`, in this order, refuses the token at `now`.
/// @error token_expired, token_not_yet_valid, token_issued_in_future
/// @error claim_invalid  not a NumericDate in range
std::optional<Error> check_times(RegisteredClaims& claims, NumericDate now, const Leeway& leeway) noexcept;

}  // namespace signet::inline v0::detail
