// A relay before the PostgreSQL of the tests.
#include <cstdint>
#include <string>
#include <utility>

#include "conformance/relayed_stores.hpp"
#include "signet/store/postgres_deny_store.hpp"
#include "signet/store/postgres_session_store.hpp"
#include "support/postgres_server.hpp"

namespace signet::test {
namespace {

template <class Store>
std::unique_ptr<Store> store_on(std::shared_ptr<PostgresDatabase> database, const std::string& realm) {
  auto store = Store::open(std::move(database), realm);
  REQUIRE(store);
  return std::move(*store);
}

}  // namespace

RelayedStores make_relayed_stores() {
  const std::string url = postgres_url();
  const std::size_t port = url.rfind(':') + 1;
  const std::size_t end = url.rfind('/');
  auto relay =
      std::make_unique<CuttingRelay>(static_cast<std::uint16_t>(std::stoi(url.substr(port, end - port))));
  const auto relayed = open_postgres(url.substr(0, port) + std::to_string(relay->port()) + url.substr(end));
  const auto direct = open_postgres(url);
  const std::string realm = fresh_name();
  return {.server = nullptr,
          .relay = std::move(relay),
          .sessions = store_on<PostgresSessionStore>(relayed, realm),
          .other_sessions = store_on<PostgresSessionStore>(direct, realm),
          .denials = store_on<PostgresDenyStore>(relayed, realm),
          .other_denials = store_on<PostgresDenyStore>(direct, realm)};
}

}  // namespace signet::test
