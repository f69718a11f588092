// Scripts by their digest.
#include "store/redis/script.hpp"

#include <doctest/doctest.h>

using namespace signet::detail::redis;

TEST_CASE("a script is named as the server names it") {
  // The answer of SCRIPT LOAD "return 1", Redis 7.0.15.
  const Script script{"return 1"};
  CHECK(script.digest() == "e0e1f9fabfc9d4800c877a703b823ac0578ff8db");
}
