// A cluster of three nodes, as a table of its own: realms are on one node each, and all three get some.
#include <array>
#include <memory>

#include "conformance/redis_sessions.hpp"
#include "support/redis_groups.hpp"

namespace signet::test {
namespace {

// Ended by the process that began it: forked children leave by _exit.
const RedisCluster& cluster() {
  static const RedisCluster one;
  return one;
}

}  // namespace

std::span<const SessionBackend> session_backends() {
  static constexpr std::array backends{SessionBackend{.name = "redis cluster",
                                                      .make = []() -> std::unique_ptr<SessionDatabase> {
                                                        return std::make_unique<RedisSessions>(
                                                            cluster().url());
                                                      },
                                                      .survives_close = true}};
  return backends;
}

}  // namespace signet::test
