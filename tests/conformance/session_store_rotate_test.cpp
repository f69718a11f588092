// The contract of SessionStore on rotating, using and revoking a family, over every backend.
#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "conformance/session_databases.hpp"
#include "conformance/some_families.hpp"

using namespace signet;
using namespace signet::test;

namespace {

constexpr Seconds grace = Seconds::of(10);

Rotation by_attempt(std::uint32_t attempt, std::uint32_t generation, NumericDate now = noon) {
  Rotation request = rotation(1, generation);
  request.attempt = attempt_id(attempt);
  request.now = now;
  return request;
}

Rotation with_grace(Rotation request) {
  request.grace = grace;
  return request;
}

// A family 1 whose newest token, generation 2, was made at noon by attempt 2.
void begin_rotated(SessionStore& store) {
  begin(store, new_family(1));
  REQUIRE(rotate(store, by_attempt(1, 0)) == RotationResult::rotated);
  REQUIRE(rotate(store, by_attempt(2, 1)) == RotationResult::rotated);
}

void same(const Result<RotationOutcome>& outcome, const RotationOutcome& expected) {
  REQUIRE(outcome.has_value());
  CHECK(outcome->result == expected.result);
  CHECK(outcome->generation == expected.generation);
  CHECK(outcome->expires_at == expected.expires_at);
  CHECK(outcome->subject == expected.subject);
}

RotationOutcome told(RotationResult result, std::uint32_t generation = 0) {
  return {
      .result = result, .generation = generation, .expires_at = noon + lifetime.absolute, .subject = "ann"};
}

}  // namespace

TEST_CASE("the newest token is replaced: the family is one generation on, with attempt and times") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin(store, new_family(1));
    begin(store, new_family(2));
    const Family other = stored(store, 2).family;
    REQUIRE(*store.use(family_id(1), 0, noon, lifetime.idle) == FamilyUse::active);
    Family expected = stored(store, 1).family;
    same(store.rotate(by_attempt(7, 0, noon + Seconds::of(5))), told(RotationResult::rotated, 1));
    expected.generation = 1;
    expected.attempt = attempt_id(7);
    expected.used = false;
    expected.rotated_at = noon + Seconds::of(5);
    expected.idle_until = noon + Seconds::of(5) + lifetime.idle;
    CHECK(stored(store, 1).family == expected);
    CHECK(stored(store, 2).family == other);
  });
}

TEST_CASE("what a rotation comes to, and what it leaves of a family at generation 2") {
  struct Row {
    const char* what;
    Rotation request;
    RotationResult result;
    std::uint32_t generation;  // of the successor
    std::uint8_t reissues;     // then of the family
    bool active;               // then
  };
  const auto refused = [](Rotation request) {
    request.on_reuse = OnReuse::refuse;
    return request;
  };
  const Row rows[] = {
      {"the newest", by_attempt(9, 2), RotationResult::rotated, 3, 0, true},
      {"the same attempt again", by_attempt(2, 1), RotationResult::rotated, 2, 0, true},
      {"the same attempt again, much later", by_attempt(2, 1, noon + Seconds::of(600)),
       RotationResult::rotated, 2, 0, true},
      {"an older attempt again", by_attempt(1, 0), RotationResult::reused, 0, 0, false},
      {"the predecessor without grace", by_attempt(9, 1), RotationResult::reused, 0, 0, false},
      {"the predecessor without grace, refused", refused(by_attempt(9, 1)), RotationResult::reused, 0, 0,
       true},
      {"the predecessor at the last moment of grace", with_grace(by_attempt(9, 1, noon + grace - tick)),
       RotationResult::current, 2, 1, true},
      {"the predecessor at the end of grace", with_grace(by_attempt(9, 1, noon + grace)),
       RotationResult::reused, 0, 0, false},
      {"two behind, inside grace", with_grace(by_attempt(9, 0)), RotationResult::reused, 0, 0, false},
      {"two behind, refused", refused(by_attempt(9, 0)), RotationResult::reused, 0, 0, true},
      {"one ahead", by_attempt(9, 3), RotationResult::ahead, 0, 0, false},
      {"one ahead, by the attempt there is", by_attempt(2, 3), RotationResult::ahead, 0, 0, false},
      {"far ahead, refused", refused(by_attempt(9, std::numeric_limits<std::uint32_t>::max())),
       RotationResult::ahead, 0, 0, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    on_every_session_backend([&](SessionDatabase& database) {
      SessionStore& store = database.open("realm");
      begin_rotated(store);
      same(store.rotate(row.request), told(row.result, row.generation));
      const FamilyState after = stored(store, 1, row.request.now);
      CHECK(after.active == row.active);
      CHECK(after.family.reissues == row.reissues);
      CHECK(after.family.generation == (row.result == RotationResult::rotated ? row.generation : 2));
      CHECK(after.family.revoked_at.has_value() == !row.active);
    });
  }
}

TEST_CASE("R02: after reuse no token of the family is replaced any more, nor answered inside grace") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin_rotated(store);
    REQUIRE(rotate(store, by_attempt(9, 0)) == RotationResult::reused);
    for (const std::uint32_t generation : {0U, 1U, 2U, 3U}) {
      CAPTURE(generation);
      same(store.rotate(with_grace(by_attempt(2, generation))), RotationOutcome{});
    }
    CHECK(*store.use(family_id(1), 2, noon, lifetime.idle) == FamilyUse::not_active);
  });
}

TEST_CASE(
    "R03: inside grace the predecessor is answered five times, extending the idle time, then is reuse") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin_rotated(store);
    for (std::uint8_t time = 1; time <= 5; ++time) {
      same(store.rotate(with_grace(by_attempt(9, 1, noon + Seconds::of(time)))),
           told(RotationResult::current, 2));
      CHECK(stored(store, 1).family.reissues == time);
      CHECK(stored(store, 1).family.idle_until == noon + Seconds::of(time) + lifetime.idle);
    }
    same(store.rotate(with_grace(by_attempt(9, 1, noon + Seconds::of(6)))), told(RotationResult::reused));
    CHECK_FALSE(is_active(store, 1));
  });
}

TEST_CASE("grace begins anew with each generation, and ends with the first use of the successor") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin_rotated(store);
    for (int time = 0; time < 5; ++time) {
      REQUIRE(rotate(store, with_grace(by_attempt(9, 1))) == RotationResult::current);
    }
    REQUIRE(rotate(store, by_attempt(10, 2)) == RotationResult::rotated);
    CHECK(rotate(store, with_grace(by_attempt(9, 2))) == RotationResult::current);
    REQUIRE(*store.use(family_id(1), 3, noon, lifetime.idle) == FamilyUse::active);
    CHECK(rotate(store, with_grace(by_attempt(9, 2))) == RotationResult::reused);
    CHECK_FALSE(is_active(store, 1));
  });
}

TEST_CASE("a family that is not there, or has ended, is not rotated: at its end, and a moment before it is") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    same(store.rotate(rotation(1)), RotationOutcome{});
    begin(store, new_family(1));
    same(store.rotate(by_attempt(1, 0, noon + lifetime.idle)), RotationOutcome{});
    same(store.rotate(by_attempt(1, 0, noon + lifetime.idle - tick)), told(RotationResult::rotated, 1));
    same(store.rotate(by_attempt(2, 1, noon + lifetime.absolute)), RotationOutcome{});
    same(store.rotate(by_attempt(2, 1, noon + lifetime.absolute - tick)), told(RotationResult::rotated, 2));
    CHECK(stored(store, 1).family.idle_until == noon + lifetime.absolute);
  });
}

TEST_CASE("what a use comes to, and what it writes") {
  struct Row {
    const char* what;
    std::uint32_t generation;
    Seconds after;
    FamilyUse result;
    Seconds idle_end;  // then, after noon
  };
  // Begun with 640 s of idle time at noon: its idle end is written when it moves by more than 10 s, or when
  // the token is used for the first time.
  const Row rows[] = {
      {"at once", 1, {}, FamilyUse::active, Seconds::of(640)},
      {"soon", 1, Seconds::of(10), FamilyUse::active, Seconds::of(640)},
      {"a moment later", 1, Seconds::of_microseconds(10'000'001), FamilyUse::active,
       Seconds::of_microseconds(650'000'001)},
      {"near the idle end", 1, Seconds::of_microseconds(639'999'999), FamilyUse::active, Seconds::of(1000)},
      {"at the idle end", 1, Seconds::of(640), FamilyUse::not_active, Seconds::of(640)},
      {"the predecessor", 0, Seconds::of(100), FamilyUse::superseded, Seconds::of(640)},
      {"a successor that is not made", 2, Seconds::of(100), FamilyUse::superseded, Seconds::of(640)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    on_every_session_backend([&](SessionDatabase& database) {
      SessionStore& store = database.open("realm");
      begin(store, new_family(1));
      REQUIRE(rotate(store, rotation(1)) == RotationResult::rotated);
      REQUIRE(*store.use(family_id(1), 1, noon, lifetime.idle) == FamilyUse::active);
      Family expected = stored(store, 1).family;
      const auto used = store.use(family_id(1), row.generation, noon + row.after, lifetime.idle);
      REQUIRE(used.has_value());
      CHECK(*used == row.result);
      expected.idle_until = noon + row.idle_end;
      CHECK(stored(store, 1).family == expected);
    });
  }
}

TEST_CASE("the first use of a token is written though its idle end hardly moves") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin(store, new_family(1));
    CHECK_FALSE(stored(store, 1).family.used);
    REQUIRE(*store.use(family_id(1), 0, noon + tick, lifetime.idle) == FamilyUse::active);
    CHECK(stored(store, 1).family.used);
    CHECK(stored(store, 1).family.idle_until == noon + tick + lifetime.idle);
    CHECK(*store.use(family_id(2), 0, noon, lifetime.idle) == FamilyUse::not_active);
  });
}

TEST_CASE("a revoked family is over for every call, and stays as it was when it ended") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin_rotated(store);
    begin(store, new_family(2));
    REQUIRE(*store.revoke(family_id(1), noon + Seconds::of(1)) == Revocation::revoked);
    const FamilyState ended = stored(store, 1, noon - Seconds::of(1));
    CHECK_FALSE(ended.active);
    CHECK(ended.family.revoked_at == noon + Seconds::of(1));
    same(store.rotate(by_attempt(9, 2)), RotationOutcome{});
    same(store.rotate(by_attempt(2, 1)), RotationOutcome{});
    CHECK(*store.use(family_id(1), 2, noon, lifetime.idle) == FamilyUse::not_active);
    CHECK(*store.revoke(family_id(1), noon) == Revocation::was_not_active);
    CHECK(*store.revoke(family_id(9), noon) == Revocation::was_not_active);
    CHECK(stored(store, 1).family == ended.family);
    CHECK(is_active(store, 2));
  });
}

TEST_CASE("R14: a family that one caller finds expired is revoked for those whose clock is behind too") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    begin(store, new_family(1));
    begin(store, new_family(2));
    CHECK(*store.revoke(family_id(1), noon + lifetime.idle) == Revocation::was_not_active);
    CHECK_FALSE(is_active(store, 1));
    CHECK(*store.revoke_subject("ann", noon + lifetime.idle) == 0);
    CHECK_FALSE(is_active(store, 2));
  });
}

TEST_CASE("revoke_subject ends what the subject has, and tells how many it ended") {
  on_every_session_backend([](SessionDatabase& database) {
    SessionStore& store = database.open("realm");
    for (std::uint32_t number = 1; number <= 3; ++number) begin(store, new_family(number));
    begin(store, new_family(4, "bob"));
    REQUIRE(*store.revoke(family_id(2), noon) == Revocation::revoked);
    CHECK(*store.revoke_subject("ann", noon + Seconds::of(1)) == 2);
    for (std::uint32_t number = 1; number <= 3; ++number) CHECK_FALSE(is_active(store, number));
    CHECK(stored(store, 2).family.revoked_at == noon);
    CHECK(stored(store, 3).family.revoked_at == noon + Seconds::of(1));
    CHECK(is_active(store, 4));
    CHECK(*store.revoke_subject("ann", noon) == 0);
    CHECK(*store.revoke_subject("nobody", noon) == 0);
    begin(store, new_family(5));  // a login goes on
    CHECK(is_active(store, 5));
  });
}
