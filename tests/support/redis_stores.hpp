// Databases and session stores on a test's own Redis.
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "signet/store/redis_session_store.hpp"
#include "support/redis_server.hpp"

namespace signet::test {

/// Few connections, so that threads wait for one another; patience for slow machines. Borrows the URL.
inline RedisOptions patient(std::string_view url) {
  return {.url = url,
          .connections = 4,
          .wait = Seconds::of(60),
          .connect_timeout = Seconds::of(60),
          .command_timeout = Seconds::of(60)};
}

inline std::shared_ptr<RedisDatabase> open_redis(const RedisOptions& options) {
  auto database = RedisDatabase::open(options);
  REQUIRE(database);
  return std::move(*database);
}

inline std::unique_ptr<RedisSessionStore> sessions_on(std::shared_ptr<RedisDatabase> database) {
  auto store = RedisSessionStore::open(std::move(database), "realm");
  REQUIRE(store);
  return std::move(*store);
}

}  // namespace signet::test
