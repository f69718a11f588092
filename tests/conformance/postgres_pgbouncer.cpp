// Through a PgBouncer that pools transactions, without prepared statements.
#include "conformance/postgres_way.hpp"
#include "support/pgbouncer.hpp"

namespace signet::test {

const char* const postgres_way = "postgres behind pgbouncer";

std::shared_ptr<PostgresDatabase> open_postgres_way() {
  static const PooledDatabase shared;
  auto database = PostgresDatabase::open({.url = shared.url,
                                          .connections = 4,
                                          .wait = Seconds::of(60),
                                          .statement_timeout = Seconds::of(60),
                                          .prepared = PreparedStatements::off});
  REQUIRE(database);
  return *database;
}

}  // namespace signet::test
