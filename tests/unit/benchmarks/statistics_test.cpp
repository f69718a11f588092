// The statistics of the benchmarks.
#include "statistics.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <random>
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

TEST_CASE("a pooled ratio is of all sums, and what changes a round alike leaves it as it is") {
  const std::vector<MeanPart> over{{10, 1}, {90, 3}, {5, 1}};
  const Estimate pooled = estimate_pooled_ratio(std::vector<MeanPart>{{30, 2}, {0, 1}, {12, 1}}, over);
  CHECK(pooled.median == doctest::Approx(42.0 / 4 / (105.0 / 5)));
  CHECK(pooled.low < pooled.median);
  CHECK(pooled.high > pooled.median);
  const Estimate twice = estimate_pooled_ratio(std::vector<MeanPart>{{20, 1}, {180, 3}, {10, 1}}, over);
  CHECK(twice.median == 2);
  CHECK(twice.low == 2);
  CHECK(twice.high == 2);
}

// Rounds like a storm's: most wait little, one in ten ten times as long, and their means are equal.
TEST_CASE("the interval of a pooled ratio misses the true one in some 7 of 100 runs of 20 rounds") {
  constexpr int runs = 200;
  std::mt19937 lots{1};
  std::exponential_distribution<double> usual{1};
  const auto slice = [&] {
    MeanPart part{0, 100};
    for (int i = 0; i < 100; ++i) part.sum += usual(lots) * (lots() % 10 == 0 ? 10 : 1);
    return part;
  };
  int missed = 0;
  for (int run = 0; run < runs; ++run) {
    std::vector<MeanPart> one, other;
    for (int round = 0; round < 20; ++round) {
      one.push_back(slice());
      other.push_back(slice());
    }
    const Estimate seen = estimate_pooled_ratio(one, other);
    if (seen.low > 1 || seen.high < 1) ++missed;
  }
  CHECK(missed <= runs / 10);
  CHECK(missed >= 1);
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
