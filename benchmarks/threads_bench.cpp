// Two threads at once with one verifier, over each thread alone: what sharing costs. Called as the other
// programs.
//
// Only undisturbed rounds count, which Google Benchmark has no way to tell: the timing is our own.
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

constexpr double gate = 0.03;   // what a second thread may cost; the planted contention costs as much
constexpr int tries_each = 20;  // rounds begun for each that is wanted, at most

// What the two threads call, each its own.
struct Work {
  std::function<void()> first, second;
};

// Counters that both threads write: as many increments a call as cost `gate` of it, at 60 ns each for a line
// that the other thread has. A thread takes the lines in turn, so that each is away again when its turn
// comes.
class Contention {
 public:
  explicit Contention(double ns) : increments_(ns * gate / 60) {}

  Work around(const std::function<void()>& once) const {
    const auto contended = [this, &once, owed = 0.0, next = 0U]() mutable {
      once();
      for (owed += increments_; owed >= 1; --owed) lines_[next++ % lines_.size()].count.fetch_add(1);
    };
    return {contended, contended};
  }

 private:
  struct alignas(64) Line {
    std::atomic<unsigned> count{0};
  };
  double increments_;
  mutable std::array<Line, 128> lines_{};
};

struct Round {
  double alone = 0, together = 0;  // CPU time of one call in ns
  bool disturbed = false;
};

// Each thread alone, then both at once, then each alone: drift falls on both sides.
Round run_round(const std::vector<int>& processors, const Work& work, long calls) {
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

// Rounds of all works beside each other; one that was disturbed counts for none of them.
std::array<Seen, 3> run_rounds(const std::array<Work, 3>& works, long calls, int wanted) {
  const std::vector<int> processors = allowed_processors();
  if (processors.size() < 2) stop("two threads need two processors");
  std::array<Seen, 3> seen;
  int begun = 0;
  while (static_cast<int>(seen[0].ratios.size()) < wanted && begun++ < wanted * tries_each) {
    std::array<Round, 3> rounds;
    bool disturbed = false;
    for (std::size_t i = 0; i < works.size() && !disturbed; ++i) {
      rounds[i] = run_round(processors, works[i], calls);
      disturbed = rounds[i].disturbed;
    }
    for (std::size_t i = 0; i < works.size() && !disturbed; ++i) {
      seen[i].alone.push_back(rounds[i].alone);
      seen[i].together.push_back(rounds[i].together);
      seen[i].ratios.push_back(rounds[i].together / rounds[i].alone);
    }
  }
  std::printf("%zu of %d rounds were undisturbed\n", seen[0].ratios.size(), begun);
  return seen;
}

CaseResult measure(Algorithm algorithm, const std::string& name, int wanted) {
  const TokenJobs shared = token_jobs(algorithm, now());
  const TokenJobs own[] = {token_jobs(algorithm, now()), token_jobs(algorithm, now())};
  const auto processors = allowed_processors();
  const double ns = alone(processors.front(), shared.verify, 200).ns;
  const Contention contention{ns};
  // Bare signatures that share nothing show what the machine itself takes from two threads.
  const auto [apart, together, contended] = run_rounds({{{own[0].bare_verify, own[1].bare_verify},
                                                         {shared.verify, shared.verify},
                                                         contention.around(shared.verify)}},
                                                       std::max(8L, std::lround(2e6 / ns)), wanted);
  CaseResult result;
  result.name = name;
  result.over = "one_thread";
  result.rounds = static_cast<int>(together.ratios.size());
  result.planted = gate;
  if (result.rounds < 9) return result;  // whose controls do not hold
  result.same_against_same = estimate(apart.ratios);
  result.planted_seen = estimate(contended.ratios);
  result.subjects = {{"one_thread", "", 0, estimate(together.alone), {1, 1, 1}},
                     {"signet", "", 0, estimate(together.together), estimate(together.ratios)}};
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv, [](int wanted) {
    return std::vector{measure(Algorithm::HS256, "two_threads_hs256_verify", wanted),
                       measure(Algorithm::ES256, "two_threads_es256_verify", wanted)};
  });
}
