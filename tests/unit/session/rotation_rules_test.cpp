// What a rotation does to a family: every rule as a row, both sides of every boundary.
#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "session/family_rules.hpp"
#include "unit/session/some_family.hpp"

using namespace signet;
using test::at;
using test::attempt;
using test::family;
using test::last_generation;
using test::predecessor;
using test::revoked;
using test::rotation;
using test::tick;
using test::with;

namespace {

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

}  // namespace
