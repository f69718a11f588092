// The URL of a Redis, of sentinels or of a cluster, read by us.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "store/redis/deployment.hpp"

namespace signet::inline v0::detail::redis {

struct ServerUrl {
  std::string user;
  SecretBytes password;  ///< empty: none
  std::uint32_t database = 0;
  Deployment deployment;  ///< one server's host may be the path of a Unix socket
};

/// @error store_unsupported  `tls`: the scheme is rediss://
/// @error option_invalid     named url.scheme, url.user, url.password, url.host, url.port, url.primary,
///                           url.database or url.parameter, after the first part that is wrong
Result<ServerUrl> parse_server_url(std::string_view url);

}  // namespace signet::inline v0::detail::redis
