// What a proxy that pools transactions takes from us, and what it does to prepared statements.
#include <doctest/doctest.h>

#include <string>

#include "support/pgbouncer.hpp"

using namespace signet;
using namespace signet::test;

namespace {

namespace postgres = detail::postgres;

Result<std::shared_ptr<PostgresDatabase>> open(const std::string& url, PreparedStatements prepared) {
  return PostgresDatabase::open({.url = url, .statement_timeout = Seconds::of(60), .prepared = prepared});
}

}  // namespace

TEST_CASE("PgBouncer refuses a database that is opened with prepared statements, and takes it without") {
  const PooledDatabase database;
  CHECK(open(database.url, PreparedStatements::on).error() == fail(Errc::store_unavailable));
  CHECK(open(database.url, PreparedStatements::off));
}

TEST_CASE("a database without a statement timeout of its own is refused by that name") {
  const FreshDatabase database;
  CHECK(open(pooled(database.url), PreparedStatements::off).error() ==
        fail(Errc::store_unsupported, "statement_timeout"));
}

TEST_CASE("a prepared statement is not there when PgBouncer gives us another of its connections") {
  const PooledDatabase database;
  const auto url = postgres::parse_connection_url(database.url);
  REQUIRE(url);
  const auto parameters = postgres::connection_parameters(
      *url,
      {.connect_timeout_seconds = 60, .statement_timeout_milliseconds = 60'000, .with_settings = false});
  constexpr postgres::Statement one{"one", "SELECT 1"};
  for (const PreparedStatements prepared : {PreparedStatements::off, PreparedStatements::on}) {
    auto connection = postgres::Connection::open(std::string{parameters.expose_text()}, prepared);
    REQUIRE(connection);
    REQUIRE(connection->run(one, {}));
    auto other = postgres::Connection::open(std::string{parameters.expose_text()}, PreparedStatements::off);
    REQUIRE(other);
    REQUIRE(other->execute("BEGIN"));  // holds the connection that was used last
    const auto again = connection->run(one, {});
    REQUIRE(other->execute("ROLLBACK"));
    CHECK(again.has_value() == (prepared == PreparedStatements::off));
    if (!again) CHECK(again.error() == fail(Errc::store_unsupported, "prepared"));
  }
}
