// Medians with intervals: what a set of measurements may be said to show.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace signet_bench {

/// A median with an interval that holds the true one in at least 95 of 100 runs.
struct Estimate {
  double median = 0;
  double low = 0;
  double high = 0;
};

/// The middle value; the mean of the two middle ones for an even count. `values` is not empty.
double median_of(std::vector<double> values);

/// The interval is that of the sign test, between two order statistics: nothing is assumed of how the values
/// are spread, only that each was drawn by itself. Below six values it is their whole range, and less than 95
/// %.
Estimate estimate(std::vector<double> values);

/// The same of another quantile than the middle: 0.99 for what 99 of 100 keep to.
Estimate estimate_quantile(std::vector<double> values, double quantile);

/// What one round adds to a mean: so much, of so many.
struct Added {
  double sum = 0;
  double count = 1;
};

/// The mean of all of `of` over the mean of all of `over`, which was measured in the same rounds. The
/// interval is that of a bootstrap by rounds: what lies within a round is not taken for independent, and what
/// disturbs a round disturbs both. From 20 rounds on it holds the true one in some 95 of 100 runs, below that
/// in fewer.
/// @param of, over  of equal size, not empty, each with a count in sum
Estimate estimate_pooled_ratio(std::span<const Added> of, std::span<const Added> over);

/// The share of successes, by Wilson's interval. `trials` > 0.
Estimate estimate_share(std::size_t successes, std::size_t trials);

}  // namespace signet_bench
