// What a SessionStore promises when one token is rotated by many at once: 2, 8 and 64 threads, and two
// and four processes of as many each, over every backend.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "conformance/race_rounds.hpp"
#include "conformance/session_databases.hpp"
#include "conformance/session_race.hpp"
#include "conformance/some_families.hpp"

using namespace signet;
using namespace signet::test;

namespace {

// All racers present the family's first token at once, once a round.
struct OneToken {
  const char* what;
  OnReuse on_reuse;
  Seconds grace;
  bool one_attempt;  // shared by all
  std::size_t rounds;
};

// How many of `racers` are told what, and whether the family lives on.
struct Expected {
  std::uint32_t rotated = 1;
  std::uint32_t current = 0;
  std::uint32_t reused = 0;
  bool lives = false;
};

Expected expected_of(const OneToken& kind, std::uint32_t racers) {
  const std::uint32_t others = racers - 1;
  if (kind.one_attempt) return {.rotated = racers, .lives = true};
  const std::uint32_t current =
      kind.grace > Seconds{} ? std::min(others, 5U) : 0;  // as often as grace allows
  const std::uint32_t refused = others - current;
  if (kind.on_reuse == OnReuse::refuse || refused == 0) {
    return {.current = current, .reused = refused, .lives = true};
  }
  return {.current = current, .reused = 1};  // the first reuse ends the family for all that follow
}

void check_round(RaceBoard& board, std::size_t round, const Expected& expected, std::size_t racers) {
  CHECK(board.round(round).failed == 0);
  CHECK(board.round(round).wrong == 0);
  CHECK(count(board, round, RotationResult::rotated) == expected.rotated);
  CHECK(count(board, round, RotationResult::current) == expected.current);
  CHECK(count(board, round, RotationResult::reused) == expected.reused);
  CHECK(count(board, round, RotationResult::not_active) ==
        racers - expected.rotated - expected.current - expected.reused);
}

// There is one chain, one generation long, and it lives or nothing does.
void check_family(SessionStore& store, std::size_t round, bool lives) {
  const FamilyState state = stored(store, number_of(round), time_of(round));
  CHECK(state.family.generation == 1);
  CHECK(state.active == lives);
  CHECK(rotate(store, request_of(round, 1, 500)) ==
        (lives ? RotationResult::rotated : RotationResult::not_active));
}

void race_for_one_token(const OneToken& kind, SessionDatabase& database, const Racers& racers,
                        const char* backend) {
  RaceBoard board{racers.count()};
  begin_all(database.open("realm"), kind.rounds);
  run_race(racers, database, board, [&](SessionStore& store, std::size_t racer, RaceBoard& shared) {
    for (std::size_t round = 0; round < kind.rounds; ++round) {
      const auto attempt = kind.one_attempt ? 1 : static_cast<std::uint32_t>(racer) + 1;
      Rotation request = request_of(round, 0, attempt);
      request.on_reuse = kind.on_reuse;
      request.grace = kind.grace;
      shared.meet();
      const RotationOutcome outcome = rotate_and_count(store, request, shared.round(round));
      const bool has_successor =
          outcome.result == RotationResult::rotated || outcome.result == RotationResult::current;
      if (has_successor && outcome.generation != 1) ++shared.round(round).wrong;
    }
  });
  SessionStore& store = database.open("realm");
  const Expected expected = expected_of(kind, static_cast<std::uint32_t>(racers.count()));
  RaceSums sums{
      .race = std::string{backend} + ", " + kind.what, .racers = text_of(racers), .rounds = kind.rounds};
  for (std::size_t round = 0; round < kind.rounds; ++round) {
    CAPTURE(round);
    check_round(board, round, expected, racers.count());
    const std::uint32_t rotated = count(board, round, RotationResult::rotated);
    sums.winners += kind.one_attempt ? std::min(rotated, 1U) : rotated;
    sums.replaced += stored(store, number_of(round), time_of(round)).family.generation;
    sums.wrong += board.round(round).wrong;
    check_family(store, round, expected.lives);
  }
  CHECK(sums.winners == kind.rounds);
  CHECK(sums.double_spends() == 0);
  add_to_race_table(std::move(sums));
}

}  // namespace

TEST_CASE(
    "R01, R04: of all that present one token at once exactly one gets a successor, and the rest end it") {
  for_all_racers([](const char* backend, SessionDatabase& database, const Racers& racers) {
    race_for_one_token({"strict", OnReuse::revoke, Seconds{}, false, race_rounds.strict}, database, racers,
                       backend);
  });
}

TEST_CASE("R01: where reuse is refused exactly one gets a successor, and the family lives") {
  for_all_racers([](const char* backend, SessionDatabase& database, const Racers& racers) {
    race_for_one_token({"refuse", OnReuse::refuse, Seconds{}, false, race_rounds.one_token}, database, racers,
                       backend);
  });
}

TEST_CASE("R03: inside grace the first six get the same successor, and a seventh ends the family") {
  for_all_racers([](const char* backend, SessionDatabase& database, const Racers& racers) {
    race_for_one_token({"grace", OnReuse::revoke, Seconds::of(10), false, race_rounds.one_token}, database,
                       racers, backend);
  });
}

TEST_CASE("R06: all that repeat one attempt at once get the same successor, and the family lives") {
  for_all_racers([](const char* backend, SessionDatabase& database, const Racers& racers) {
    race_for_one_token({"one attempt", OnReuse::revoke, Seconds{}, true, race_rounds.one_token}, database,
                       racers, backend);
  });
}
