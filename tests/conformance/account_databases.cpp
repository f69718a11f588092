// The table of backends.
#include "conformance/account_databases.hpp"

#include <array>
#include <map>
#include <vector>

#include "signet/store/memory_account_store.hpp"
#include "signet/store/sqlite_account_store.hpp"
#include "support/temporary_directory.hpp"

namespace signet::test {
namespace {

class MemoryDatabase final : public AccountDatabase {
 public:
  AccountStore& open(const std::string& realm) override { return realms_[realm]; }
  void close() override { realms_.clear(); }

 private:
  std::map<std::string, MemoryAccountStore> realms_;
};

class SqliteDatabase final : public AccountDatabase {
 public:
  AccountStore& open(const std::string& realm) override {
    auto store = SqliteAccountStore::open(
        {.path = directory_.file("accounts.db"), .realm = realm, .busy_timeout = Seconds::of(60)});
    REQUIRE(store);
    return *stores_.emplace_back(std::move(*store));
  }
  void close() override { stores_.clear(); }

 private:
  TemporaryDirectory directory_;
  std::vector<std::unique_ptr<SqliteAccountStore>> stores_;
};

template <class Database>
std::unique_ptr<AccountDatabase> make() {
  return std::make_unique<Database>();
}

}  // namespace

std::span<const AccountBackend> account_backends() {
  static constexpr std::array backends{
      AccountBackend{.name = "memory", .make = make<MemoryDatabase>, .survives_close = false},
      AccountBackend{.name = "sqlite", .make = make<SqliteDatabase>, .survives_close = true},
  };
  return backends;
}

}  // namespace signet::test
