// auth_servers killed inside a refresh over HTTP, their accounts and sessions in PostgreSQL.
#include <doctest/doctest.h>

#include "flows/auth_fleet_b.hpp"
#include "flows/stopped_c.hpp"
#include "support/postgres_server.hpp"

using namespace signet::test;

TEST_CASE("R06: flow B's sessions in PostgreSQL, a server killed inside a refresh: one successor at most") {
  const FreshDatabase database;
  AuthFleetB fleet;
  fleet.accounts.clear();
  for (const char* place : {"before_rotate", "after_rotate"}) {
    for (const bool has_grace : {false, true}) {
      check_repeated_refresh(fleet, {{"SIGNET_ACCOUNTS_URL", database.url}}, place, has_grace);
    }
  }
}

TEST_CASE("R06: flow C's sessions in PostgreSQL, a server killed inside a refresh: one successor at most") {
  const FreshDatabase database;
  check_stopped_refreshes_c(FleetC{{{"SIGNET_ACCOUNTS_URL", database.url}}});
}
