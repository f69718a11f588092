// Revocation of a token that a caller hands in (RFC 7009).
#pragma once

#include <functional>
#include <string_view>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/session/session_store.hpp"

namespace signet::inline v0 {

/// Ends what a token stands for: with a refresh token the access tokens of its session too (RFC 7009 §2.1).
/// The text is the caller's and may be anything; an error with a status below 500, but for forbidden and
/// throttled, says that it is no good token of this service, any other that it may live on.
using TokenRevoker = std::function<Result<Revocation>(std::string_view token, NumericDate now)>;

/// Revokes the token of a form, on behalf of a caller who was authenticated.
///
/// @return what was found; a token unknown here is `was_not_active`, which the caller is not told from
///         `revoked` (RFC 7009 §2.2)
/// @error request_malformed  see read_token_request
/// @error typ_mismatch       the revoker's: a token of this service, of a kind that it does not revoke
/// @error forbidden, throttled  the revoker's: it did not look at the token
/// @error store_unavailable, and every other one of the revoker's with a status of 500 or more: the token may
///        live on, and the call is to be repeated
[[nodiscard]] Result<Revocation> revoke_token(std::string_view form, const TokenRevoker& revoker,
                                              NumericDate now);

}  // namespace signet::inline v0
