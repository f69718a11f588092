// The contract of SessionStore on epochs and on revoking all before a time, over every backend.
#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "conformance/session_databases.hpp"
#include "conformance/some_families.hpp"
#include "support/at_once.hpp"

using namespace signet;
using namespace signet::test;

namespace {

NewFamily under(Epoch epoch, std::uint32_t number, std::string_view subject = "ann") {
  NewFamily family = new_family(number, subject);
  family.epoch = epoch;
  return family;
}

Creation created(SessionStore& store, const NewFamily& family) {
  const auto result = store.create(family);
  REQUIRE(result.has_value());
  return *result;
}

// Every call finds the family active, and rotates and uses it; or none does.
void check_alive(SessionStore& store, std::uint32_t number, bool alive) {
  CAPTURE(number);
  CHECK(is_active(store, number) == alive);
  const auto listed = store.list(stored(store, number).family.subject, noon);
  REQUIRE(listed);
  for (const FamilyState& state : *listed) {
    if (state.family.id == family_id(number)) CHECK(state.active == alive);
  }
  CHECK(*store.use(family_id(number), 0, noon, lifetime.idle) ==
        (alive ? FamilyUse::active : FamilyUse::not_active));
  CHECK(rotate(store, rotation(number)) == (alive ? RotationResult::rotated : RotationResult::not_active));
  CHECK(*store.revoke(family_id(number), noon) == (alive ? Revocation::revoked : Revocation::was_not_active));
}

}  // namespace

TEST_CASE("a raised epoch ends the subject's families of lower ones, and no others") {
  constexpr Epoch epochs[] = {{0}, {1}, {5}, {6}, {std::numeric_limits<std::uint64_t>::max()}};
  constexpr Epoch raised{5};
  on_every_session_backend([&](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    std::uint32_t number = 0;
    for (const Epoch epoch : epochs) {
      ++number;
      begin(store, under(epoch, number, "subject " + std::to_string(number)));
    }
    begin(store, under(Epoch{0}, 9, "bob"));
    for (std::uint32_t n = 1; n <= number; ++n) {
      REQUIRE(store.raise_epoch("subject " + std::to_string(n), raised));
      check_alive(store, n, epochs[n - 1] >= raised);
    }
    check_alive(store, 9, true);
  });
}

TEST_CASE("under a raised epoch a family is begun with that epoch or a higher one only") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    REQUIRE(store.raise_epoch("ann", Epoch{5}));
    CHECK(created(store, under(Epoch{4}, 1)) == Creation::epoch_passed);
    CHECK_FALSE(store.find(family_id(1), noon).value().has_value());
    CHECK(created(store, under(Epoch{5}, 1)) == Creation::created);
    CHECK(created(store, under(Epoch{6}, 2)) == Creation::created);
    CHECK(created(store, under(Epoch{0}, 3, "bob")) == Creation::created);
  });
}

TEST_CASE("a login under a higher epoch tells the store of it: what was begun under lower ones is over") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin(store, under(Epoch{1}, 1));
    begin(store, under(Epoch{2}, 2));
    CHECK(created(store, under(Epoch{1}, 3)) == Creation::epoch_passed);
    check_alive(store, 1, false);
    check_alive(store, 2, true);
  });
}

TEST_CASE("an epoch that was passed already changes nothing") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    const Epoch highest{std::numeric_limits<std::uint64_t>::max()};  // compared as unsigned everywhere
    REQUIRE(store.raise_epoch("ann", Epoch{7}));
    for (const Epoch lower : {Epoch{0}, Epoch{6}, Epoch{7}}) REQUIRE(store.raise_epoch("ann", lower));
    CHECK(created(store, under(Epoch{6}, 1)) == Creation::epoch_passed);
    begin(store, under(Epoch{7}, 2));
    REQUIRE(store.raise_epoch("ann", highest));
    REQUIRE(store.raise_epoch("ann", Epoch{8}));
    CHECK(created(store, under(Epoch{8}, 3)) == Creation::epoch_passed);
    begin(store, under(highest, 4));
    check_alive(store, 2, false);
    check_alive(store, 4, true);
  });
}

TEST_CASE("families that an epoch ended do not count toward the limit") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    for (std::uint32_t number = 1; number <= 3; ++number) begin(store, new_family(number));
    REQUIRE(store.raise_epoch("ann", Epoch{1}));
    begin(store, under(Epoch{1}, 4));
    NewFamily limited = under(Epoch{1}, 5);
    limited.most = 2;
    begin(store, limited);
    CHECK(is_active(store, 4));
    CHECK_FALSE(stored(store, 1).family.revoked_at.has_value());
  });
}

TEST_CASE("revoke_before ends every subject's families begun before, for good, and lets none begin there") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    NewFamily before = new_family(1);
    before.now = noon - tick;
    begin(store, before);
    begin(store, new_family(2, "bob"));
    REQUIRE(store.revoke_before(noon));
    check_alive(store, 1, false);
    REQUIRE(store.revoke_before(noon - Seconds::of(1)));  // earlier: changes nothing
    before.id = family_id(3);
    CHECK(created(store, before) == Creation::epoch_passed);
    CHECK(created(store, new_family(3)) == Creation::created);
    check_alive(store, 2, true);
    check_alive(store, 3, true);
  });
}

TEST_CASE("R13: a login that races the raising of the epoch has no session after it, whoever is first") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore* const stores[] = {&database.open("realm"), &database.open("realm")};
    for (std::uint32_t round = 0; round < 20; ++round) {
      const std::string subject = "subject " + std::to_string(round);
      const auto results = at_once(8, [&](std::size_t thread) -> Result<Creation> {
        SessionStore& store = *stores[thread % 2];
        const auto number = round * 8 + static_cast<std::uint32_t>(thread);
        if (thread != 0) return store.create(under(Epoch{0}, number, subject));
        const auto raised = store.raise_epoch(subject, Epoch{1});
        return raised ? Result<Creation>{Creation::created} : raised.error();
      });
      for (const auto& result : results) REQUIRE(result.has_value());
      const auto left = stores[0]->list(subject, noon);
      REQUIRE(left);
      for (const FamilyState& state : *left) CHECK_FALSE(state.active);
    }
  });
}
