// The table of backends.
#include "conformance/session_databases.hpp"

#include <array>
#include <map>
#include <vector>

#include "signet/store/memory_session_store.hpp"
#include "signet/store/sqlite_session_store.hpp"
#include "support/temporary_directory.hpp"

namespace signet::test {
namespace {

class MemoryDatabase final : public SessionDatabase {
 public:
  SessionStore& open(const std::string& realm) override { return realms_[realm]; }
  void close() override { realms_.clear(); }

 private:
  std::map<std::string, MemorySessionStore> realms_;
};

class SqliteDatabase final : public SessionDatabase {
 public:
  SessionStore& open(const std::string& realm) override {
    auto store = SqliteSessionStore::open(
        {.path = directory_.file("service.db"), .realm = realm, .busy_timeout = Seconds::of(60)});
    REQUIRE(store);
    return *stores_.emplace_back(std::move(*store));
  }
  void close() override { stores_.clear(); }

 private:
  TemporaryDirectory directory_;
  std::vector<std::unique_ptr<SqliteSessionStore>> stores_;
};

template <class Database>
std::unique_ptr<SessionDatabase> make() {
  return std::make_unique<Database>();
}

}  // namespace

std::span<const SessionBackend> session_backends() {
  static constexpr std::array backends{
      SessionBackend{.name = "memory", .make = make<MemoryDatabase>, .survives_close = false},
      SessionBackend{.name = "sqlite", .make = make<SqliteDatabase>, .survives_close = true},
  };
  return backends;
}

}  // namespace signet::test
