// The statistics of the benchmarks.
#include "statistics.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

using namespace signet_bench;

TEST_CASE("the median is the middle value, or the mean of the two middle ones") {
  CHECK(median_of({3, 1, 2}) == 2);
  CHECK(median_of({4, 1, 3, 2}) == 2.5);
  CHECK(median_of({7}) == 7);
}

TEST_CASE("the interval lies within the samples, around the median, and is the same each time") {
  const std::vector<double> values{10, 11, 9, 10, 12, 8, 10, 30, 10};
  const Estimate first = estimate(values);
  const Estimate second = estimate(values);
  CHECK(first.median == 10);
  CHECK(first.low >= 8);
  CHECK(first.low <= 10);
  CHECK(first.high >= 10);
  CHECK(first.high <= 30);
  CHECK(first.low == second.low);
  CHECK(first.high == second.high);
}

TEST_CASE("samples without spread have an interval without width") {
  const Estimate same = estimate({5, 5, 5, 5, 5, 5, 5, 5, 5});
  CHECK(same.low == 5);
  CHECK(same.high == 5);
}

TEST_CASE("the interval is between the ranks that tables of the sign test give for 95 %") {
  struct Row {
    int values, rank;
  };
  for (const Row& row : {Row{6, 1}, Row{9, 2}, Row{15, 4}, Row{20, 6}, Row{25, 8}, Row{30, 10}}) {
    CAPTURE(row.values);
    std::vector<double> ranks(static_cast<std::size_t>(row.values));
    std::iota(ranks.begin(), ranks.end(), 1);
    const Estimate between = estimate(ranks);
    CHECK(between.low == row.rank);
    CHECK(between.high == row.values + 1 - row.rank);
  }
}

TEST_CASE("the interval of a quantile lies as many ranks around it as its binomial spreads") {
  std::vector<double> ranks(10'000);
  std::iota(ranks.begin(), ranks.end(), 1);
  const Estimate p99 = estimate_quantile(ranks, 0.99);  // 9900 ± 1.96 times the root of 99
  CHECK(p99.median == 9900);
  CHECK(p99.low == 9881);
  CHECK(p99.high == 9920);
}

TEST_CASE("the interval of a quantile ends with the values") {
  const Estimate p99 = estimate_quantile({1, 2, 3}, 0.99);
  CHECK(p99.median == 3);
  CHECK(p99.low == 3);
  CHECK(p99.high == 3);
}

// The examples of R. G. Newcombe, Statistics in Medicine 17 (1998) 857, method 3.
TEST_CASE("the interval of a share is Wilson's") {
  struct Row {
    std::size_t successes, trials;
    double low, high;
  };
  for (const Row& row : {Row{81, 263, 0.2553, 0.3662}, Row{15, 148, 0.0624, 0.1605}, Row{0, 20, 0, 0.1611},
                         Row{1, 29, 0.0061, 0.1718}}) {
    CAPTURE(row.trials);
    const Estimate share = estimate_share(row.successes, row.trials);
    CHECK(share.median ==
          doctest::Approx(static_cast<double>(row.successes) / static_cast<double>(row.trials)));
    CHECK(share.low == doctest::Approx(row.low).epsilon(0.01));
    CHECK(share.high == doctest::Approx(row.high).epsilon(0.001));
  }
}
