// The throttle's limits, its reservations, and what its tables do when they are full.
#include "signet/account/throttle.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "support/at_once.hpp"
#include "unit/account/login_fixture.hpp"

using namespace signet;
using namespace signet::test;

namespace {

constexpr Instant start = Instant::from_microseconds(1'000'000);

Instant at(std::int64_t microseconds) { return start + Seconds::of_microseconds(microseconds); }

std::unique_ptr<Throttle> throttle_of(ThrottleOptions options = {}) {
  return Throttle::build(system_random(), options).value();
}

// Whether one attempt was let through; it counts as a failure.
bool fails_once(Throttle& throttle, std::string_view name, std::string_view address, Instant now = start) {
  return throttle.reserve(name, address, now).has_value();
}

// How many of `count` failures at once are let through.
int let_through(Throttle& throttle, std::string_view name, std::string_view address, int count,
                Instant now = start) {
  int through = 0;
  for (int i = 0; i < count; ++i) through += fails_once(throttle, name, address, now) ? 1 : 0;
  return through;
}

}  // namespace

TEST_CASE("a name and address may fail 20 times, and once more every 6 seconds") {
  const auto throttle = throttle_of();
  CHECK(let_through(*throttle, "ann", "192.0.2.1", 21) == 20);
  const auto refused = throttle->reserve("ann", "192.0.2.1", start);
  CHECK(refused.error() == fail(Errc::throttled));
  CHECK(refused.error().retry_after() == 6);
  CHECK(throttle->reserve("ann", "192.0.2.1", at(5'999'999)).error().retry_after() == 1);
  CHECK(fails_once(*throttle, "ann", "192.0.2.1", at(6'000'000)));
  CHECK_FALSE(fails_once(*throttle, "ann", "192.0.2.1", at(6'000'000)));
  CHECK(let_through(*throttle, "ann", "192.0.2.1", 100, at(1'000'000'000)) == 20);
}

TEST_CASE("the limit of a pair touches neither other names nor other addresses") {
  const auto throttle = throttle_of();
  CHECK(let_through(*throttle, "ann", "192.0.2.1", 30) == 20);
  CHECK(let_through(*throttle, "ann", "192.0.2.2", 30) == 20);
  CHECK(let_through(*throttle, "bob", "192.0.2.1", 30) == 20);
}

TEST_CASE("a name may fail 100 times over all addresses, and once more every 6 seconds") {
  const auto throttle = throttle_of();
  int through = 0;
  for (int i = 0; i < 200; ++i) through += fails_once(*throttle, "ann", std::to_string(i)) ? 1 : 0;
  CHECK(through == 100);
  CHECK(throttle->reserve("ann", "fresh", start).error().retry_after() == 6);
  CHECK(fails_once(*throttle, "ann", "fresh", at(6'000'000)));
  CHECK_FALSE(fails_once(*throttle, "ann", "fresh", at(6'000'000)));
  CHECK(fails_once(*throttle, "bob", "fresh"));
}

TEST_CASE("an address may fail 300 times over all names, and once more every second") {
  const auto throttle = throttle_of();
  int through = 0;
  for (int i = 0; i < 400; ++i) through += fails_once(*throttle, std::to_string(i), "192.0.2.1") ? 1 : 0;
  CHECK(through == 300);
  CHECK(throttle->reserve("fresh", "192.0.2.1", start).error().retry_after() == 1);
  CHECK(fails_once(*throttle, "fresh", "192.0.2.1", at(1'000'000)));
  CHECK_FALSE(fails_once(*throttle, "fresh", "192.0.2.1", at(1'000'000)));
  CHECK(fails_once(*throttle, "fresh", "192.0.2.2"));
}

TEST_CASE("a refused attempt counts nowhere") {
  const auto throttle = throttle_of();
  CHECK(let_through(*throttle, "ann", "192.0.2.1", 1000) == 20);
  // Of the name's 100, 20 are spent; of the address's 300, 20.
  int through = 0;
  for (int i = 0; i < 200; ++i) through += fails_once(*throttle, "ann", std::to_string(i)) ? 1 : 0;
  CHECK(through == 80);
  through = 0;
  for (int i = 0; i < 400; ++i) through += fails_once(*throttle, std::to_string(i), "192.0.2.1") ? 1 : 0;
  CHECK(through == 280);
}

TEST_CASE("300 right logins of one name from one address, ten at a time, all pass") {
  const auto throttle = throttle_of();
  for (int round = 0; round < 30; ++round) {
    std::vector<Reservation> reservations;
    for (int i = 0; i < 10; ++i) {
      auto reservation = throttle->reserve("ann", "192.0.2.1", start);
      REQUIRE(reservation);
      reservations.push_back(std::move(*reservation));
    }
    for (Reservation& reservation : reservations) reservation.give_back();
  }
}

TEST_CASE("of 64 right logins at once the excess waits and none counts as a failure") {
  const auto throttle = throttle_of();
  auto results = at_once(64, [&](std::size_t) { return throttle->reserve("ann", "192.0.2.1", start); });
  CHECK(std::ranges::count_if(results, &Result<Reservation>::has_value) == 20);
  for (auto& result : results) {
    if (result) result->give_back();
    if (!result) CHECK(result.error() == fail(Errc::throttled));
  }
  CHECK(let_through(*throttle, "ann", "192.0.2.1", 64) == 20);
}

TEST_CASE("of 64 wrong guesses at once by one pair 20 may be hashed") {
  const auto throttle = throttle_of();
  const auto results = at_once(64, [&](std::size_t) -> Result<void> {
    const auto reservation = throttle->reserve("ann", "192.0.2.1", start);
    return reservation ? Result<void>{} : reservation.error();
  });
  CHECK(std::ranges::count_if(results, &Result<void>::has_value) == 20);
}

TEST_CASE("a reservation is given back once, by whoever holds it, and is kept when forgotten") {
  const auto throttle = throttle_of({.pair = {.failures = 2, .interval = Seconds::of(6)}});
  auto first = throttle->reserve("ann", "192.0.2.1", start);
  REQUIRE(first);
  Reservation moved = std::move(*first);
  first->give_back();
  moved.give_back();
  moved.give_back();
  {
    const auto forgotten = throttle->reserve("ann", "192.0.2.1", start);
    REQUIRE(forgotten);
  }
  CHECK(let_through(*throttle, "ann", "192.0.2.1", 3) == 1);
}

TEST_CASE("giving back does not forgive the failures of others in the meantime") {
  const auto throttle = throttle_of();
  auto right = throttle->reserve("ann", "192.0.2.1", start);
  REQUIRE(right);
  CHECK(let_through(*throttle, "ann", "192.0.2.1", 30) == 19);
  right->give_back();
  CHECK(let_through(*throttle, "ann", "192.0.2.1", 30) == 1);
}

TEST_CASE("a flood of names does not flush what a guesser has on account") {
  const auto throttle = throttle_of({.places = 64});
  CHECK(let_through(*throttle, "ann", "192.0.2.1", 30) == 20);
  for (int i = 0; i < 20'000; ++i) {
    static_cast<void>(fails_once(*throttle, "name" + std::to_string(i), "address" + std::to_string(i)));
  }
  CHECK_FALSE(fails_once(*throttle, "ann", "192.0.2.1"));
}

TEST_CASE("a full table holds up no stranger while its places owe little") {
  const auto throttle = throttle_of({.places = 64});
  for (int i = 0; i < 200; ++i) {
    REQUIRE(fails_once(*throttle, "name" + std::to_string(i), "address" + std::to_string(i)));
  }
  CHECK(fails_once(*throttle, "stranger", "elsewhere"));
}

TEST_CASE("no guess passes a full table that an exact count would refuse") {
  const auto throttle = throttle_of({.pair = {.failures = 4, .interval = Seconds::of(6)}, .places = 64});
  std::map<std::pair<int, int>, std::int64_t> paid_at;  // microseconds after `start`
  constexpr std::int64_t interval = 6'000'000;
  constexpr unsigned seed = 20'260'101;
  std::mt19937 numbers{seed};
  std::int64_t now = 0;
  int passed = 0;
  for (int i = 0; i < 50'000; ++i) {
    now += static_cast<std::int64_t>(numbers() % 40'000);
    const int name = static_cast<int>(numbers() % 40);
    const int address = static_cast<int>(numbers() % 40);
    std::int64_t& debt = paid_at[{name, address}];
    const std::int64_t after = std::max(debt, now) + interval;
    if (!fails_once(*throttle, std::to_string(name), std::to_string(address), at(now))) continue;
    ++passed;
    REQUIRE(after - now <= 4 * interval);
    debt = after;
  }
  CHECK(passed > 100);
}

TEST_CASE("a name is told apart from an address, and a pair from its parts put otherwise") {
  const ThrottleLimit one{.failures = 1, .interval = Seconds::of(6)};
  const auto throttle = throttle_of({.pair = one, .name = one, .address = one});
  CHECK(fails_once(*throttle, "a", "bc"));
  CHECK(fails_once(*throttle, "bc", "a"));
  CHECK(fails_once(*throttle, "ab", "c"));
}

TEST_CASE("a throttled attempt is reported, without a name") {
  Events events;
  const auto throttle =
      throttle_of({.pair = {.failures = 1, .interval = Seconds::of(6)}, .observer = events.observer()});
  CHECK(let_through(*throttle, "ann", "192.0.2.1", 2) == 1);
  REQUIRE(events.seen.size() == 1);
  CHECK(events.seen[0].kind == EventKind::login_throttled);
  CHECK(events.seen[0].code == Errc::throttled);
  CHECK(events.seen[0].subject == Uuid{});
}

TEST_CASE("limits and sizes out of range are named") {
  const auto error = [](const ThrottleOptions& options) {
    return Throttle::build(system_random(), options).error();
  };
  for (const std::uint32_t failures : {0U, 10'001U}) {
    CHECK(error({.pair = {failures, Seconds::of(1)}}) == fail(Errc::option_invalid, "pair"));
  }
  for (const std::int64_t interval : {999LL, 3'600'000'001LL}) {
    CHECK(error({.name = {1, Seconds::of_microseconds(interval)}}) == fail(Errc::option_invalid, "name"));
    CHECK(error({.address = {1, Seconds::of_microseconds(interval)}}) ==
          fail(Errc::option_invalid, "address"));
  }
  for (const std::size_t places : {0U, 32U, 65U, 2'097'152U}) {
    CHECK(error({.places = places}) == fail(Errc::option_invalid, "places"));
  }
  CHECK(Throttle::build(system_random(), {.pair = {10'000, Seconds::of(3600)}, .places = 64}));
}
