// Two threads at once with one verifier, over each thread alone: what sharing costs. Called as the other
// programs.
//
// Only undisturbed rounds count, which Google Benchmark has no way to tell: the timing is our own.
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness.hpp"
#include "signet/core/chrono.hpp"
#include "token_jobs.hpp"
#include "undisturbed.hpp"

namespace {

using namespace signet;
using namespace signet_bench;

constexpr double gate = 0.03;  // what a second thread may cost; the planted contention costs as much
constexpr int tries = 8;       // rounds begun for each that is wanted, at most

// What the two threads call, each its own.
struct Work {
  std::function<void()> first, second;
};

// Counters that both threads write, so many increments a call. Where that is more than one, each is of
// another line, pages apart, where no prefetcher looks, and found by the one before, so that none is fetched
// early.
class Contention {
 public:
  static constexpr std::size_t most_lines = 256;

  explicit Contention(double increments) : increments_(increments) {}

  Work around(const std::function<void()>& once) {
    const auto contended = [this, &once](Turn& turn) {
      once();
      for (turn.owed += increments_; turn.owed >= 1; --turn.owed)
        turn.next = (turn.next + 1 + add_one(turn.next) / never) % used_;
    };
    return {[=, this] { contended(turns_[0]); }, [=, this] { contended(turns_[1]); }};
  }

 private:
  struct alignas(64) Turn {  // each thread's own, and so on a line of its own
    double owed = 0;
    std::size_t next = 0;
  };
  struct alignas(64) Line {
    std::atomic<unsigned> count{0};
    std::array<char, 4096> apart{};
  };
  static constexpr unsigned never = ~0U;  // that a counter reaches

  unsigned add_one(std::size_t line) { return lines_[line].count.fetch_add(1); }

  double increments_;
  std::size_t used_ = static_cast<std::size_t>(std::clamp(std::lround(increments_), 1L, long{most_lines}));
  std::array<Turn, 2> turns_;
  std::array<Line, most_lines> lines_{};
};

struct Round {
  double alone = 0, together = 0;  // CPU time of one call in ns
  bool disturbed = false;
};

// Each thread alone, then both at once, then each alone: drift falls on both sides.
Round run_round(const std::vector<std::size_t>& processors, const Work& work, long calls) {
  const Slice before[] = {alone(processors[0], work.first, calls), alone(processors[1], work.second, calls)};
  const Both both = together(processors, work.first, work.second, calls);
  const Slice after[] = {alone(processors[1], work.second, calls), alone(processors[0], work.first, calls)};
  Round round;
  for (const Slice& slice : {before[0], before[1], after[0], after[1]}) {
    round.alone += slice.ns / 4;
    round.disturbed = round.disturbed || slice.disturbed;
  }
  round.together = (both.first.ns + both.second.ns) / 2;
  round.disturbed = round.disturbed || both.first.disturbed || both.second.disturbed;
  return round;
}

struct Seen {
  std::vector<double> alone, together, ratios;
};

// Tells how many rounds it began.
int add_round(Seen& seen, const std::vector<std::size_t>& processors, const Work& work, long calls) {
  for (int begun = 1; begun <= tries; ++begun) {
    const Round round = run_round(processors, work, calls);
    if (round.disturbed) continue;
    seen.alone.push_back(round.alone);
    seen.together.push_back(round.together);
    seen.ratios.push_back(round.together / round.alone);
    return begun;
  }
  return tries;
}

// One that costs about `gate` of a call: what an increment costs depends on how far the processors are apart.
std::unique_ptr<Contention> contention_of_gate(const std::function<void()>& once, double ns, long calls) {
  constexpr double dearest = 60;  // ns of an increment
  for (double increments = ns * gate / dearest;; increments *= 1.5) {
    auto contention = std::make_unique<Contention>(increments);
    Seen seen;
    for (int round = 0; round < 11; ++round)
      add_round(seen, allowed_processors(), contention->around(once), calls);
    const bool busy = seen.ratios.size() < 6;  // on which the control will fail
    if (busy || median_of(seen.ratios) >= 1 + gate || increments > Contention::most_lines) return contention;
  }
}

// Rounds of all works beside each other, fewer than wanted where the machine is too busy.
std::array<Seen, 3> run_rounds(const std::array<Work, 3>& works, long calls, int wanted) {
  const std::vector<std::size_t> processors = allowed_processors();
  if (processors.size() < 2) stop("two threads need two processors");
  std::array<Seen, 3> seen;
  int begun = 0;
  for (int round = 0; round < wanted; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) begun += add_round(seen[i], processors, works[i], calls);
  }
  const std::size_t undisturbed = seen[0].ratios.size() + seen[1].ratios.size() + seen[2].ratios.size();
  std::printf("%zu of %d rounds were undisturbed\n", undisturbed, begun);
  return seen;
}

CaseResult measure(Algorithm algorithm, const std::string& name, int wanted) {
  const TokenJobs shared = token_jobs(algorithm, now());
  const TokenJobs own[] = {token_jobs(algorithm, now()), token_jobs(algorithm, now())};
  const double ns = alone(allowed_processors().front(), shared.verify, 200).ns;
  const long calls = std::max(8L, std::lround(1e6 / ns));
  const auto contention = contention_of_gate(shared.verify, ns, calls);
  // Bare signatures that share nothing show what the machine itself takes from two threads.
  const auto [apart, together, contended] = run_rounds({{{own[0].bare_verify, own[1].bare_verify},
                                                         {shared.verify, shared.verify},
                                                         contention->around(shared.verify)}},
                                                       calls, wanted);
  CaseResult result;
  result.name = name;
  result.over = "one_thread";
  result.rounds =
      static_cast<int>(std::min({apart.ratios.size(), together.ratios.size(), contended.ratios.size()}));
  result.planted = gate;
  if (result.rounds < 9) return result;  // whose controls do not hold
  result.same_against_same = estimate(apart.ratios);
  result.planted_seen = estimate(contended.ratios);
  result.subjects = {{"one_thread", "", {}, estimate(together.alone), {1, 1, 1}},
                     {"signet", "", {}, estimate(together.together), estimate(together.ratios)}};
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv, [](int wanted) {
    return std::vector{measure(Algorithm::HS256, "two_threads_hs256_verify", wanted),
                       measure(Algorithm::ES256, "two_threads_es256_verify", wanted)};
  });
}
