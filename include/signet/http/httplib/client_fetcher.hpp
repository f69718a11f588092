// One bounded GET, for a JWKS at a URL that the operator configured.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"

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

}  // namespace signet::inline v0
