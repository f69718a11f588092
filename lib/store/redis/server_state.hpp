// ServerState: what a Redis says of itself, and whether it is one to keep sessions in.
#pragma once

#include <string>
#include <string_view>

#include "signet/core/result.hpp"
#include "signet/store/redis_database.hpp"
#include "store/redis/driver.hpp"

namespace signet::inline v0::detail::redis {

struct ServerState {
  std::string identity;  ///< another one after every restart, and after every time it became the primary
  RedisPersistence persistence;
};

/// The value of one line `name:value` of what INFO answers; empty where there is none. View into `info`.
std::string_view info_value(std::string_view info, std::string_view name) noexcept;

/// Judges what INFO answered. @return the identity
/// @param eviction_policy  is good besides `noeviction`; may be empty
/// @error store_unsupported, store_unavailable  as of RedisDatabase::open
Result<std::string> judge_info(std::string_view info, std::string_view eviction_policy);

/// Asks the server, and judges. One round trip, or two where it has an append-only file. Errors as of
/// `judge_info`.
Result<ServerState> check_server(Connection& connection, std::string_view eviction_policy);

}  // namespace signet::inline v0::detail::redis
