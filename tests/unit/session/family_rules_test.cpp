// What each call does to a family: every rule as a row, both sides of every boundary.
#include "session/family_rules.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

using namespace signet;
using detail::Presented;
using detail::Standing;

namespace {

constexpr std::uint32_t last_generation = std::numeric_limits<std::uint32_t>::max();
constexpr Seconds tick = Seconds::of_microseconds(1);
constexpr NumericDate at(std::int64_t seconds) { return NumericDate::from_seconds(seconds); }
AttemptId attempt(std::uint8_t number) { return {Uuid::from_bytes({number})}; }

// Begun at 1000 under epoch 3, rotated to generation 5 at 2000, idle at 2500, over at 9000.
Family family() {
  return {.id = {Uuid::from_bytes({7})},
          .subject = "ann",
          .epoch = {3},
          .generation = 5,
          .attempt = attempt(1),
          .created_at = at(1000),
          .rotated_at = at(2000),
          .idle_until = at(2500),
          .expires_at = at(9000),
          .revoked_at = {}};
}

// Of the newest token at 2005, by another attempt; idle for 600 s, 10 s of grace.
Rotation rotation() {
  return {.family = {Uuid::from_bytes({7})},
          .generation = 5,
          .attempt = attempt(2),
          .now = at(2005),
          .idle = Seconds::of(600),
          .grace = Seconds::of(10)};
}

Rotation predecessor() {
  Rotation request = rotation();
  request.generation = 4;
  return request;
}

template <class T, class F>
T with(T value, F change) {
  change(value);
  return value;
}

Family advanced() {
  return with(family(), [](Family& f) {
    f.generation = 6;
    f.attempt = attempt(2);
    f.rotated_at = at(2005);
    f.idle_until = at(2605);
  });
}

Family reissued() {
  return with(family(), [](Family& f) {
    f.reissues = 1;
    f.idle_until = at(2605);
  });
}

Family revoked(Family f = family()) {
  f.revoked_at = at(2005);
  return f;
}

struct Row {
  std::string what;
  Family before;
  Rotation request;
  RotationResult result;
  Family after;
};

void check(const Row& row) {
  CAPTURE(row.what);
  Family changed = row.before;
  const RotationOutcome outcome = detail::decide(changed, {.epoch = {3}}, row.request);
  CHECK(outcome.result == row.result);
  CHECK(changed == row.after);
  const bool successor = row.result == RotationResult::rotated || row.result == RotationResult::current;
  CHECK(outcome.generation == (successor ? row.after.generation : 0));
  const bool found = row.result != RotationResult::not_active;
  CHECK(outcome.expires_at == (found ? row.after.expires_at : NumericDate{}));
  CHECK(outcome.subject == (found ? row.after.subject : ""));
}

TEST_CASE("the newest token advances its family by one generation, and starts its successor afresh") {
  const Family reissued_and_used = with(family(), [](Family& f) {
    f.reissues = 5;
    f.used = true;
  });
  const auto first = [](Family& f) {
    f.generation = 0;
    f.attempt = {};
  };
  const auto to_first = [](Family& f) { f.generation = 1; };
  const auto ask = [](auto change) { return with(rotation(), change); };
  const std::vector<Row> rows{
      {"the newest", family(), rotation(), RotationResult::rotated, advanced()},
      {"reissued and used", reissued_and_used, rotation(), RotationResult::rotated, advanced()},
      {"generation 0", with(family(), first), ask([](Rotation& r) { r.generation = 0; }),
       RotationResult::rotated, with(advanced(), to_first)},
      {"the attempt that made it, presenting it", family(), ask([](Rotation& r) { r.attempt = attempt(1); }),
       RotationResult::rotated, with(advanced(), [](Family& f) { f.attempt = attempt(1); })},
      {"the last but one", with(family(), [](Family& f) { f.generation = last_generation - 1; }),
       ask([](Rotation& r) { r.generation = last_generation - 1; }), RotationResult::rotated,
       with(advanced(), [](Family& f) { f.generation = last_generation; })},
      {"the last does not wrap", with(family(), [](Family& f) { f.generation = last_generation; }),
       ask([](Rotation& r) { r.generation = last_generation; }), RotationResult::not_active,
       with(family(), [](Family& f) { f.generation = last_generation; })},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("the idle time is extended up to the end of the family and never shortened") {
  const auto row = [](std::string what, NumericDate now, Seconds idle, NumericDate idle_until) {
    const Rotation request = with(rotation(), [&](Rotation& r) {
      r.now = now;
      r.idle = idle;
    });
    const Family after = with(advanced(), [&](Family& f) {
      f.rotated_at = now;
      f.idle_until = idle_until;
    });
    return Row{std::move(what), family(), request, RotationResult::rotated, after};
  };
  const Seconds forever = Seconds::of_microseconds(std::numeric_limits<std::int64_t>::max());
  const std::vector<Row> rows{
      row("longer by a tick", at(2005), Seconds::of_microseconds(495'000'001), at(2500) + tick),
      row("as long as before", at(2005), Seconds::of(495), at(2500)),
      row("shorter", at(2005), Seconds::of(1), at(2500)),
      row("a tick before the end", at(2005), Seconds::of_microseconds(6'994'999'999),
          NumericDate::from_microseconds(8'999'999'999)),
      row("to the end", at(2005), Seconds::of(6995), at(9000)),
      row("a tick beyond the end", at(2005), Seconds::of_microseconds(6'995'000'001), at(9000)),
      row("beyond all time", at(2005), forever, at(9000)),
      row("R14: a clock that went back before the rotation", at(1970), Seconds::of(495), at(2500)),
      row("R14: a clock that went back before the beginning", at(0), Seconds::of(495), at(2500)),
  };
  for (const Row& each : rows) check(each);
}

TEST_CASE("an attempt repeated with the same token is the same rotation, counted nowhere") {
  const Rotation again = with(predecessor(), [](Rotation& r) { r.attempt = attempt(1); });
  const auto late = [&](std::int64_t seconds) {
    return with(again, [&](Rotation& r) { r.now = at(seconds); });
  };
  const Family worn = with(family(), [](Family& f) {
    f.reissues = 5;
    f.used = true;
  });
  const auto ask = [&](auto change) { return with(again, change); };
  const auto no_attempt = [](Family& f) { f.attempt = {}; };
  const std::vector<Row> rows{
      {"at once", family(), again, RotationResult::rotated, family()},
      {"long after grace", family(), late(2499), RotationResult::rotated, family()},
      {"without grace", family(), ask([](Rotation& r) { r.grace = {}; }), RotationResult::rotated, family()},
      {"the successor used and reissued", worn, again, RotationResult::rotated, worn},
      {"the last generation", with(family(), [](Family& f) { f.generation = last_generation; }),
       ask([](Rotation& r) { r.generation = last_generation - 1; }), RotationResult::rotated,
       with(family(), [](Family& f) { f.generation = last_generation; })},
      {"another token", family(), ask([](Rotation& r) { r.generation = 3; }), RotationResult::reused,
       revoked()},
      {"a nil attempt repeats none", with(family(), no_attempt), ask([](Rotation& r) {
         r.attempt = {};
         r.grace = {};
       }),
       RotationResult::reused, revoked(with(family(), no_attempt))},
      {"when the family has ended meanwhile", family(), late(2500), RotationResult::not_active, family()},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("R03: inside grace the predecessor is answered with its unused successor, five times") {
  const auto ask = [](auto change) { return with(predecessor(), change); };
  const auto when = [&](NumericDate now) { return ask([&](Rotation& r) { r.now = now; }); };
  const auto reissues = [](Family f, std::uint8_t count) {
    f.reissues = count;
    return f;
  };
  const NumericDate last_moment = NumericDate::from_microseconds(2'009'999'999);
  const std::vector<Row> rows{
      {"the first time", family(), predecessor(), RotationResult::current, reissued()},
      {"the fifth", reissues(family(), 4), predecessor(), RotationResult::current, reissues(reissued(), 5)},
      {"the sixth", reissues(family(), 5), predecessor(), RotationResult::reused,
       revoked(reissues(family(), 5))},
      {"the last moment", family(), when(last_moment), RotationResult::current,
       with(reissued(), [&](Family& f) { f.idle_until = last_moment + Seconds::of(600); })},
      {"grace is over", family(), when(at(2010)), RotationResult::reused,
       with(family(), [](Family& f) { f.revoked_at = at(2010); })},
      {"no grace", family(), ask([](Rotation& r) { r.grace = {}; }), RotationResult::reused, revoked()},
      {"R14: no grace, and the clock went back", family(), ask([](Rotation& r) {
         r.grace = {};
         r.now = at(1999);
       }),
       RotationResult::reused, with(family(), [](Family& f) { f.revoked_at = at(1999); })},
      {"R14: grace, and the clock went back", family(), when(at(1890)), RotationResult::current,
       with(family(), [](Family& f) { f.reissues = 1; })},
      {"the successor was used", with(family(), [](Family& f) { f.used = true; }), predecessor(),
       RotationResult::reused, revoked(with(family(), [](Family& f) { f.used = true; }))},
      {"two behind", family(), ask([](Rotation& r) { r.generation = 3; }), RotationResult::reused, revoked()},
      {"rotated at the end of time",
       with(family(), [](Family& f) { f.rotated_at = NumericDate::from_seconds(INT64_MAX); }), predecessor(),
       RotationResult::current,
       with(reissued(), [](Family& f) { f.rotated_at = NumericDate::from_seconds(INT64_MAX); })},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("R02: a token further behind ends its family, unless reuse is only refused") {
  const auto behind = [](std::uint32_t generation, OnReuse on_reuse) {
    return with(predecessor(), [&](Rotation& r) {
      r.generation = generation;
      r.grace = {};
      r.on_reuse = on_reuse;
    });
  };
  const std::vector<Row> rows{
      {"one behind", family(), behind(4, OnReuse::revoke), RotationResult::reused, revoked()},
      {"the first of all", family(), behind(0, OnReuse::revoke), RotationResult::reused, revoked()},
      {"one behind, refused", family(), behind(4, OnReuse::refuse), RotationResult::reused, family()},
      {"the first of all, refused", family(), behind(0, OnReuse::refuse), RotationResult::reused, family()},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("a token that the store never made ends its family, also where reuse is only refused") {
  const auto ahead = [](std::uint32_t generation, OnReuse on_reuse) {
    return with(rotation(), [&](Rotation& r) {
      r.generation = generation;
      r.on_reuse = on_reuse;
    });
  };
  const auto first = [](Family& f) { f.generation = 0; };
  const std::vector<Row> rows{
      {"by one", family(), ahead(6, OnReuse::revoke), RotationResult::ahead, revoked()},
      {"by one, refusing reuse", family(), ahead(6, OnReuse::refuse), RotationResult::ahead, revoked()},
      {"of a family never rotated: no wrap to one behind", with(family(), first),
       ahead(last_generation, OnReuse::revoke), RotationResult::ahead, revoked(with(family(), first))},
  };
  for (const Row& row : rows) check(row);
}

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

TEST_CASE("a family is active until an end, a revocation, a higher epoch or a later mark") {
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
