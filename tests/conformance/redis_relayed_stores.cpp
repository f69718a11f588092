// A relay before a Redis of the test's own.
#include <string>
#include <utility>

#include "conformance/relayed_stores.hpp"
#include "signet/store/redis_deny_store.hpp"
#include "support/redis_stores.hpp"

namespace signet::test {
namespace {

std::unique_ptr<DenyStore> denials_on(std::shared_ptr<RedisDatabase> database) {
  auto store = RedisDenyStore::open(std::move(database), "realm");
  REQUIRE(store);
  return std::move(*store);
}

}  // namespace

RelayedStores make_relayed_stores() {
  const auto server = std::make_shared<const RedisServer>();
  auto relay = std::make_unique<CuttingRelay>(server->port());
  const std::string url = "redis://:" + redis_password() + "@127.0.0.1:" + std::to_string(relay->port());
  const auto relayed = open_redis(patient(url));
  const std::string straight = server->url();
  const auto direct = open_redis(patient(straight));
  return {.server = server,
          .relay = std::move(relay),
          .sessions = sessions_on(relayed),
          .other_sessions = sessions_on(direct),
          .denials = denials_on(relayed),
          .other_denials = denials_on(direct)};
}

}  // namespace signet::test
