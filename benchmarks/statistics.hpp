// Medians and bootstrap intervals: what a set of paired measurements may be said to show.
#pragma once

#include <vector>

namespace signet_bench {

/// A median with its 95 % bootstrap interval.
struct Estimate {
  double median = 0;
  double low = 0;
  double high = 0;
};

/// The middle value; the mean of the two middle ones for an even count. `values` is not empty.
double median_of(std::vector<double> values);

/// Percentile bootstrap of the median, 2,000 resamples from a fixed seed, so that a file of samples always
/// gives the same interval.
Estimate estimate(const std::vector<double>& values);

/// a[i] / b[i]: the two were measured next to each other, so what disturbed one disturbed both.
std::vector<double> paired_ratios(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace signet_bench
