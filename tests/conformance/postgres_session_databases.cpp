// The one backend that needs a server, as a table of its own.
#include <array>
#include <vector>

#include "conformance/postgres_way.hpp"
#include "conformance/session_databases.hpp"
#include "signet/store/postgres_session_store.hpp"
#include "support/postgres_server.hpp"

namespace signet::test {
namespace {

// Realms of its own on the one server. Each store has connections of its own, as another instance would.
class PostgresSessions final : public SessionDatabase {
 public:
  SessionStore& open(const std::string& realm) override {
    auto store = PostgresSessionStore::open(open_postgres_way(), name_ + realm);
    REQUIRE(store);
    return *stores_.emplace_back(std::move(*store));
  }
  void close() override { stores_.clear(); }

 private:
  std::string name_ = fresh_name();
  std::vector<std::unique_ptr<PostgresSessionStore>> stores_;
};

}  // namespace

std::span<const SessionBackend> session_backends() {
  static const std::array backends{SessionBackend{
      .name = postgres_way,
      .make = []() -> std::unique_ptr<SessionDatabase> { return std::make_unique<PostgresSessions>(); },
      .survives_close = true}};
  return backends;
}

}  // namespace signet::test
