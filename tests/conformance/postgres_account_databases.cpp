// The one backend that needs a server, as a table of its own.
#include <array>
#include <vector>

#include "conformance/account_databases.hpp"
#include "conformance/postgres_way.hpp"
#include "signet/store/postgres_account_store.hpp"
#include "support/postgres_server.hpp"

namespace signet::test {
namespace {

// Realms of its own on the one server. Each store has connections of its own, as another instance would.
class PostgresAccounts final : public AccountDatabase {
 public:
  AccountStore& open(const std::string& realm) override {
    auto store = PostgresAccountStore::open(open_postgres_way(), name_ + realm);
    REQUIRE(store);
    return *stores_.emplace_back(std::move(*store));
  }
  void close() override { stores_.clear(); }

 private:
  std::string name_ = fresh_name();
  std::vector<std::unique_ptr<PostgresAccountStore>> stores_;
};

}  // namespace

std::span<const AccountBackend> account_backends() {
  static const std::array backends{AccountBackend{
      .name = postgres_way,
      .make = []() -> std::unique_ptr<AccountDatabase> { return std::make_unique<PostgresAccounts>(); },
      .survives_close = true}};
  return backends;
}

}  // namespace signet::test
