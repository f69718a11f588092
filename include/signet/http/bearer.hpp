// The bearer token of a request: one Authorization field, and nothing else, carries it.
#pragma once

#include <string_view>

#include "signet/core/result.hpp"
#include "signet/http/request.hpp"

namespace signet::inline v0 {

/// The token of `Authorization: Bearer <token>`; the scheme in any case, then exactly one space, then the
/// `b64token` alphabet. Tokens in queries and bodies are never read.
///
/// @return  view into `headers`
/// @error authorization_missing    no Authorization field, or one of another scheme
/// @error authorization_malformed  more than one Authorization field, or a Bearer credential of another shape
/// @thread safe
/// @see    RFC 6750 §2.1, RFC 9110 §11.4
[[nodiscard]] Result<std::string_view> bearer_token(const HeaderFields& headers) noexcept;
Result<std::string_view> bearer_token(const HeaderFields&&) = delete;

}  // namespace signet::inline v0
