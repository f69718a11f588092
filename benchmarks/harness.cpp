// The harness: see harness.hpp. Google Benchmark times one slice of one arm; blocks, lots and controls are
// ours.
#include "harness.hpp"

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string_view>
#include <utility>

#include "counted_malloc.hpp"
#include "undisturbed.hpp"

namespace signet_bench {
namespace {

using signet::detail::CpuLevel;

constexpr double slice = 1e6;      // nanoseconds
constexpr double long_call = 4e6;  // that is timed alone, since it fills the caches by itself

// Keeps the one figure of one run and prints nothing.
class Collector final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) nanoseconds_ = run.GetAdjustedCPUTime();
  }
  double nanoseconds() const { return nanoseconds_; }

 private:
  double nanoseconds_ = 0;
};

void choose_level(const Arm& arm) {
  static const CpuLevel best = signet::detail::cpu_level();
  signet::detail::use_cpu_level(arm.level.value_or(best));
}

// CPU nanoseconds of one call, roughly: the quickest of some slices; of a long call the first.
double rough_time(const Arm& arm) {
  choose_level(arm);
  double quickest = 1e18;
  for (int i = 0; i < (quickest < long_call ? 5 : 1); ++i) {
    const double begun = thread_cpu();
    int calls = 0;
    do arm.once();
    while (++calls, thread_cpu() - begun < slice / 2);
    quickest = std::min(quickest, (thread_cpu() - begun) / calls);
  }
  return quickest;
}

using Clock = std::chrono::steady_clock;

std::chrono::nanoseconds cost_of_clock() {
  constexpr int calls = 1000;
  const auto begun = Clock::now();
  for (int i = 0; i < calls; ++i) benchmark::DoNotOptimize(Clock::now());
  return (Clock::now() - begun) / calls;
}

// An arm as it is timed. Every arm is called by the same code and as many frames deep: while one lay a frame
// deeper, calls of 100 ns were seen up to a tenth quicker or slower by it.
struct Timed {
  const Arm* arm;
  std::function<void()> call;
};

// One call of the arm, or, every `every` calls, two; never where it is 0.
Timed by_calls(const Arm& arm, std::uint64_t every) {
  return {&arm, [&arm, every, left = every]() mutable {
            --left;
            const int calls = left == 0 ? 2 : 1;
            if (left == 0) left = every;
            for (int i = 0; i < calls; ++i) arm.once();
          }};
}

// One call, then a wait for that part of its own time. Who waits for no time looks at the clock all the same.
Timed by_clock(const Arm& arm, double part, double ns) {
  using Wait = std::chrono::duration<double, std::nano>;
  const std::chrono::nanoseconds most{std::lround(3 * ns)};  // what takes longer lost its processor
  const auto look = cost_of_clock();
  // The look that ends a wait comes half a look late, and who does not wait looks once too.
  const Wait more = part > 0 ? look / 2 : std::chrono::nanoseconds{0};
  return {&arm, [&arm, part, most, looks = 2 * look, more] {
            const auto begun = Clock::now();
            arm.once();
            const auto ended = Clock::now();
            const Wait wait = (std::min<Clock::duration>(ended - begun, most) + looks) * part + more;
            while (Clock::now() - ended < wait) {
            }
          }};
}

// The same by the clock that a long call is timed by.
Timed by_processor_time(const Arm& arm, double part) {
  return {&arm, [&arm, part] {
            const double begun = thread_cpu();
            arm.once();
            const double spent = thread_cpu() - begun;
            while (thread_cpu() - begun < spent * (1 + part)) {
            }
          }};
}

// Our arm, slower by the planted part and not slower, by the same code: by one job more in every 1/planted,
// or, where a slice has too few calls for that to fall into each alike, by waiting.
std::array<Timed, 2> slowed_and_not(const Arm& arm, double planted) {
  const double ns = rough_time(arm);
  if (slice / ns * planted >= 16)
    return {{by_calls(arm, static_cast<std::uint64_t>(std::lround(1 / planted))), by_calls(arm, 0)}};
  if (ns < long_call) return {{by_clock(arm, planted, ns), by_clock(arm, 0, ns)}};
  return {{by_processor_time(arm, planted), by_processor_time(arm, 0)}};
}

// What Google Benchmark times: so many calls of an arm, after a few that are not timed, since what ran before
// left the caches as it needed them. A long call needs none before it.
class Slices {
 public:
  explicit Slices(std::vector<Timed> arms) : arms_(std::move(arms)) {
    benchmark::ClearRegisteredBenchmarks();
    for (std::size_t i = 0; i < arms_.size(); ++i) {
      Timed& timed = arms_[i];
      const double ns = rough_time({.subject = {}, .once = timed.call, .level = timed.arm->level});
      const auto calls = std::max(1L, std::lround(slice / ns));
      benchmark::RegisterBenchmark(
          ("arm" + std::to_string(i)).c_str(),
          [&timed, warm_up = ns < long_call ? 1 + calls / 16 : 0](benchmark::State& state) {
            choose_level(*timed.arm);
            for (long left = warm_up; left > 0; --left) timed.call();
            for (auto _ : state) timed.call();
          })
          ->Iterations(calls);
      any_long_ = any_long_ || ns >= long_call;
    }
  }
  Slices(const Slices&) = delete;
  Slices& operator=(const Slices&) = delete;

  double time(std::size_t arm) {
    Collector collector;
    benchmark::RunSpecifiedBenchmarks(&collector, "^arm" + std::to_string(arm) + "/");
    return collector.nanoseconds() / arms_[arm].arm->jobs;
  }
  bool any_long() const { return any_long_; }

 private:
  std::vector<Timed> arms_;
  bool any_long_ = false;
};

long page_faults() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_minflt;
}

// What one call allocates, and how many pages it is the first to touch. After a first call, which may keep
// something; over several, since RSA's are not the same each time.
Counts counts_of(const Arm& arm, double ns) {
  const int calls = ns < long_call ? 32 : 1;
  choose_level(arm);
  arm.once();
  const std::size_t allocated = allocations();
  const long faulted = page_faults();
  for (int i = 0; i < calls; ++i) arm.once();
  return {static_cast<double>(allocations() - allocated) / calls,
          static_cast<double>(page_faults() - faulted) / calls};
}

// An arm beside the one it is compared with, by place in the list of arms; one value a round.
struct Comparison {
  std::size_t arm;
  std::size_t with;
  std::vector<double> arm_ns{}, with_ns{}, ratios{};

  // A B B A or B A A B; A B or B A where there are long calls.
  void block(Slices& slices, bool arm_first) {
    const std::size_t outer = arm_first ? arm : with;
    const std::size_t inner = arm_first ? with : arm;
    double outside = slices.time(outer);
    double inside = slices.time(inner);
    if (!slices.any_long()) {
      inside = (inside + slices.time(inner)) / 2;
      outside = (outside + slices.time(outer)) / 2;
    }
    arm_ns.push_back(arm_first ? outside : inside);
    with_ns.push_back(arm_first ? inside : outside);
    ratios.push_back(arm_ns.back() / with_ns.back());
  }
};

bool narrow_enough(const Comparison& one, double planted) {
  if (one.ratios.empty()) return false;
  const Estimate ratio = estimate(one.ratios);
  return ratio.high - ratio.low <= planted / 2;
}

// The first ones of a case: the controls, and what they are for. They run until all of them are done, so that
// the controls are of the time in which ours is measured.
constexpr std::size_t kept_together = 3;

// Of those, and of the peers whose interval is still too wide.
void run_portion(std::vector<Comparison>& comparisons, Slices& slices, const Case& one, int rounds,
                 std::mt19937& lots) {
  std::vector<Comparison*> order;
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    if (i < kept_together || !narrow_enough(comparisons[i], one.planted)) order.push_back(&comparisons[i]);
  }
  for (int round = 0; round < rounds; ++round) {
    std::ranges::shuffle(order, lots);
    for (Comparison* const each : order) each->block(slices, (lots() & 1U) != 0);
  }
}

int rounds_in(const Comparison& one) { return static_cast<int>(one.ratios.size()); }

// What is no whole number is no number of rounds.
int rounds_of(std::string_view text) {
  int rounds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rounds);
  return error == std::errc{} && end == text.data() + text.size() ? rounds : 0;
}

bool write_file(const char* path, const std::string& text) {
  std::FILE* file = std::fopen(path, "w");
  if (file == nullptr) return false;
  const bool written = std::fputs(text.c_str(), file) >= 0;
  return std::fclose(file) == 0 && written;
}

}  // namespace

CaseResult run_case(const Case& one, int portion) {
  std::vector<Arm> arms{one.floor};
  arms.insert(arms.end(), one.subjects.begin(), one.subjects.end());
  // Timed 0: the floor, 1: ours, …, and ours slowed down, and not. Ours against itself is the same object
  // twice: what lies elsewhere in memory is another arm.
  std::vector<Timed> timed;
  for (const Arm& arm : arms) timed.push_back(by_calls(arm, 0));
  for (Timed& each : slowed_and_not(arms[1], one.planted)) timed.push_back(std::move(each));
  std::vector<Comparison> comparisons{{arms.size(), arms.size() + 1}, {1, 1}};  // the controls
  for (std::size_t i = 1; i <= one.subjects.size(); ++i) comparisons.push_back({i, 0});

  CaseResult result;
  result.name = one.name;
  result.over = one.over;
  result.planted = one.planted;
  Slices slices{std::move(timed)};
  std::mt19937 lots{20'261'122};
  for (int done = 0; done < one.most; ++done) {
    std::fprintf(stderr, "\r%s: %d rounds ", one.name.c_str(), rounds_in(comparisons[0]));
    run_portion(comparisons, slices, one, portion, lots);
    if (std::all_of(comparisons.begin(), comparisons.begin() + kept_together,
                    [&](const Comparison& each) { return narrow_enough(each, one.planted); }))
      break;
  }
  std::fputc('\n', stderr);
  result.rounds = rounds_in(comparisons[0]);
  result.planted_seen = estimate(comparisons[0].ratios);
  result.same_against_same = estimate(comparisons[1].ratios);
  const auto level = [](const Arm& arm) { return arm.level ? std::string{to_string(*arm.level)} : ""; };
  const Estimate floor = estimate(comparisons[2].with_ns);
  result.subjects.push_back(
      {one.over, level(one.floor), counts_of(one.floor, floor.median), floor, {1, 1, 1}});
  for (std::size_t i = 1; i <= one.subjects.size(); ++i) {
    const Comparison& seen = comparisons[i + 1];
    const Estimate ns = estimate(seen.arm_ns);
    result.subjects.push_back({.subject = arms[i].subject,
                               .level = level(arms[i]),
                               .counts = counts_of(arms[i], ns.median),
                               .ns = ns,
                               .ratio = estimate(seen.ratios),
                               .rounds = rounds_in(seen)});
  }
  return result;
}

int run_program(int argc, char** argv, const std::vector<Case>& cases) {
  const std::string_view wanted = argc > 3 ? argv[3] : "";
  return run_program(argc, argv, [&](int portion) {
    std::vector<CaseResult> results;
    for (const Case& one : cases) {
      if (wanted.empty() || one.name == wanted) results.push_back(run_case(one, portion));
    }
    return results;
  });
}

int run_program(int argc, char** argv, const std::function<std::vector<CaseResult>(int)>& measure) {
  const int rounds = argc > 1 ? rounds_of(argv[1]) : 101;
  if (rounds < 9) {
    std::fprintf(stderr, "usage: %s [ROUNDS, at least 9] [RESULT-FILE]\n", argv[0]);
    return 1;
  }
  int count = 1;  // ours are positional and nothing to Google Benchmark
  benchmark::Initialize(&count, argv);

  const std::vector<CaseResult> results = measure(rounds);
  std::fputs(to_table(results).c_str(), stdout);
  if (argc > 2 && !write_file(argv[2], to_json(results))) {
    std::fprintf(stderr, "%s: cannot write %s\n", argv[0], argv[2]);
    return 1;
  }
  return std::ranges::all_of(results, &CaseResult::controls_hold) ? 0 : 3;
}

}  // namespace signet_bench
