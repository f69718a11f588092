// Introspection of a token that a caller hands in (RFC 7662).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0 {

/// What is told of an active token, under the names of RFC 7662 §2.2.
struct ActiveToken {
  std::string token_type;  ///< of an access token, `Bearer`; of another kind empty, and left out
  NumericDate expires_at;
  NumericDate issued_at;
  NumericDate not_before;
  std::string subject;
  std::string issuer;
  std::string id;  ///< `jti`
};

/// Reads a token that holds at `now` and whose session is active, without changing either. The text is the
/// caller's and may be anything; an error with a status below 500 says that it is no active token.
using TokenIntrospector = std::function<Result<ActiveToken>(std::string_view token, NumericDate now)>;

/// Tells of the token of a form, to a caller who was authenticated.
///
/// @return JSON: `{"active":true,…}`, or `{"active":false}` alone for whatever is not active, so that nothing
///         is learnt of why (RFC 7662 §2.2)
/// @error request_malformed  see read_token_request
/// @error store_unavailable, and every other one of the introspector's with a status of 500 or more: nothing
///        is known of the token
/// @error internal_error  a text of the active token is not UTF-8
[[nodiscard]] Result<std::string> introspect_token(std::string_view form,
                                                   const TokenIntrospector& introspector, NumericDate now);

}  // namespace signet::inline v0
