// auth_servers killed inside a refresh over HTTP, their accounts and sessions in a file.
#include <doctest/doctest.h>

#include "flows/auth_fleet_b.hpp"
#include "flows/stopped_c.hpp"

using namespace signet::test;

TEST_CASE(
    "R06: a client whose auth_server was killed inside a refresh asks another, and gets one successor at "
    "most") {
  for (const char* place : {"before_rotate", "after_rotate"}) {
    for (const bool has_grace : {false, true}) check_repeated_refresh(AuthFleetB{}, {}, place, has_grace);
  }
}

TEST_CASE("R06: flow C's sessions in a file, a server killed inside a refresh: one successor at most") {
  check_stopped_refreshes_c(FleetC{});
}
