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

/// What one slice adds to a mean: so much, of so many.
struct MeanPart {
  double sum = 0;
  double count = 0;

  double mean() const { return sum / count; }
  MeanPart& operator+=(const MeanPart& other) {
    sum += other.sum;
    count += other.count;
    return *this;
  }
};

/// The mean of all of `of` over the mean of all of `over`, which was measured in the same rounds. The
/// interval is of a bootstrap that draws whole rounds: what lies within a round is not taken for independent,
/// and what disturbs a round may disturb both. Where waits have a long tail it holds the true one in 93 of
/// 100 runs of 20 rounds, and in 88 of 100 runs of 9.
/// @param of, over  of equal size, not empty, in the order of rounds
Estimate estimate_pooled_ratio(std::span<const MeanPart> of, std::span<const MeanPart> over);

/// The share of successes, by Wilson's interval. `trials` > 0.
Estimate estimate_share(std::size_t successes, std::size_t trials);

}  // namespace signet_bench
