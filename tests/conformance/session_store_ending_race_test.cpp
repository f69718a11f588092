// R05: once a family's end is acknowledged no rotation of it succeeds, however many are under way, whichever
// call ended it, over every backend.
#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "conformance/race_rounds.hpp"
#include "conformance/session_databases.hpp"
#include "conformance/session_race.hpp"
#include "conformance/some_families.hpp"

using namespace signet;
using namespace signet::test;

namespace {

// One way to end the family of a round. Whether the call answered.
using End = bool (*)(SessionStore& store, std::size_t round);

bool revoke(SessionStore& store, std::size_t round) {
  return store.revoke(family_id(number_of(round)), time_of(round)).has_value();
}
bool revoke_subject(SessionStore& store, std::size_t round) {
  return store.revoke_subject(subject_of(round), time_of(round)).has_value();
}
bool raise_epoch(SessionStore& store, std::size_t round) {
  return store.raise_epoch(subject_of(round), Epoch{1}).has_value();
}
bool revoke_before(SessionStore& store, std::size_t round) {
  return store.revoke_before(time_of(round) + tick).has_value();
}

// So many that the end comes long before, unless the threads that rotate never let the one that ends in.
constexpr std::uint32_t most_generations = 5000;

// Rotates one generation after the other, as the holder of every token, until the family has ended.
void rotate_until_ended(SessionStore& store, std::size_t round, std::uint32_t racer, RaceRound& shared) {
  for (std::uint32_t generation = 0; generation < most_generations; ++generation) {
    Rotation request = request_of(round, generation, racer + 1);
    request.on_reuse = OnReuse::refuse;
    const bool ended = shared.ended;
    const RotationOutcome outcome = rotate_and_count(store, request, shared);
    if (outcome.result == RotationResult::not_active) return;
    if (ended) ++shared.wrong;
    // Rotated, or behind: the next generation is never ahead.
  }
}

// Racer 0 ends the family of each round after a rotation of its own; all others rotate it meanwhile.
void race_the_end(End end, SessionDatabase& database, const Racers& racers, const std::string& name) {
  RaceBoard board{racers.count()};
  begin_all(database.open("realm"), race_rounds.ending);
  run_race(racers, database, board, [&](SessionStore& store, std::size_t racer, RaceBoard& shared) {
    for (std::size_t number = 0; number < race_rounds.ending; ++number) {
      RaceRound& round = shared.round(number);
      shared.meet();
      if (racer != 0) {
        rotate_until_ended(store, number, static_cast<std::uint32_t>(racer), round);
        continue;
      }
      Rotation request = request_of(number, 0, 1);
      request.on_reuse = OnReuse::refuse;
      rotate_and_count(store, request, round);
      if (!end(store, number)) ++round.failed;
      round.ended = true;
    }
  });
  SessionStore& store = database.open("realm");
  RaceSums sums{.race = name, .racers = text_of(racers), .rounds = race_rounds.ending};
  for (std::size_t round = 0; round < race_rounds.ending; ++round) {
    CAPTURE(round);
    CHECK(board.round(round).wrong == 0);
    CHECK(board.round(round).failed == 0);
    const FamilyState state = stored(store, number_of(round), time_of(round));
    CHECK_FALSE(state.active);
    sums.winners += count(board, round, RotationResult::rotated);
    sums.replaced += state.family.generation;
    sums.wrong += board.round(round).wrong;
    CHECK(rotate(store, request_of(round, state.family.generation, 500)) == RotationResult::not_active);
  }
  CHECK(sums.double_spends() == 0);
  add_to_race_table(std::move(sums));
}

}  // namespace

TEST_CASE("R05: after the end of a family was acknowledged none of its tokens is replaced") {
  struct Row {
    const char* what;
    End end;
  };
  constexpr Row rows[] = {{"revoke", revoke},
                          {"revoke_subject", revoke_subject},
                          {"raise_epoch", raise_epoch},
                          {"revoke_before", revoke_before}};
  for (const Row& row : rows) {
    CAPTURE(row.what);
    for_all_racers([&](const char* backend, SessionDatabase& database, const Racers& racers) {
      race_the_end(row.end, database, racers, std::string{backend} + ", " + row.what);
    });
  }
}
