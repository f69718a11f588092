// A storm of logins at ten times what a HashPool can hash: how long a light thread beside it waits for a
// processor, how many logins come through, how soon the others are refused, and whether one source can starve
// another.
//
// Usage: storm_bench ROUNDS RESULT-FILE [DEADLINE in ms, places in proportion]. Times are of the wall clock
// but for run-queue waits.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>

#include "harness.hpp"
#include "password/hash_pool_state.hpp"
#include "storm_pool.hpp"
#include "token_jobs.hpp"

namespace {

using namespace signet;
using namespace signet_bench;
using namespace std::chrono_literals;

double nanoseconds(Clock::duration span) {
  return static_cast<double>(std::chrono::nanoseconds{span}.count());
}

// Waits have a long tail, so a slice holds hundreds of them.
Clock::duration span_of(const Storm& storm) { return std::max<Clock::duration>(400ms, storm.deadline()); }

// What one slice of an arm gives.
struct Seen {
  double wait_per_wakeup = 0;      // nanoseconds
  double time_per_login = 0;       // nanoseconds between two that ended well within the deadline
  std::vector<double> refusals{};  // nanoseconds from offered to refused
  std::int64_t hashed_and_refused = 0;
};

// Rests until the pool is as busy as it will be, then looks at it.
Seen look(const Storm& storm, const Logins& logins) {
  run_light(storm.deadline() * 4 / 3);
  const auto begun = Clock::now();
  const LightRun light = run_light(span_of(storm));
  const auto ended = Clock::now();
  Seen seen{.wait_per_wakeup = std::max(1.0, light.wait_per_wakeup())};
  double completed = 0.5;  // so that none is no division by zero
  for (const Login& login : logins.all()) {
    if (login.end == Login::End::refused)
      seen.refusals.push_back(nanoseconds(login.answered - login.offered));
    if (login.answered > begun && login.answered <= ended && storm.in_time(login)) ++completed;
  }
  seen.time_per_login = nanoseconds(ended - begun) / completed;
  return seen;
}

struct StormArm {
  bool normal_priority = false;
  Planted planted{};
  Clock::duration burst{};  // of a thread that takes a processor for so long each millisecond
};

Seen in_storm(const Storm& storm, double capacity, const StormArm& arm) {
  StormPool pool{storm.options};
  if (arm.normal_priority && !pool.raise_to_normal()) stop("this system does not let a priority rise");
  Logins logins{pool.pool(), storm.credential, arm.planted};
  const Threads disturbance{arm.burst > 0s ? 1U : 0U, [burst = arm.burst] {
                              std::this_thread::sleep_for(1ms);
                              work_for(burst);
                            }};
  const auto log_in = [&](std::uint64_t number, Clock::time_point due) { log_in_as(logins, number, due); };
  std::optional<Arrivals> arrivals{std::in_place, overload * capacity, storm.callers(), log_in};
  Seen seen = look(storm, logins);
  arrivals.reset();
  seen.hashed_and_refused = logins.hashed_and_refused();
  return seen;
}

// The same requests, turned away at once, beside threads that only keep the processors busy.
Seen beside_spinners(const Storm& storm, double capacity) {
  const Threads spinners{storm.options.workers, [] {
                           thread_local const bool lowered = detail::lower_own_priority();
                           if (!lowered) stop("this system does not let a priority fall");
                           work_for(100us);
                         }};
  const Arrivals arrivals{overload * capacity, storm.callers(), [](std::uint64_t, Clock::time_point) {}};
  run_light(100ms);
  return {.wait_per_wakeup = std::max(1.0, run_light(span_of(storm)).wait_per_wakeup())};
}

constexpr double wait_gate = 0.5;      // what the planted disturbance adds to a wait, at the least
constexpr double goodput_gate = 0.85;  // of capacity

// A disturbance after which waits are longer by the gate's size at least; what one costs depends on the
// machine. One step beyond the first that seemed to be enough, which a lucky look would have made too small.
Clock::duration burst_of_gate(const Storm& storm, double capacity) {
  const auto middle = [&](Clock::duration burst) {
    std::vector<double> waits;
    for (int i = 0; i < 3; ++i) waits.push_back(in_storm(storm, capacity, {.burst = burst}).wait_per_wakeup);
    return median_of(waits);
  };
  const double undisturbed = middle(0s);
  Clock::duration burst = 50us;
  while (burst < 700us && middle(burst) < (1 + wait_gate) * undisturbed) burst = burst * 8 / 5;
  return burst * 8 / 5;
}

enum ArmName { capacity, ours, again, slowed, disturbed, normal, spinners, arm_count };

struct Arms {
  const Storm& storm;
  double capacity;        // logins a second
  Clock::duration burst;  // of the planted disturbance

  Seen run(ArmName arm) const {
    if (arm == ::capacity) return {.time_per_login = 1e9 / logins_at_capacity(storm, span_of(storm))};
    if (arm == spinners) return beside_spinners(storm, capacity);
    StormArm how;
    how.normal_priority = arm == normal;
    if (arm == slowed) how.planted = {.extra_work = 1 / goodput_gate - 1, .extra_refusal = 1ms};
    if (arm == disturbed) how.burst = burst;
    return in_storm(storm, capacity, how);
  }
};

// By arm, a slice of each in every round.
using Series = std::array<std::vector<Seen>, arm_count>;

Series run_rounds(const Arms& arms, int rounds) {
  Series series;
  std::vector<ArmName> order{capacity, ours, again, slowed, disturbed, spinners};
  if (priorities_can_rise(arms.storm)) order.push_back(normal);
  std::mt19937 lots{20'261'122};
  for (int round = 0; round < rounds; ++round) {
    std::fprintf(stderr, "\rstorm: round %d of %d ", round + 1, rounds);
    std::ranges::shuffle(order, lots);
    for (const ArmName arm : order) series[arm].push_back(arms.run(arm));
  }
  std::fputc('\n', stderr);
  return series;
}

template <class Value>
std::vector<double> values(const std::vector<Seen>& seen, Value value) {
  std::vector<double> all;
  for (const Seen& each : seen) all.push_back(value(each));
  return all;
}

template <class Value>
Estimate ratio(const std::vector<Seen>& of, const std::vector<Seen>& over, Value value) {
  std::vector<double> ratios = values(of, value);
  const std::vector<double> below = values(over, value);
  for (std::size_t i = 0; i < ratios.size(); ++i) ratios[i] /= below[i];
  return estimate(ratios);
}

double wait_of(const Seen& seen) { return seen.wait_per_wakeup; }
double time_of(const Seen& seen) { return seen.time_per_login; }
double slowest_refusal_of(const Seen& seen) { return estimate_quantile(seen.refusals, 0.99).median; }

struct Comparing {
  std::string name, over, timed;
  ArmName floor;
  ArmName worse;  // what is planted
  double planted;
};

template <class Value>
CaseResult compare(const Series& series, const Comparing& what, Value value) {
  CaseResult result;
  result.name = what.name;
  result.over = what.over;
  result.timed = what.timed;
  result.rounds = static_cast<int>(series[ours].size());
  result.planted = what.planted;
  result.same_against_same = ratio(series[again], series[ours], value);
  result.planted_seen = ratio(series[what.worse], series[ours], value);
  result.subjects = {{what.over, "", {}, estimate(values(series[what.floor], value)), {1, 1, 1}},
                     {"signet",
                      "",
                      {},
                      estimate(values(series[ours], value)),
                      ratio(series[ours], series[what.floor], value)}};
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
  CaseResult result = compare(
      series, {"storm_refusal", "one_millisecond", "p99 of the time to a refusal in ns", ours, slowed, 1.0},
      slowest_refusal_of);
  std::vector<double> all;
  double hashed = 0;
  for (const ArmName arm : {ours, again}) {
    for (const Seen& seen : series[arm]) {
      all.insert(all.end(), seen.refusals.begin(), seen.refusals.end());
      hashed += static_cast<double>(seen.hashed_and_refused);
    }
  }
  const Estimate p99 = estimate_quantile(all, 0.99);
  result.subjects[0].ns = {millisecond, millisecond, millisecond};
  result.subjects[1].ns = p99;
  result.subjects[1].ratio = {p99.median / millisecond, p99.low / millisecond, p99.high / millisecond};
  const auto late = std::ranges::count_if(
      all, [half = nanoseconds(storm.deadline()) / 2](double refusal) { return refusal > half; });
  result.subjects[1].figures = {{"refusals", static_cast<double>(all.size())},
                                {"after_waiting", static_cast<double>(late)},
                                {"hashes_for_refused", hashed},
                                {"hashes_counted_of_one", hashes_counted_of_one(storm)}};
  return result;
}

// Places in proportion, so that the queue is as full as with the default deadline.
void shorten(Storm& storm, long milliseconds) {
  const Seconds usual = storm.options.deadline;
  storm.options.deadline = Seconds::of_microseconds(milliseconds * 1000);
  storm.options.places = static_cast<std::uint32_t>(
      storm.options.places * storm.options.deadline.microseconds() / usual.microseconds());
}

}  // namespace

int main(int argc, char** argv) {
  Storm storm;
  if (argc > 3) shorten(storm, std::atol(argv[3]));
  return run_program(std::min(argc, 3), argv, [&](int rounds) {
    Arms arms{storm, logins_at_capacity(storm, 1s), {}};
    arms.burst = burst_of_gate(storm, arms.capacity);
    std::fprintf(stderr, "storm: %u workers, %.0f logins a second, %.0f offered; disturbance of %ld us\n",
                 storm.options.workers, arms.capacity, overload * arms.capacity,
                 static_cast<long>(arms.burst / 1us));
    const Series series = run_rounds(arms, rounds);
    const std::string waits = "run-queue wait per wake-up in ns";
    const std::string logins = "time per login in ns";
    std::vector<CaseResult> results{
        compare(series,
                {"storm_wait_over_spinners", "nice19_spinners", waits, spinners, disturbed, wait_gate},
                wait_of),
        compare(series, {"storm_goodput", "capacity", logins, capacity, slowed, 1 / goodput_gate - 1},
                time_of),
        refusals(storm, series)};
    if (!series[normal].empty()) {
      results.push_back(
          compare(series, {"storm_wait_over_normal", "normal_priority", waits, normal, disturbed, wait_gate},
                  wait_of));
    }
    return results;
  });
}
