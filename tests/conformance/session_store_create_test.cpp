// The contract of SessionStore on beginning, finding, listing and forgetting families, over every backend.
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "conformance/session_databases.hpp"
#include "conformance/some_families.hpp"
#include "support/at_once.hpp"

using namespace signet;
using namespace signet::test;

namespace {

// The numbers of the subject's families, newest first; inactive ones negative.
std::vector<int> listed(SessionStore& store, std::string_view subject, NumericDate now = noon) {
  const auto states = store.list(subject, now);
  REQUIRE(states);
  std::vector<int> numbers;
  for (const FamilyState& state : *states) {
    const auto& bytes = state.family.id.uuid.bytes();
    const int number = bytes[15] + 256 * bytes[14];
    numbers.push_back(state.active ? number : -number);
  }
  return numbers;
}

NewFamily limited(std::uint32_t number, std::uint32_t most, NumericDate now = noon) {
  NewFamily family = new_family(number);
  family.most = most;
  family.now = now;
  return family;
}

}  // namespace

TEST_CASE("a family is found with every member as it was begun") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    const std::string longest(255, '\xff');
    std::uint32_t number = 0;
    for (const std::string& subject : {std::string{"ann"}, std::string{"a\0b", 3}, longest}) {
      ++number;
      NewFamily request = new_family(number, subject);
      request.epoch = Epoch{std::numeric_limits<std::uint64_t>::max()};
      request.now = NumericDate::from_microseconds(-5);
      begin(store, request);
      const FamilyState state = stored(store, number, NumericDate::from_microseconds(-5));
      CHECK(state.active);
      CHECK(state.family == Family{.id = family_id(number),
                                   .subject = subject,
                                   .epoch = request.epoch,
                                   .generation = 0,
                                   .attempt = {},
                                   .reissues = 0,
                                   .used = false,
                                   .created_at = NumericDate::from_microseconds(-5),
                                   .rotated_at = NumericDate::from_microseconds(-5),
                                   .idle_until = NumericDate::from_microseconds(639'999'995),
                                   .expires_at = NumericDate::from_microseconds(999'999'995),
                                   .revoked_at = {}});
    }
  });
}

TEST_CASE("the idle end of a new family is never after its absolute end") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    NewFamily request = new_family(1);
    request.lifetime = {.absolute = Seconds::of(10), .idle = Seconds::of(20)};
    begin(store, request);
    CHECK(stored(store, 1).family.idle_until == noon + Seconds::of(10));
    CHECK(stored(store, 1).family.expires_at == noon + Seconds::of(10));
  });
}

TEST_CASE("a family that is not there is an empty answer, not an error") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin(store, new_family(1));
    const auto found = store.find(family_id(2), noon);
    REQUIRE(found);
    CHECK_FALSE(found->has_value());
    for (const std::string_view subject : {"", "an", "anna", "ANN", "ann' OR '1'='1"}) {
      CAPTURE(subject);
      CHECK(listed(store, subject).empty());
    }
  });
}

TEST_CASE("a second family of one id is refused, whoever's it would be, and changes nothing") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin(store, new_family(1));
    NewFamily twin = limited(1, 1, noon + Seconds::of(1));
    twin.epoch = Epoch{9};
    const FamilyState before = stored(store, 1);
    CHECK(store.create(twin).error() == fail(Errc::session_exists));
    twin.subject = "bob";
    CHECK(store.create(twin).error() == fail(Errc::session_exists));
    CHECK(stored(store, 1).family == before.family);
    CHECK(stored(store, 1).active);
    CHECK(listed(store, "bob").empty());
    begin(store, new_family(2, "bob"));  // under epoch 0: what was refused raised nothing
  });
}

TEST_CASE(
    "R08, R14: a family expires for each caller by that caller's time: at its idle end, and at its absolute "
    "end") {
  // No clock is read, so a caller whose clock is behind still finds it active.
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin(store, new_family(1));
    const NumericDate idle_end = noon + lifetime.idle;
    CHECK(is_active(store, 1, idle_end - tick));
    CHECK_FALSE(is_active(store, 1, idle_end));
    CHECK(is_active(store, 1, noon));
    REQUIRE(rotate(store, rotation(1)) == RotationResult::rotated);
    Rotation late = rotation(1, 1);
    late.now = idle_end - tick;
    REQUIRE(rotate(store, late) == RotationResult::rotated);
    const NumericDate absolute_end = noon + lifetime.absolute;
    CHECK(is_active(store, 1, absolute_end - tick));
    CHECK_FALSE(is_active(store, 1, absolute_end));
  });
}

TEST_CASE(
    "a subject's families are listed newest first, in the order they were begun, whatever their times") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin(store, limited(3, 0));
    begin(store, limited(1, 0));
    begin(store, limited(2, 0, noon - Seconds::of(30)));  // by a node whose clock is behind
    begin(store, new_family(4, "bob"));
    CHECK(listed(store, "ann") == std::vector{2, 1, 3});
    REQUIRE(*store.revoke(family_id(1), noon) == Revocation::revoked);
    REQUIRE(rotate(store, rotation(3)) == RotationResult::rotated);
    CHECK(listed(store, "ann") == std::vector{2, -1, 3});
    CHECK(listed(store, "ann", noon + lifetime.idle - Seconds::of(30)) == std::vector{-2, -1, 3});
    const auto states = store.list("ann", noon);
    REQUIRE(states);
    CHECK(states->back().family == stored(store, 3).family);
  });
}

TEST_CASE("a create ends the subject's oldest active families beyond the limit, and no other's") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin(store, new_family(9, "bob"));
    for (std::uint32_t number = 1; number <= 4; ++number) begin(store, limited(number, 0));
    REQUIRE(*store.revoke(family_id(4), noon + Seconds::of(1)) == Revocation::revoked);
    begin(store, limited(5, 3));
    CHECK(listed(store, "ann") == std::vector{5, -4, 3, 2, -1});
    CHECK(stored(store, 1).family.revoked_at == noon);
    begin(store, limited(6, 1, noon - Seconds::of(30)));  // the new one stays, though its clock is behind
    CHECK(listed(store, "ann") == std::vector{6, -5, -4, -3, -2, -1});
    CHECK(is_active(store, 9));
  });
}

TEST_CASE("R13: of 64 logins at once, each with its own limit of 3, the newest three are active") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore* const stores[] = {&database.open("realm"), &database.open("realm")};
    for (std::uint32_t round = 0; round < 3; ++round) {
      const auto results = at_once(64, [&](std::size_t thread) {
        return stores[thread % 2]->create(limited(64 * round + static_cast<std::uint32_t>(thread) + 1, 3));
      });
      CHECK(std::ranges::all_of(results, [](const Result<Creation>& result) {
        return result.has_value() && *result == Creation::created;
      }));
      const std::vector<int> families = listed(*stores[0], "ann");
      REQUIRE(families.size() >= 3);
      CHECK(std::ranges::count_if(families, [](int number) { return number > 0; }) == 3);
      CHECK(std::all_of(families.begin(), families.begin() + 3, [](int number) { return number > 0; }));
    }
  });
}

TEST_CASE("a create forgets at most four families that have ended, of any subject, and none that has not") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    for (std::uint32_t number = 1; number <= 6; ++number) begin(store, new_family(number, "bob"));
    begin(store, limited(7, 0, noon + tick));
    const NumericDate end = noon + lifetime.idle;
    begin(store, limited(8, 0, end - tick));
    CHECK(listed(store, "bob", end).size() == 6);
    begin(store, limited(9, 0, end));
    CHECK(listed(store, "bob", end).size() == 2);
    CHECK(listed(store, "ann", end) == std::vector{9, 8, 7});
    begin(store, limited(10, 0, end));
    CHECK(listed(store, "bob", end).empty());
    CHECK(listed(store, "ann", end) == std::vector{10, 9, 8, 7});
    CHECK(rotate(store, rotation(1)) == RotationResult::not_active);
    begin(store, limited(1, 0, end));  // its id is free
  });
}

TEST_CASE(
    "a revoked family may be forgotten from its revocation on, a rotated one from its new idle end on") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin(store, new_family(1, "bob"));
    begin(store, new_family(2, "bob"));
    Rotation later = rotation(1);
    later.now = noon + Seconds::of(100);
    REQUIRE(rotate(store, later) == RotationResult::rotated);
    REQUIRE(*store.revoke(family_id(2), noon + Seconds::of(50)) == Revocation::revoked);
    begin(store, limited(3, 0, noon + Seconds::of(50) - tick));
    CHECK(listed(store, "bob") == std::vector{-2, 1});
    begin(store, limited(4, 0, noon + Seconds::of(50)));
    CHECK(listed(store, "bob") == std::vector{1});
    begin(store, limited(5, 0, noon + Seconds::of(740) - tick));
    CHECK(listed(store, "bob") == std::vector{1});
    begin(store, limited(6, 0, noon + Seconds::of(740)));
    CHECK(listed(store, "bob").empty());
  });
}

TEST_CASE("R07: realms of one database do not see one another's families, epochs or marks") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& one = database.open("one");
    SessionStore& other = database.open("other");
    begin(one, new_family(1));
    CHECK_FALSE(other.find(family_id(1), noon).value().has_value());
    CHECK(listed(other, "ann").empty());
    CHECK(rotate(other, rotation(1)) == RotationResult::not_active);
    CHECK(*other.use(family_id(1), 0, noon, lifetime.idle) == FamilyUse::not_active);
    CHECK(*other.revoke(family_id(1), noon) == Revocation::was_not_active);
    CHECK(*other.revoke_subject("ann", noon) == 0);
    CHECK(other.raise_epoch("ann", Epoch{5}));
    CHECK(other.revoke_before(noon + Seconds::of(1)));
    CHECK(is_active(one, 1));
    begin(one, limited(2, 2));
    NewFamily twin = limited(1, 1, noon + Seconds::of(2));
    twin.epoch = Epoch{5};
    begin(other, twin);  // the id is taken in the other realm only
    CHECK(listed(one, "ann") == std::vector{2, 1});
    CHECK(listed(other, "ann") == std::vector{1});
  });
}

TEST_CASE("stores on one database see each other's changes at once") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& here = database.open("realm");
    SessionStore& there = database.open("realm");
    begin(here, new_family(1));
    CHECK(rotate(there, rotation(1)) == RotationResult::rotated);
    CHECK(stored(here, 1).family.generation == 1);
    CHECK(*here.revoke(family_id(1), noon) == Revocation::revoked);
    CHECK(rotate(there, rotation(1, 1)) == RotationResult::not_active);
    CHECK(there.create(new_family(1)).error() == fail(Errc::session_exists));
  });
}

TEST_CASE("what a lasting backend acknowledged is there after it was closed") {
  for (const SessionBackend& backend : session_backends()) {
    if (!backend.survives_close) continue;
    INFO("backend: ", std::string{backend.name});
    const auto database = backend.make();
    SessionStore& store = database->open("realm");
    for (std::uint32_t number = 1; number <= 3; ++number) begin(store, new_family(number));
    begin(store, new_family(4, "bob"));
    begin(store, limited(5, 0, noon + Seconds::of(1)));
    REQUIRE(rotate(store, rotation(1)) == RotationResult::rotated);
    REQUIRE(*store.use(family_id(1), 1, noon, lifetime.idle) == FamilyUse::active);
    REQUIRE(*store.revoke(family_id(2), noon) == Revocation::revoked);
    REQUIRE(store.raise_epoch("bob", Epoch{1}));
    REQUIRE(store.revoke_before(noon + tick));
    const FamilyState rotated = stored(store, 1);
    database->close();
    SessionStore& again = database->open("realm");
    CHECK(stored(again, 1).family == rotated.family);
    CHECK(rotated.family.used);
    CHECK(stored(again, 2).family.revoked_at == noon);
    CHECK_FALSE(is_active(again, 4));
    CHECK(listed(again, "ann") == std::vector{5, -3, -2, -1});
    NewFamily lower = new_family(6, "bob");
    lower.now = noon + Seconds::of(1);
    CHECK(*again.create(lower) == Creation::epoch_passed);
  }
}

TEST_CASE("a store that answers says so") {
  on_every_session_backend([](SessionDatabase& database) { CHECK(database.open("realm").ping()); });
}
