// How long the races are: few rounds in every quick run and under sanitizers, all of them in the full matrix.
#pragma once

#include <cstddef>

namespace signet::test {

/// For each kind of race, backend and number of racers. Defined in race_rounds_quick.cpp and in
/// race_rounds_full.cpp, of which a test program links one.
struct RaceRounds {
  std::size_t one_token;       ///< 1 .. most_rounds
  std::size_t ending;          ///< for each way to end a family; 1 .. most_rounds
  std::size_t most_processes;  ///< of 1, 2 and 4, where the backend is shared by processes
};
extern const RaceRounds race_rounds;

}  // namespace signet::test
