// What a Redis keeps over a crash, said at start.
#include "common/redis.hpp"

namespace signet::example {
namespace {

struct Row {
  Level level;
  std::string_view appendfsync;
  std::string_view reason;
};

Row row_of(RedisPersistence persistence) noexcept {
  switch (persistence) {
    case RedisPersistence::always:
      return {Level::info, "always",
              "a crash of Redis loses no session, and no end of one, that was told as done"};
    case RedisPersistence::every_second:
      return {Level::info, "everysec", "a crash of Redis loses up to a second: logouts too"};
    case RedisPersistence::by_system:
      return {Level::warning, "no",
              "a crash of Redis loses what its system has not written yet: logouts too; set appendfsync"};
    case RedisPersistence::none:
      return {Level::warning, "none",
              "without appendonly a restart of Redis loses all since its last snapshot: logouts too"};
    case RedisPersistence::unknown:
      break;
  }
  return {Level::warning, "unknown",
          "what a crash of Redis loses is not known: its user may not ask (+config|get)"};
}

}  // namespace

void say_persistence(Log& log, RedisPersistence persistence) {
  const Row row = row_of(persistence);
  log.say(row.level, "redis_persistence", {{"appendfsync", row.appendfsync}, {"reason", row.reason}});
}

}  // namespace signet::example
