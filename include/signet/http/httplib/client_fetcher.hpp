// One bounded GET or POST, to a URL that the operator configured: for a JWKS, or a question to another
// server.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/http/request.hpp"

namespace signet::inline v0 {

struct FetchOptions {
  Seconds timeout = Seconds::of(3);  ///< for everything after name resolution, whose time the system decides
  std::size_t max_bytes = std::size_t{256} * 1024;  ///< of the body
  std::string ca_file{};                            ///< PEM file of trusted roots; empty: the system's
};

/// Whether `url` may be fetched at all, so that a bad one is refused when it is configured.
/// @error option_invalid  not `https://host[:port][/path][?query]`, or `http://` to a loopback address or
/// `localhost`; user information, a fragment, a zone, or a character outside printable ASCII; name "url"
[[nodiscard]] Result<void> check_fetch_url(std::string_view url);

/// The body of a 200 answer to `GET url`. Follows no redirect, asks for no compression, verifies
/// the certificate and its name.
///
/// @error option_invalid      as check_fetch_url
/// @error source_unavailable  name tells why: "connect", "tls", "timeout", "status", "size",
/// "response" (not HTTP, cut short or compressed), "ca_file"
/// @thread safe; blocks up to the timeout
[[nodiscard]] Result<std::string> fetch(std::string_view url, const FetchOptions& options = {});

/// What is posted, as application/json. Borrows for the call. Fields that are empty are not sent.
struct JsonPost {
  std::string_view body;
  std::string_view request_id{};     ///< X-Request-Id: that of the request which asks for this
  std::string_view forwarded_for{};  ///< X-Forwarded-For: the address of its client
};

/// The answer to `POST url`, whatever its status. No copy of the body is left behind in memory. Otherwise as
/// fetch.
///
/// @error option_invalid      as check_fetch_url; `request_id` or `forwarded_for` is no field value, by name
/// @error source_unavailable  as fetch, but for "status"
/// @thread safe; blocks up to the timeout
[[nodiscard]] Result<Response> post_json(std::string_view url, const JsonPost& post,
                                         const FetchOptions& options = {});

}  // namespace signet::inline v0
