// In place of redis_sessions.cpp in a build without hiredis.
#include "common/redis.hpp"

namespace signet::example {

Result<void> check_redis_url(std::string_view) {
  return fail(Errc::store_unsupported, "built without hiredis");
}

Result<RedisSessions> open_redis_sessions(std::string_view url, const std::string&, std::uint32_t) {
  return check_redis_url(url).error();
}

}  // namespace signet::example
