// When a family is active, and what using, revoking and beginning make of it: both sides of every boundary.
#include "session/family_rules.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "unit/session/some_family.hpp"

using namespace signet;
using detail::Presented;
using detail::Standing;
using test::at;
using test::family;
using test::last_generation;
using test::predecessor;
using test::revoked;
using test::rotation;
using test::tick;
using test::with;

namespace {

struct Activity {
  std::string what;
  Family family;
  Standing standing;
  NumericDate now;
  bool active;
};

std::vector<Activity> activities() {
  const Standing standing{.epoch = {3}};
  const Family absolute = with(family(), [](Family& f) { f.expires_at = at(2200); });
  const auto before = [](Seconds span) { return Standing{.epoch = {3}, .revoked_before = at(1000) + span}; };
  return {
      {"plain", family(), standing, at(2005), true},
      {"R08: a tick before it lay idle too long", family(), standing, at(2500) - tick, true},
      {"R08: idle too long", family(), standing, at(2500), false},
      {"R08: a tick before its end", absolute, standing, at(2200) - tick, true},
      {"R08: at its end", absolute, standing, at(2200), false},
      {"R14: before it was begun", family(), standing, at(900), true},
      {"revoked", revoked(), standing, at(2005), false},
      {"revoked, by a clock ahead of this one", revoked(), standing, at(1500), false},
      {"the subject's epoch is lower", family(), {.epoch = {2}}, at(2005), true},
      {"the subject's epoch was raised", family(), {.epoch = {4}}, at(2005), false},
      {"no epoch and no mark was ever told", family(), {}, at(2005), true},
      {"begun at the mark", family(), before({}), at(2005), true},
      {"begun a tick before the mark", family(), before(tick), at(2005), false},
  };
}

TEST_CASE("R08, R14: a family is active until an end, a revocation, a higher epoch or a later mark") {
  for (const Activity& row : activities()) {
    CAPTURE(row.what);
    CHECK(detail::is_active(row.family, row.standing, row.now) == row.active);
  }
}

TEST_CASE("a family that is not active is neither rotated nor used, by a token of any generation") {
  for (const Activity& row : activities()) {
    if (row.active) continue;
    CAPTURE(row.what);
    for (const std::uint32_t generation : {0U, 4U, 5U, 6U, last_generation}) {
      CAPTURE(generation);
      Family changed = row.family;
      const Rotation request = with(rotation(), [&](Rotation& r) {
        r.generation = generation;
        r.now = row.now;
      });
      CHECK(detail::decide(changed, row.standing, request).result == RotationResult::not_active);
      const Presented presented{.generation = generation, .now = row.now, .idle = Seconds::of(600)};
      CHECK(detail::use(changed, row.standing, presented) == FamilyUse::not_active);
      CHECK(changed == row.family);
    }
  }
}

TEST_CASE("using the newest token extends the idle time and ends its predecessor's grace") {
  Family changed = family();
  const Presented newest{.generation = 5, .now = at(2005), .idle = Seconds::of(600)};
  CHECK(detail::use(changed, {}, newest) == FamilyUse::active);
  CHECK(changed == with(family(), [](Family& f) {
          f.used = true;
          f.idle_until = at(2605);
        }));
  CHECK(detail::decide(changed, {}, predecessor()).result == RotationResult::reused);
}

TEST_CASE("using a token of another generation changes nothing") {
  for (const std::uint32_t generation : {0U, 4U, 6U, last_generation}) {
    CAPTURE(generation);
    Family changed = family();
    const Presented other{.generation = generation, .now = at(2005), .idle = Seconds::of(600)};
    CHECK(detail::use(changed, {}, other) == FamilyUse::superseded);
    CHECK(changed == family());
  }
}

TEST_CASE("revoking tells whether there was something to end, and marks it for every clock") {
  for (const Activity& row : activities()) {
    CAPTURE(row.what);
    Family changed = row.family;
    CHECK(detail::revoke(changed, row.standing, row.now) ==
          (row.active ? Revocation::revoked : Revocation::was_not_active));
    CHECK(changed == with(row.family, [&](Family& f) { f.revoked_at = f.revoked_at.value_or(row.now); }));
  }
}

TEST_CASE("a family has ended at the earliest of its ends") {
  CHECK(detail::ends_at(family()) == at(2500));
  CHECK(detail::ends_at(with(family(), [](Family& f) { f.expires_at = at(2499); })) == at(2499));
  CHECK(detail::ends_at(revoked()) == at(2005));
  CHECK(detail::ends_at(with(family(), [](Family& f) { f.revoked_at = at(2501); })) == at(2500));
}

TEST_CASE("a family begins at generation 0, with both its ends inside the numbers there are") {
  const auto request = [](Seconds absolute, Seconds idle) {
    return NewFamily{.id = {Uuid::from_bytes({7})},
                     .subject = "ann",
                     .epoch = {3},
                     .now = at(1000),
                     .lifetime = {.absolute = absolute, .idle = idle}};
  };
  const Family plain{.id = {Uuid::from_bytes({7})},
                     .subject = "ann",
                     .epoch = {3},
                     .attempt = {},
                     .created_at = at(1000),
                     .rotated_at = at(1000),
                     .idle_until = at(1060),
                     .expires_at = at(1600),
                     .revoked_at = {}};
  CHECK(detail::begun(request(Seconds::of(600), Seconds::of(60))) == plain);
  CHECK(detail::begun(request(Seconds::of(60), Seconds::of(600))).idle_until == at(1060));
  const Seconds forever = Seconds::of_microseconds(std::numeric_limits<std::int64_t>::max());
  CHECK(detail::begun(request(forever, forever)).idle_until ==
        NumericDate::from_microseconds(std::numeric_limits<std::int64_t>::max()));
}

TEST_CASE("what was begun under an old epoch, or before the mark, is void from the start") {
  CHECK_FALSE(detail::is_voided(family(), {}));
  CHECK_FALSE(detail::is_voided(family(), {.epoch = {3}, .revoked_before = at(1000)}));
  CHECK(detail::is_voided(family(), {.epoch = {4}}));
  CHECK(detail::is_voided(family(), {.revoked_before = at(1000) + tick}));
  CHECK_FALSE(detail::is_voided(revoked(), {.epoch = {3}}));
}

}  // namespace
