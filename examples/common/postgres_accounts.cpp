// Opens accounts and sessions in PostgreSQL.
#include <utility>

#include "common/postgres.hpp"
#include "signet/store/postgres_account_store.hpp"
#include "signet/store/postgres_session_store.hpp"
#include "store/postgres/connection_url.hpp"
#include "store/postgres/database.hpp"

namespace signet::example {
namespace {

namespace postgres = detail::postgres;

// PostgresDatabase makes what is not there, in whatever database it is given.
Result<void> check_made(std::string_view url) {
  auto database = postgres::connect({.url = url, .connections = 1}, postgres::Access::read_only);
  if (!database) return database.error();
  const auto there = (*database)->pool.use([](postgres::Connection& connection) {
    return postgres::look_for_schema(connection, postgres::service_schema().name);
  });
  if (!there.has_value()) return there.error();
  return *there == postgres::Presence::present ? Result<void>{} : fail(Errc::store_schema_mismatch);
}

}  // namespace

Result<void> check_postgres_url(std::string_view url) {
  const auto read = postgres::parse_connection_url(url);
  if (!read) return read.error();
  return {};
}

Result<AccountsAndSessions> open_postgres_accounts(std::string_view url, const std::string& realm,
                                                   Missing missing) {
  if (missing == Missing::refuse) {
    if (const auto made = check_made(url); !made) return made.error();
  }
  const auto database = PostgresDatabase::open({.url = url});
  if (!database) return database.error();
  auto accounts = PostgresAccountStore::open(*database, realm);
  if (!accounts) return accounts.error();
  auto sessions = PostgresSessionStore::open(*database, realm);
  if (!sessions) return sessions.error();
  return AccountsAndSessions{*std::move(accounts), *std::move(sessions)};
}

}  // namespace signet::example
