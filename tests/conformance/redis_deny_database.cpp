// Denials in a Redis of the test's own.
#include "conformance/some_denials.hpp"
#include "signet/store/redis_deny_store.hpp"
#include "support/redis_stores.hpp"

namespace signet::test {
namespace {

class RedisDenials final : public DenyDatabase {
 public:
  std::unique_ptr<DenyStore> open(const std::string& realm) override {
    auto store = RedisDenyStore::open(open_redis(patient(server_.url())), realm);
    REQUIRE(store);
    return std::move(*store);
  }

 private:
  RedisServer server_;
};

}  // namespace

std::unique_ptr<DenyDatabase> make_deny_database() { return std::make_unique<RedisDenials>(); }

}  // namespace signet::test
