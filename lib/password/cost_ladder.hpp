// A ladder of ever dearer hash parameters, and the search for its highest rung within a budget of CPU time.
#pragma once

#include <span>

#include "signet/password/calibration.hpp"

namespace signet::inline v0::detail {

/// Parameters and what a hash of them costs.
struct PricedHash {
  HashParams params;
  Seconds cpu_time;  ///< at least 1 us
};

/// @error (of `cost`)
Result<PricedHash> price(const HashCost& cost, const HashParams& params);

/// A rung whose cost was asked for and is within `budget`: the first that was found to take 31/32 of it, else
/// the last of the ladder or one whose next was found to take too much. Guesses by proportion between what is
/// known, so that few rungs are tried where costs are nearly linear.
/// @param ladder  of one algorithm, its work rising; not empty
/// @param lowest  its first rung, within the budget
/// @error (of `cost`)
Result<PricedHash> highest_within(Seconds budget, std::span<const HashParams> ladder,
                                  const PricedHash& lowest, const HashCost& cost);

}  // namespace signet::inline v0::detail
