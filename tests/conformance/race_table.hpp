// The table of all races of a test program, printed when it ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace signet::test {

/// What all rounds of one race came to.
struct RaceSums {
  std::string race;            ///< backend and kind
  std::string racers;          ///< processes x threads
  std::size_t rounds = 0;      ///< in each, a family of its own
  std::uint64_t winners = 0;   ///< attempts that were told they replaced a token
  std::uint64_t replaced = 0;  ///< tokens that were replaced, by the stores' count
  std::uint64_t wrong = 0;     ///< successors that are not of the one chain, or came after the family's end
  /// Tokens for which two attempts got a successor.
  std::uint64_t double_spends() const { return winners - replaced; }
};

void add_to_race_table(RaceSums sums);

}  // namespace signet::test
