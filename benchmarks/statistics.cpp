// Medians with intervals: see statistics.hpp.
#include "statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>

namespace signet_bench {
namespace {

double middle_of(const std::vector<double>& sorted) {
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// How many values lie outside the interval at each end: the most, k, with P(Binomial(n, 1/2) <= k) <= 2.5 %;
// by the normal approximation with its correction for whole numbers.
std::size_t left_out(std::size_t count) {
  const double n = static_cast<double>(count);
  return static_cast<std::size_t>(std::max(0.0, std::floor((n - 1 - 1.96 * std::sqrt(n)) / 2)));
}

}  // namespace

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  return middle_of(values);
}

Estimate estimate(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t outside = left_out(values.size());
  return {middle_of(values), values[outside], values[values.size() - 1 - outside]};
}

Estimate estimate_quantile(std::vector<double> values, double quantile) {
  std::ranges::sort(values);
  const double last = static_cast<double>(values.size() - 1);
  const double place = quantile * last;
  const double spread = 1.96 * std::sqrt(static_cast<double>(values.size()) * quantile * (1 - quantile));
  const auto at = [&](double rank) {
    return values[static_cast<std::size_t>(std::clamp(std::round(rank), 0.0, last))];
  };
  return {at(place), at(place - spread), at(place + spread)};
}

Estimate estimate_pooled_ratio(std::span<const MeanPart> of, std::span<const MeanPart> over) {
  constexpr int resamples = 2000;
  MeanPart all_of, all_over;
  for (std::size_t i = 0; i < of.size(); ++i) {
    all_of += of[i];
    all_over += over[i];
  }
  std::mt19937 lots{20'261'122};  // so that equal measurements give equal intervals
  std::uniform_int_distribution<std::size_t> round{0, of.size() - 1};
  std::vector<double> ratios;
  for (int i = 0; i < resamples; ++i) {
    MeanPart drawn_of, drawn_over;
    for (std::size_t left = of.size(); left > 0; --left) {
      const std::size_t each = round(lots);
      drawn_of += of[each];
      drawn_over += over[each];
    }
    ratios.push_back(drawn_of.mean() / drawn_over.mean());
  }
  std::ranges::sort(ratios);
  return {all_of.mean() / all_over.mean(), ratios[resamples / 40], ratios[resamples - 1 - resamples / 40]};
}

Estimate estimate_share(std::size_t successes, std::size_t trials) {
  constexpr double z = 1.96;
  const double n = static_cast<double>(trials);
  const double share = static_cast<double>(successes) / n;
  const double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  return {share, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

}  // namespace signet_bench
