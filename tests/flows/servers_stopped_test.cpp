// auth_server killed inside a refresh over HTTP, its accounts and sessions in a file.
#include <doctest/doctest.h>

#include "flows/auth_fleet_b.hpp"

using namespace signet::test;

TEST_CASE(
    "R06: a client whose auth_server was killed inside a refresh asks another, and gets one successor at "
    "most") {
  for (const char* place : {"before_rotate", "after_rotate"}) {
    for (const bool has_grace : {false, true}) check_repeated_refresh(AuthFleetB{}, {}, place, has_grace);
  }
}
