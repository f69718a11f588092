// A database URL read by us, so that libpq, whose messages quote parts of it, never meets a malformed one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "store/url_parts.hpp"

namespace signet::inline v0::detail::postgres {

/// The host may be the folder of a Unix socket.
struct ConnectionUrl : Authority {
  std::string database;
  std::vector<std::pair<std::string_view, std::string>> parameters;  ///< names are literals
};

/// @error option_invalid  named url.scheme, url.user, url.password, url.host, url.port, url.database or
///                        url.parameter, after the first part that is wrong
/// @see PostgreSQL's documentation, 34.1.1.2
Result<ConnectionUrl> parse_connection_url(std::string_view url);

/// What a session asks for when it begins, besides who and where.
struct SessionRequest {
  std::int64_t connect_timeout_seconds;
  std::int64_t statement_timeout_milliseconds;
  bool with_settings = true;  ///< sent at connecting; proxies that pool transactions refuse them
  bool read_only = false;     ///< a setting
};

/// libpq's keyword/value form; holds the password.
SecretBytes connection_parameters(const ConnectionUrl& url, const SessionRequest& request);

}  // namespace signet::inline v0::detail::postgres
