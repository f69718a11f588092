// Medians with intervals: what a set of measurements may be said to show.
#pragma once

#include <cstddef>
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

/// The share of successes, by Wilson's interval. `trials` > 0.
Estimate estimate_share(std::size_t successes, std::size_t trials);

}  // namespace signet_bench
