// What every JWT must keep to, whatever its policy: the types of the registered claims, and their times.
#pragma once

#include <optional>

#include "policy/program.hpp"

namespace signet::inline v0::detail {

/// Nothing, or the first of `iss sub jti aud`, in the token's order, that is not of its type (RFC 7519 §4.1).
/// @error claim_invalid
std::optional<Error> check_types(const RegisteredClaims& registered, const JsonObject& claims) noexcept;

/// Nothing, or why a present `exp`, `nbf` or `iat`, in this order, refuses the token at `now`.
/// @error token_expired, token_not_yet_valid, token_issued_in_future
/// @error claim_invalid  not a NumericDate in range
std::optional<Error> check_times(const RegisteredClaims& claims, NumericDate now,
                                 const Leeway& leeway) noexcept;

/// Nothing, or why a token of sound types is refused by its times or else by `policy`. All that a verdict
/// owes to `inquiry.now`, so what is asked again of a token that was verified before.
std::optional<Error> check_claims(const Inquiry& inquiry, const Policy& policy) noexcept;

}  // namespace signet::inline v0::detail
