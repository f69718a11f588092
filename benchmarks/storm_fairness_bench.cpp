// Honest sources of one login a second each, beside one source that sends ten times what can be hashed: how
// many of the honest logins end well within the deadline.
//
// Usage: storm_fairness_bench ROUNDS RESULT-FILE; a round is two hundred honest logins.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "harness.hpp"
#include "storm_pool.hpp"

namespace {

using namespace signet;
using namespace signet_bench;

constexpr int logins_of_round = 200;
constexpr std::uint64_t one_in = 40;  // of the planted group's logins come from the address that floods
constexpr double planted = 0.02;      // what at least that costs the group

struct Share {
  std::size_t in_time = 0, offered = 0;
  Estimate estimate() const { return estimate_share(in_time, offered); }
  friend Share operator+(Share a, Share b) { return {a.in_time + b.in_time, a.offered + b.offered}; }
};

Share share_of(const Storm& storm, const Logins& logins) {
  const std::vector<Login> all = logins.all();
  const auto served = std::ranges::count_if(all, [&](const Login& login) { return storm.in_time(login); });
  return {static_cast<std::size_t>(served), all.size()};
}

// Time for one that is served, over one of them all.
Estimate inverse(const Estimate& share) { return {1 / share.median, 1 / share.high, 1 / share.low}; }

// So many that all together are half of what can be hashed, and no overload themselves.
unsigned sources_beside(double capacity) {
  return 4 * static_cast<unsigned>(std::clamp(capacity / 2 / 4, 1.0, 40.0));
}

struct Groups {
  Share first, second, planted;
};

Groups run(const Storm& storm, double capacity, int honest_logins) {
  const unsigned sources = sources_beside(capacity);
  std::fprintf(stderr, "storm: %u honest sources for %.0f s, %.0f logins a second from another\n", sources,
               std::ceil(honest_logins / static_cast<double>(sources)), overload * capacity);
  StormPool pool{storm.options};
  Logins first{pool.pool(), storm.credential}, second{pool.pool(), storm.credential},
      planted_group{pool.pool(), storm.credential}, others{pool.pool(), storm.credential};
  const auto log_in = [&](std::uint64_t number, Clock::time_point due) {
    const std::uint64_t source = number % sources;
    const std::string who = std::to_string(source);
    Logins* const groups[] = {&first, &second, &planted_group, &planted_group};
    Logins& group = *groups[source % 4];
    const bool floods = &group == &planted_group && number / 4 % one_in == 0;
    group.log_in({.address = floods ? "flood" : who, .name = who}, due);
  };
  const Arrivals flood{overload * capacity, storm.callers(),
                       [&](std::uint64_t number, Clock::time_point due) {
                         others.log_in({.address = "flood", .name = "f" + std::to_string(number)}, due);
                       }};
  std::this_thread::sleep_for(storm.deadline());
  {
    const Arrivals honest{static_cast<double>(sources), 2 * sources + 16, log_in};
    run_light(std::chrono::milliseconds{1000L * honest_logins / sources});
  }
  return {share_of(storm, first), share_of(storm, second), share_of(storm, planted_group)};
}

CaseResult measure(int rounds) {
  const Storm storm;
  const double capacity = logins_at_capacity(storm, std::chrono::seconds{1});
  const Groups seen = run(storm, capacity, rounds * logins_of_round);
  const Estimate a = seen.first.estimate(), b = seen.second.estimate();
  const Estimate honest = (seen.first + seen.second).estimate();
  CaseResult result;
  result.name = "storm_honest_source";
  result.over = "all_in_time";
  result.timed = "no time";
  result.rounds = rounds;
  result.planted = planted;
  result.same_against_same = {b.median / a.median, b.low / a.high, b.high / a.low};
  result.planted_seen = inverse(seen.planted.estimate());
  result.subjects = {{"all_in_time", "", {}, {}, {1, 1, 1}},
                     {"signet",
                      "",
                      {},
                      {},
                      inverse(honest),
                      {{"offered", static_cast<double>(seen.first.offered + seen.second.offered)},
                       {"share_in_time", honest.median}}}};
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv, [](int rounds) { return std::vector{measure(rounds)}; });
}
