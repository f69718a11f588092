// What is left of families when a process that holds a store is killed, over every backend.
#include <doctest/doctest.h>

#include <cstdint>

#include "conformance/session_databases.hpp"
#include "conformance/some_families.hpp"
#include "support/killed_process.hpp"

using namespace signet;
using namespace signet::test;

TEST_CASE("R06: whatever a killed process was told is so after it: begun, rotated, used, ended and raised") {
  for (const SessionBackend& backend : session_backends()) {
    if (!backend.survives_close) continue;
    INFO("backend: ", std::string{backend.name});
    const auto database = backend.make();
    REQUIRE(killed_in([&] {
      SessionStore& store = database->open("realm");
      for (std::uint32_t number = 1; number <= 3; ++number) begin(store, new_family(number));
      begin(store, new_family(4, "bob"));
      begin(store, new_family(5, "cat"));
      return store.rotate(rotation(1)).has_value() &&
             store.use(family_id(1), 1, noon, lifetime.idle).has_value() &&
             store.revoke(family_id(2), noon).has_value() && store.raise_epoch("bob", Epoch{1}).has_value() &&
             store.revoke_subject("cat", noon).has_value();
    }));
    SessionStore& store = database->open("realm");
    CHECK(stored(store, 1).family.generation == 1);
    CHECK(stored(store, 1).family.used);
    CHECK(rotate(store, rotation(1, 1)) == RotationResult::rotated);
    CHECK(rotate(store, rotation(2)) == RotationResult::not_active);
    CHECK(rotate(store, rotation(3)) == RotationResult::rotated);
    CHECK(rotate(store, rotation(4)) == RotationResult::not_active);
    CHECK(rotate(store, rotation(5)) == RotationResult::not_active);
    CHECK(*store.create(new_family(6, "bob")) == Creation::epoch_passed);
  }
}

TEST_CASE("what does not last is gone with its process: families, and the epochs that were told") {
  for (const SessionBackend& backend : session_backends()) {
    if (backend.survives_close) continue;
    INFO("backend: ", std::string{backend.name});
    const auto database = backend.make();
    SessionStore& store = database->open("realm");
    begin(store, new_family(1));
    REQUIRE(store.raise_epoch("bob", Epoch{1}));
    database->close();
    SessionStore& again = database->open("realm");
    CHECK(rotate(again, rotation(1)) == RotationResult::not_active);
    CHECK(*again.create(new_family(2, "bob")) == Creation::created);
  }
}
