// How long the races are: few rounds in quick runs and under sanitizers, more in the CI tier, most in the
// last.
#pragma once

#include <cstddef>

namespace signet::test {

/// For each kind of race, backend and number of racers. Defined in race_rounds_quick.cpp, in
/// race_rounds_full.cpp and in race_rounds_all.cpp, of which a test program links one.
struct RaceRounds {
  std::size_t strict;          ///< where one attempt alone is to get a successor; 1 .. most_rounds
  std::size_t one_token;       ///< for each other race for one token; 1 .. most_rounds
  std::size_t ending;          ///< for each way to end a family; 1 .. most_rounds
  std::size_t most_processes;  ///< of 1, 2 and 4, where the backend is shared by processes
};
extern const RaceRounds race_rounds;

}  // namespace signet::test
