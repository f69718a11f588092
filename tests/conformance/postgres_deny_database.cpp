// Denials in the PostgreSQL of the tests, each time in realms of their own.
#include "conformance/postgres_way.hpp"
#include "conformance/some_denials.hpp"
#include "signet/store/postgres_deny_store.hpp"
#include "support/postgres_server.hpp"

namespace signet::test {
namespace {

class PostgresDenials final : public DenyDatabase {
 public:
  std::unique_ptr<DenyStore> open(const std::string& realm) override {
    auto store = PostgresDenyStore::open(open_postgres_way(), name_ + realm);
    REQUIRE(store);
    return std::move(*store);
  }

 private:
  std::string name_ = fresh_name();
};

}  // namespace

std::unique_ptr<DenyDatabase> make_deny_database() { return std::make_unique<PostgresDenials>(); }

}  // namespace signet::test
