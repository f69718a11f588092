// A storm of logins at ten times what a HashPool can hash: how long a light thread beside it waits for a
// processor, how many logins come through, how soon the others are refused, and whether one source can starve
// another.
//
// Usage: storm_bench ROUNDS RESULT-FILE. So many rounds, five times as many at the most, until the intervals
// are narrow. Times are of the wall clock but for run-queue waits.
#include <algorithm>
#include <cstdio>
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

// Short beside the default, so that slices are short and rounds many; of how full the queue is, nothing
// changes.
constexpr auto deadline = 200ms;

constexpr auto span = 400ms;  // of a slice

// A wait counts for a beat at most: then the next job is due, and what lasts longer is hardly a thread's
// doing but the host's. Else one such wait in a thousand would be more than all others.
Added counted(const std::vector<std::chrono::nanoseconds>& waits) {
  Added part{0, static_cast<double>(waits.size())};
  for (const auto wait : waits) part.sum += nanoseconds(std::min<Clock::duration>(wait, beat));
  part.sum = std::max(part.sum, 1.0);
  return part;
}

// What one slice of an arm gives.
struct Seen {
  Added waits{};                   // nanoseconds, of wake-ups
  Added logins{};                  // nanoseconds, of logins that ended well within the deadline
  Added slowest_refusal{};         // p99 of the next, one a slice
  std::vector<double> refusals{};  // nanoseconds from offered to refused
  std::int64_t hashed_and_refused = 0;
};

// Rests until the pool is as busy as it will be, then looks at it.
Seen look(const Storm& storm, const Logins& logins) {
  run_light(storm.deadline() * 4 / 3);
  const auto begun = Clock::now();
  const LightRun light = run_light(span);
  const auto ended = Clock::now();
  Seen seen{.waits = counted(light.waits), .logins = {nanoseconds(ended - begun), 0}};
  for (const Login& login : logins.all()) {
    if (login.end == Login::End::refused)
      seen.refusals.push_back(nanoseconds(login.answered - login.offered));
    if (login.answered > begun && login.answered <= ended && storm.in_time(login)) ++seen.logins.count;
  }
  if (!seen.refusals.empty()) seen.slowest_refusal.sum = estimate_quantile(seen.refusals, 0.99).median;
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
  return {.waits = counted(run_light(span).waits)};
}

constexpr double wait_gate = 0.5;      // what the planted disturbance adds to a wait, at the least
constexpr double goodput_gate = 0.85;  // of capacity

// A disturbance after which waits are longer by the gate's size at least; what one costs depends on the
// machine. One step beyond the first that seemed to be enough, which a lucky look would have made too small.
Clock::duration burst_of_gate(const Storm& storm, double capacity) {
  const auto mean = [&](Clock::duration burst) {
    Added all{0, 0};
    for (int i = 0; i < 4; ++i) {
      const Added each = in_storm(storm, capacity, {.burst = burst}).waits;
      all = {all.sum + each.sum, all.count + each.count};
    }
    return all.sum / all.count;
  };
  const double undisturbed = mean(0s);
  Clock::duration burst = 50us;
  while (burst < 700us && mean(burst) < (1 + wait_gate) * undisturbed) burst = burst * 8 / 5;
  return burst * 8 / 5;
}

enum ArmName { capacity, ours, again, slowed, disturbed, normal, spinners, arm_count };

struct Arms {
  const Storm& storm;
  double capacity;        // logins a second
  Clock::duration burst;  // of the planted disturbance

  Seen run(ArmName arm) const {
    if (arm == ::capacity) return {.logins = {1e9, logins_at_capacity(storm, span)}};
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

void run_rounds(const Arms& arms, bool with_normal, int rounds, std::mt19937& lots, Series& series) {
  std::vector<ArmName> order{capacity, ours, again, slowed, disturbed, spinners};
  if (with_normal) order.push_back(normal);
  for (int round = 0; round < rounds; ++round) {
    std::fprintf(stderr, "\rstorm: round %zu ", series[ours].size() + 1);
    std::ranges::shuffle(order, lots);
    for (const ArmName arm : order) series[arm].push_back(arms.run(arm));
  }
}

using Value = Added Seen::*;

std::vector<Added> parts(const std::vector<Seen>& seen, Value value) {
  std::vector<Added> all;
  for (const Seen& each : seen) all.push_back(each.*value);
  return all;
}

Estimate ratio(const std::vector<Seen>& of, const std::vector<Seen>& over, Value value) {
  return estimate_pooled_ratio(parts(of, value), parts(over, value));
}

Estimate mean(const std::vector<Seen>& of, Value value) {
  return estimate_pooled_ratio(parts(of, value), std::vector<Added>(of.size(), {1, 1}));
}

struct Comparing {
  std::string name, over, timed;
  ArmName floor;
  ArmName worse;  // what is planted
  double planted;
};

CaseResult compare(const Series& series, const Comparing& what, Value value) {
  CaseResult result;
  result.name = what.name;
  result.over = what.over;
  result.timed = what.timed;
  result.rounds = static_cast<int>(series[ours].size());
  result.planted = what.planted;
  result.same_against_same = ratio(series[again], series[ours], value);
  result.planted_seen = ratio(series[what.worse], series[ours], value);
  result.subjects = {
      {what.over, "", {}, mean(series[what.floor], value), {1, 1, 1}},
      {"signet", "", {}, mean(series[ours], value), ratio(series[ours], series[what.floor], value)}};
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
      &Seen::slowest_refusal);
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
void shorten(Storm& storm) {
  const Seconds usual = storm.options.deadline;
  storm.options.deadline = Seconds::of_microseconds(std::chrono::microseconds{deadline}.count());
  storm.options.places = static_cast<std::uint32_t>(
      storm.options.places * storm.options.deadline.microseconds() / usual.microseconds());
}

std::vector<CaseResult> results_of(const Storm& storm, const Series& series) {
  const std::string waits = "run-queue wait per wake-up in ns, each 1 ms at most";
  const std::string logins = "time per login in ns";
  std::vector<CaseResult> results{
      compare(series, {"storm_wait_over_spinners", "nice19_spinners", waits, spinners, disturbed, wait_gate},
              &Seen::waits),
      compare(series, {"storm_goodput", "capacity", logins, capacity, slowed, 1 / goodput_gate - 1},
              &Seen::logins),
      refusals(storm, series)};
  if (!series[normal].empty()) {
    results.push_back(
        compare(series, {"storm_wait_over_normal", "normal_priority", waits, normal, disturbed, wait_gate},
                &Seen::waits));
  }
  return results;
}

// As of other cases, but that a planted slow-down of waits, much larger than its gate, need not be known as
// well.
bool narrow_enough(const CaseResult& result) {
  const auto within = [](const Estimate& seen, double width) {
    return seen.high - seen.low <= width * seen.median;
  };
  return within(result.same_against_same, result.planted / 2) &&
         within(result.subjects[1].ratio, result.planted / 2) && within(result.planted_seen, result.planted);
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int most = 5;  // portions
  constexpr auto longest = 330s;
  Storm storm;
  shorten(storm);
  return run_program(argc, argv, [&](int rounds) {
    const auto begun = Clock::now();
    Arms arms{storm, logins_at_capacity(storm, 1s), {}};
    arms.burst = burst_of_gate(storm, arms.capacity);
    std::fprintf(stderr, "storm: %u workers, %.0f logins a second, %.0f offered; disturbance of %ld us\n",
                 storm.options.workers, arms.capacity, overload * arms.capacity,
                 static_cast<long>(arms.burst / 1us));
    const bool with_normal = priorities_can_rise(storm);
    std::mt19937 lots{20'261'122};
    Series series;
    std::vector<CaseResult> results;
    for (int portion = 0; portion < most; ++portion) {
      const auto portion_begun = Clock::now();
      run_rounds(arms, with_normal, rounds, lots, series);
      results = results_of(storm, series);
      const auto ended = Clock::now();
      const bool no_time = ended - begun + (ended - portion_begun) > longest;
      if (no_time || std::ranges::all_of(results, narrow_enough)) break;
    }
    std::fputc('\n', stderr);
    return results;
  });
}
