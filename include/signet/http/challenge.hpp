// The WWW-Authenticate answer of a bearer-protected resource.
#pragma once

#include <string>
#include <string_view>

#include "signet/core/error.hpp"
#include "signet/http/request.hpp"

namespace signet::inline v0 {

/// `Bearer realm="…"`, with `error` and `error_description` from the error table when it names an RFC 6750
/// error. All text is constant per code: nothing from the request can reach the header.
///
/// @param realm  visible ASCII and spaces, without `"` and `\`
/// @see   RFC 6750 §3: no `error` attribute when the request carried no credential
[[nodiscard]] std::string bearer_challenge(const Error& error, std::string_view realm);

/// Adds WWW-Authenticate where it is due: on every 401 (RFC 9110 §15.5.2), and with any RFC 6750 error.
void add_challenge(Response& response, const Error& error, std::string_view realm);

}  // namespace signet::inline v0
