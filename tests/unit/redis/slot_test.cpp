// Hash slots against the Redis cluster specification and the documentation of CLUSTER KEYSLOT.
#include "store/redis/slot.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace signet::detail::redis;

TEST_CASE("the slot of a key is its CRC-16/XMODEM modulo 16384") {
  CHECK(slot_of("123456789") == 0x31c3);  // the specification's check value, below 16384
  CHECK(slot_of("somekey") == 11058);     // CLUSTER KEYSLOT's page
  CHECK(slot_of("") == 0);
}

TEST_CASE(
    "of a key with a hash tag only the tag counts, from the first { to the next }, if it is not empty") {
  struct Row {
    const char* key;
    const char* hashed;
  };
  // "Hash tags" of the specification, and what it does not say.
  const Row rows[] = {
      {"{user1000}.following", "user1000"},
      {"{user1000}.followers", "user1000"},
      {"foo{{bar}}zap", "{bar"},
      {"foo{bar}{zap}", "bar"},
      {"foo}{bar}", "bar"},
      {"{a}", "a"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.key);
    CHECK(slot_of(row.key) == slot_of(row.hashed));
  }
  CHECK(slot_of("foo{hash_tag}") == 2515);  // CLUSTER KEYSLOT's page
  CHECK(slot_of("foo{}{bar}") != slot_of("bar"));
  CHECK(slot_of("foo{bar") != slot_of("bar"));
}
