// The demo login's question to auth_server: are this name and this password right?
#pragma once

#include <string>

#include "signet/core/result.hpp"
#include "signet/http/request.hpp"

namespace signet::example {

/// Posts the request's body to `url`, unread, with its X-Request-Id, and the client's address as
/// X-Forwarded-For: where auth_server lists this server in trusted_proxies, guesses count against the
/// client's own address, otherwise against this server's.
/// @error credentials_invalid, throttled, request_malformed  what auth_server answered
/// @error source_unavailable  anything else, or no answer; name as in post_json, "status" for another status
Result<void> ask_auth_server(const std::string& url, const std::string& ca_file, const Request& request);

}  // namespace signet::example
