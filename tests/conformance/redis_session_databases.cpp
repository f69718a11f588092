// Redis, as a table of its own, on a server that the test program starts.
#include <array>
#include <memory>

#include "conformance/redis_sessions.hpp"

namespace signet::test {
namespace {

// Ended by the process that began it: forked children leave by _exit.
const RedisServer& server() {
  static const RedisServer one{{"appendonly yes"}};
  return one;
}

}  // namespace

std::span<const SessionBackend> session_backends() {
  static constexpr std::array backends{SessionBackend{.name = "redis",
                                                      .make = []() -> std::unique_ptr<SessionDatabase> {
                                                        return std::make_unique<RedisSessions>(
                                                            server().url());
                                                      },
                                                      .survives_close = true}};
  return backends;
}

}  // namespace signet::test
