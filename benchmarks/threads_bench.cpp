// Two threads at once with one verifier, over each thread alone: what sharing costs. Called as the other
// programs.
//
// Only undisturbed rounds count, which Google Benchmark has no way to tell: the timing is our own.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "harness.hpp"
#include "signet/core/chrono.hpp"
#include "token_jobs.hpp"
#include "undisturbed.hpp"

namespace {

using namespace signet;
using namespace signet_bench;

constexpr double gate = 0.03;  // what a second thread may cost; the planted slow-down costs as much
constexpr int tries = 8;       // rounds begun for each that is wanted, at most

// What each of the two threads calls.
struct Pair {
  std::function<void()> first, second;
};

struct Work {
  Pair alone, together;
};

// `once`, and in every 1/gate calls one more.
std::function<void()> slowed_down(const std::function<void()>& once) {
  return [&once, every = std::lround(1 / gate), calls = 0L]() mutable {
    once();
    if (++calls % every == 0) once();
  };
}

struct Round {
  double alone = 0, together = 0;  // CPU time of one call in ns
  bool disturbed = false;
};

// Each thread alone, then both at once, then each alone: drift falls on both sides.
Round run_round(const std::vector<std::size_t>& processors, const Work& work, long calls) {
  const auto first = [&] { return alone(processors[0], work.alone.first, calls); };
  const auto second = [&] { return alone(processors[1], work.alone.second, calls); };
  const Slice before[] = {first(), second()};
  const Both both = together(processors, work.together.first, work.together.second, calls);
  const Slice after[] = {second(), first()};
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
  const Pair bare{own[0].bare_verify, own[1].bare_verify}, verify{shared.verify, shared.verify};
  // Bare signatures that share nothing show what the machine itself takes from two threads.
  const auto [apart, together, slowed] = run_rounds(
      {{{bare, bare}, {verify, verify}, {verify, {slowed_down(shared.verify), slowed_down(shared.verify)}}}},
      calls, wanted);
  CaseResult result;
  result.name = name;
  result.over = "one_thread";
  result.rounds =
      static_cast<int>(std::min({apart.ratios.size(), together.ratios.size(), slowed.ratios.size()}));
  result.planted = gate;
  if (result.rounds < 9) return result;  // whose controls do not hold
  result.same_against_same = estimate(apart.ratios);
  result.planted_seen = estimate(slowed.ratios);
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
