// Redis as the programs use it for sessions, in builds that have hiredis; redis_left_out.cpp is there in
// those without.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/log.hpp"
#include "signet/core/result.hpp"
#include "signet/session/session_store.hpp"
#include "signet/store/redis_database.hpp"

namespace signet::example {

/// Judges the URL without connecting; see RedisOptions for its form.
/// @error option_invalid     a part of the URL; the error names it
/// @error store_unsupported  this build has no hiredis, or no TLS to Redis
Result<void> check_redis_url(std::string_view url);

/// Sessions of one realm, and what their Redis keeps of them over a crash.
struct RedisSessions {
  std::unique_ptr<SessionStore> store;
  RedisPersistence persistence = RedisPersistence::unknown;
};

/// Asks the server at once.
/// @param replicas  how many must have what ends sessions before it is acknowledged
/// @error every code of RedisDatabase::open
Result<RedisSessions> open_redis_sessions(std::string_view url, const std::string& realm,
                                          std::uint32_t replicas);

/// One line of the event `redis_persistence`: a warning where more than a second may be lost, or it is not
/// known.
void say_persistence(Log& log, RedisPersistence persistence);

}  // namespace signet::example
