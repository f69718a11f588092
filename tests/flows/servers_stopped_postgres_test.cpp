// Flow C's auth_server killed inside a refresh over HTTP, its accounts and sessions in PostgreSQL.
#include <doctest/doctest.h>

#include "flows/stopped_c.hpp"
#include "support/postgres_server.hpp"

using namespace signet::test;

TEST_CASE("R06: flow C's sessions in PostgreSQL, a server killed inside a refresh: one successor at most") {
  const FreshDatabase database;
  check_stopped_refreshes_c(FleetC{{{"SIGNET_ACCOUNTS_URL", database.url}}});
}
