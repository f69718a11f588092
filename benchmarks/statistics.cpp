// Medians and bootstrap intervals: see statistics.hpp.
#include "statistics.hpp"

#include <algorithm>
#include <cstddef>
#include <random>

namespace signet_bench {

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Estimate estimate(const std::vector<double>& values) {
  constexpr std::size_t resamples = 2000;
  std::mt19937 random{20'261'121};
  std::uniform_int_distribution<std::size_t> pick{0, values.size() - 1};
  std::vector<double> medians;
  medians.reserve(resamples);
  for (std::size_t i = 0; i < resamples; ++i) {
    std::vector<double> drawn;
    drawn.reserve(values.size());
    for (std::size_t j = 0; j < values.size(); ++j) drawn.push_back(values[pick(random)]);
    medians.push_back(median_of(std::move(drawn)));
  }
  std::ranges::sort(medians);
  return {median_of(values), medians[resamples * 25 / 1000], medians[resamples * 975 / 1000]};
}

std::vector<double> paired_ratios(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) ratios.push_back(a[i] / b[i]);
  return ratios;
}

}  // namespace signet_bench
