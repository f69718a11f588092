// Opens sessions in Redis.
#include <utility>

#include "common/redis.hpp"
#include "signet/store/redis_session_store.hpp"
#include "store/redis/server_url.hpp"

namespace signet::example {

Result<void> check_redis_url(std::string_view url) {
  const auto read = detail::redis::parse_server_url(url);
  if (!read) return read.error();
  return {};
}

Result<RedisSessions> open_redis_sessions(std::string_view url, const std::string& realm,
                                          std::uint32_t replicas) {
  auto database = RedisDatabase::open({.url = url, .replicas_to_confirm = replicas});
  if (!database) return database.error();
  const RedisPersistence persistence = (*database)->persistence();
  auto store = RedisSessionStore::open(*std::move(database), realm);
  if (!store) return store.error();
  return RedisSessions{.store = *std::move(store), .persistence = persistence};
}

}  // namespace signet::example
