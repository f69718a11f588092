// Error answers as application/problem+json (RFC 9457).
#pragma once

#include <string_view>

#include "signet/core/error.hpp"
#include "signet/http/request.hpp"

namespace signet::inline v0 {

/// The answer for an error: `type` (about:blank), `title`, `status`, `detail` (the table's sentence), and the
/// extension members `code`, `request_id` and, where the error has one, `name`; `Cache-Control: no-store`;
/// Retry-After when the error tells when to try again, and on every other 503 one second.
///
/// @param request_id  left out of the body when empty
/// @thread safe
/// @see    RFC 9457 §3, RFC 9110 §10.2.3
[[nodiscard]] Response problem(const Error& error, std::string_view request_id);

/// Adds the Retry-After of an answer for `error`, in seconds, where it has one: see problem.
void add_retry_after(Response& response, const Error& error);

}  // namespace signet::inline v0
