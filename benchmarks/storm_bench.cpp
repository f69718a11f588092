// A storm of logins at ten times what a HashPool can hash: how long a light thread beside it waits for a
// processor, how many logins come through, and how soon the others are refused.
//
// Usage: storm_bench ROUNDS RESULT-FILE; a round takes 17 s, and what is learned before them 15 s. Times are
// of the wall clock but for run-queue waits.
//
// What is judged is the mean wait of all wake-ups of all rounds, none of them cut: the gates are of the wait
// per wake-up, and a few long waits are as much of it as many short ones. What made means differ was not the
// tail but the place: while the light thread and those that make the requests chose their processors, they
// met for seconds or did not, and slices of one arm differed by a factor of four. All threads but the workers
// share one processor, therefore, as in a server whose reactor refuses logins.
#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "harness.hpp"
#include "storm_arms.hpp"

namespace {

using namespace signet;
using namespace signet_bench;

// By arm, a slice of each in every round.
class Series {
 public:
  const std::vector<Seen>& operator[](StormArm arm) const { return seen_[static_cast<std::size_t>(arm)]; }
  void add(StormArm arm, Seen seen) { seen_[static_cast<std::size_t>(arm)].push_back(std::move(seen)); }

 private:
  std::array<std::vector<Seen>, arm_count> seen_;
};

Series run_rounds(Arms& arms, bool with_normal, int rounds) {
  Series series;
  std::vector<StormArm> order{StormArm::capacity, StormArm::ours,      StormArm::again,
                              StormArm::slowed,   StormArm::disturbed, StormArm::spinners};
  if (with_normal) order.push_back(StormArm::normal);
  std::mt19937 lots{20'261'122};
  for (int round = 0; round < rounds; ++round) {
    std::fprintf(stderr, "\rstorm: round %d of %d ", round + 1, rounds);
    std::ranges::shuffle(order, lots);
    for (const StormArm arm : order) series.add(arm, arms.run(arm));
  }
  std::fputc('\n', stderr);
  return series;
}

template <class Value>
auto values(const std::vector<Seen>& seen, Value value) {
  std::vector<decltype(value(seen.front()))> all;
  for (const Seen& each : seen) all.push_back(value(each));
  return all;
}

MeanPart wait_of(const Seen& seen) { return seen.wait(); }
double time_of(const Seen& seen) { return seen.time_per_login; }
double slowest_refusal_of(const Seen& seen) { return estimate_quantile(seen.refusals, 0.99).median; }

// Of waits the mean of all rounds.
Estimate over(const std::vector<MeanPart>& of, const std::vector<MeanPart>& below) {
  return estimate_pooled_ratio(of, below);
}

Estimate middle(const std::vector<MeanPart>& of) {
  return estimate_pooled_ratio(of, std::vector<MeanPart>(of.size(), {1, 1}));
}

// Of all else the median of rounds: one stall of the host makes a whole queue late.
Estimate over(std::vector<double> of, const std::vector<double>& below) {
  for (std::size_t i = 0; i < of.size(); ++i) of[i] /= below[i];
  return estimate(of);
}

Estimate middle(const std::vector<double>& of) { return estimate(of); }

struct Comparing {
  std::string name, over, timed;
  StormArm floor;
  StormArm worse;  // what is planted
  double planted;
};

template <class Value>
CaseResult compare(const Series& series, const Comparing& what, Value value) {
  const auto ours = values(series[StormArm::ours], value);
  const auto floor = values(series[what.floor], value);
  CaseResult result;
  result.name = what.name;
  result.over = what.over;
  result.timed = what.timed;
  result.rounds = static_cast<int>(ours.size());
  result.planted = what.planted;
  result.same_against_same = over(values(series[StormArm::again], value), ours);
  result.planted_seen = over(values(series[what.worse], value), ours);
  result.subjects = {{what.over, "", {}, middle(floor), {1, 1, 1}},
                     {"signet", "", {}, middle(ours), over(ours, floor)}};
  return result;
}

// Quantiles of single waits, beside the mean.
std::vector<Figure> figures_of_waits(const std::vector<Seen>& seen) {
  std::vector<double> all;
  for (const Seen& each : seen) all.insert(all.end(), each.waits.begin(), each.waits.end());
  const auto at = [&](double quantile) { return estimate_quantile(all, quantile).median; };
  return {{"p90_ns", at(0.9)}, {"p99_ns", at(0.99)}, {"p999_ns", at(0.999)}};
}

CaseResult waits(const Series& series, const std::string& name, const std::string& over, StormArm floor) {
  CaseResult result = compare(
      series, {name, over, "run-queue wait per wake-up in ns", floor, StormArm::disturbed, Arms::wait_gate},
      wait_of);
  result.subjects[0].figures = figures_of_waits(series[floor]);
  result.subjects[1].figures = figures_of_waits(series[StormArm::ours]);
  return result;
}

// A login that was hashed and then refused, which the pool never does: whether the count would see one.
double hashes_counted_of_one(const Storm& storm) {
  StormPool pool{storm.options};
  Logins logins{pool.pool(), storm.credential, {.refusal_after_hash = true}};
  log_in_as(logins, 0, Clock::now());
  return static_cast<double>(logins.hashed_and_refused());
}

CaseResult refusals(const Storm& storm, const Series& series) {
  constexpr double millisecond = 1e6;
  CaseResult result = compare(series,
                              {"storm_refusal", "one_millisecond", "p99 of the time to a refusal in ns",
                               StormArm::ours, StormArm::slowed, 1.0},
                              slowest_refusal_of);
  std::vector<double> all;
  double hashed = 0;
  for (const StormArm arm : {StormArm::ours, StormArm::again}) {
    for (const Seen& seen : series[arm]) {
      all.insert(all.end(), seen.refusals.begin(), seen.refusals.end());
      hashed += static_cast<double>(seen.hashed_and_refused);
    }
  }
  const Estimate p99 = estimate_quantile(all, 0.99);
  result.subjects[0].ns = {millisecond, millisecond, millisecond};
  result.subjects[1].ns = p99;
  result.subjects[1].ratio = {p99.median / millisecond, p99.low / millisecond, p99.high / millisecond};
  const double half = 1e3 * static_cast<double>(storm.options.deadline.microseconds()) / 2;
  const auto late = std::ranges::count_if(all, [half](double refusal) { return refusal > half; });
  result.subjects[1].figures = {{"refusals", static_cast<double>(all.size())},
                                {"after_waiting", static_cast<double>(late)},
                                {"hashes_for_refused", hashed},
                                {"hashes_counted_of_one", hashes_counted_of_one(storm)}};
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv, [](int rounds) {
    const Storm storm;
    const bool with_normal = priorities_can_rise(storm);
    Arms arms{storm};
    std::fprintf(
        stderr, "storm: %u workers, %.0f logins a second, %.0f offered; a planted burst adds %.0f us\n",
        storm.options.workers, arms.capacity(), overload * arms.capacity(), arms.wait_per_burst() / 1000);
    const Series series = run_rounds(arms, with_normal, rounds);
    std::vector<CaseResult> results{
        waits(series, "storm_wait_over_spinners", "nice19_spinners", StormArm::spinners),
        compare(series,
                {"storm_goodput", "capacity", "time per login in ns", StormArm::capacity, StormArm::slowed,
                 1 / Arms::goodput_gate - 1},
                time_of),
        refusals(storm, series)};
    if (with_normal)
      results.push_back(waits(series, "storm_wait_over_normal", "normal_priority", StormArm::normal));
    return results;
  });
}
