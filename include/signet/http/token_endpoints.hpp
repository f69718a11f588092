// The endpoints of RFC 7009 and RFC 7662 as text in, text out: callers authenticate by a service key.
#pragma once

#include <span>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/grant/introspect.hpp"
#include "signet/grant/revoke.hpp"
#include "signet/http/request.hpp"

namespace signet::inline v0 {

/// Revokes the token of a request's form, when `Authorization: Bearer` shows one of `keys`; the caller is
/// judged before the form is read.
///
/// @return 200 without a body, also for a token that is unknown here (RFC 7009 §2.2)
/// @error authorization_missing, authorization_malformed, credentials_invalid
/// @error request_malformed  no such form, another Content-Type, or a query: the token is taken from the body
///                           alone
/// @error those of revoke_token
[[nodiscard]] Result<Response> answer_revocation(const Request& request, std::span<const SecretBytes> keys,
                                                 const TokenRevoker& revoker, NumericDate now);

/// Tells of the token of a request's form, as answer_revocation.
///
/// @return 200 with the JSON of introspect_token, which no cache may keep
/// @error as answer_revocation, and those of introspect_token
[[nodiscard]] Result<Response> answer_introspection(const Request& request, std::span<const SecretBytes> keys,
                                                    const TokenIntrospector& introspector, NumericDate now);

/// An ErrorRenderer for both: JSON by RFC 6749 §5.2 with `error` alone, one of invalid_request,
/// invalid_client (401, with the challenge of RFC 6750 §3), unsupported_token_type (RFC 7009 §2.2.1), and
/// beyond the RFCs' own temporarily_unavailable (503, with Retry-After) and server_error.
[[nodiscard]] Response oauth_error(const Error& error, const Request& request);

}  // namespace signet::inline v0
