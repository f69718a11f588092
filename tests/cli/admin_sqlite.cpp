// The office's database is the SQLite file `db` in its folder.
#include <doctest/doctest.h>

#include <utility>

#include "admin.hpp"
#include "signet/store/sqlite_account_store.hpp"
#include "signet/store/sqlite_session_store.hpp"

namespace signet_test {

using namespace signet;

namespace {

class SqliteOffice final : public OfficeStore {
 public:
  explicit SqliteOffice(const Scratch& scratch) : scratch_(scratch) {}

  std::string option() const override { return "--store sqlite:db"; }
  std::unique_ptr<AccountStore> accounts() const override { return open<SqliteAccountStore>(); }
  std::unique_ptr<SessionStore> sessions() const override { return open<SqliteSessionStore>(); }

 private:
  template <class Store>
  std::unique_ptr<Store> open() const {
    auto store = Store::open({.path = scratch_.path("db"), .realm = "B"});
    REQUIRE(store);
    return *std::move(store);
  }

  const Scratch& scratch_;
};

}  // namespace

std::unique_ptr<OfficeStore> make_office_store(const Scratch& scratch) {
  return std::make_unique<SqliteOffice>(scratch);
}

}  // namespace signet_test
