// A login under a known name with a wrong password beside one under an unknown name, at the cheapest
// parameters that a hash may have: whether the time tells them apart.
//
// Usage: unknown_name_bench ROUNDS RESULT-FILE, a round being a thousand pairs. All three steps of a login
// are timed, by the wall clock, over a store in memory.
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "harness.hpp"
#include "password/arena.hpp"
#include "signet/account/accounts.hpp"
#include "signet/core/chrono.hpp"
#include "signet/store/memory_account_store.hpp"
#include "storm_load.hpp"
#include "token_jobs.hpp"

namespace {

using namespace signet;
using namespace signet_bench;

constexpr std::size_t pairs = 1000;  // of a round
constexpr double planted = 0.02;     // as the goal is to lie within half of it
constexpr HashParams cheapest = Argon2Params{.memory = KiB{8}, .passes = 1, .lanes = 1};

// Names of one length, in an order of which the store knows nothing.
std::string name_of(std::size_t number, char kind) {
  std::string digits = std::to_string(number * 7919 % 10'000);
  digits.insert(0, 4 - digits.size(), '0');
  return digits + kind + "@example.com";
}

class Realm {
 public:
  Realm() : hasher_(*PasswordHasher::build({.target = cheapest})), accounts_(build(store_, hasher_)) {
    for (std::size_t i = 0; i < pairs; ++i) add(name_of(i, 'k'));
    accounts_ = build(store_, hasher_);  // which reads what hashes there are
  }

  void refuse(const std::string& name) {
    auto attempt = accounts_->look_up(name, steady_now());
    auto checked = accounts_->check(*std::move(attempt), "a wrong password");
    const auto outcome = accounts_->conclude(*std::move(checked));
    if (!outcome.has_value() || outcome->accepted) stop("a wrong password was accepted");
  }

 private:
  static std::unique_ptr<Accounts> build(AccountStore& store, const PasswordHasher& hasher) {
    auto accounts = Accounts::build(store, hasher, system_random());
    if (!accounts) stop(accounts.error().sentence());
    return *std::move(accounts);
  }
  void add(const std::string& name) {
    auto registration = accounts_->begin_registration(name, "correct horse battery staple");
    auto hashed = accounts_->hash(*std::move(registration));
    if (!accounts_->finish_registration(*std::move(hashed), now())) stop("an account could not be added");
  }

  MemoryAccountStore store_;
  PasswordHasher hasher_;
  std::unique_ptr<Accounts> accounts_;
};

enum Name : std::size_t { known, known_again, slowed, unknown, arm_count };
using Medians = std::array<double, arm_count>;  // nanoseconds

// @param extra  by which share of its own time a login is made longer
std::chrono::nanoseconds time_of(Realm& realm, const std::string& name, double extra) {
  const auto begun = Clock::now();
  realm.refuse(name);
  const auto took = Clock::now() - begun;
  if (extra > 0) {
    while (Clock::now() - begun < took * (1 + extra)) {
    }
  }
  return Clock::now() - begun;
}

Medians run_round(Realm& realm, std::mt19937& lots) {
  std::array<std::vector<double>, arm_count> times;
  std::array<std::size_t, arm_count> order{known, known_again, slowed, unknown};
  for (std::size_t i = 0; i < pairs; ++i) {
    std::ranges::shuffle(order, lots);
    for (const std::size_t arm : order) {
      const std::string name = name_of(lots() % pairs, arm == unknown ? 'u' : 'k');
      const auto took = time_of(realm, name, arm == slowed ? planted : 0);
      times[arm].push_back(static_cast<double>(took.count()));
    }
  }
  Medians medians{};
  for (std::size_t arm = 0; arm < arm_count; ++arm) medians[arm] = median_of(times[arm]);
  return medians;
}

Estimate estimate_of(const std::vector<Medians>& rounds, std::size_t arm) {
  std::vector<double> values;
  for (const Medians& round : rounds) values.push_back(round[arm]);
  return estimate(values);
}

Estimate ratio_to_known(const std::vector<Medians>& rounds, std::size_t arm) {
  std::vector<double> ratios;
  for (const Medians& round : rounds) ratios.push_back(round[arm] / round[known]);
  return estimate(ratios);
}

CaseResult measure(int wanted) {
  const detail::WorkerArena arena;  // this thread is a worker
  Realm realm;
  std::mt19937 lots{20'261'122};
  run_round(realm, lots);  // warms up
  std::vector<Medians> rounds;
  while (rounds.size() < static_cast<std::size_t>(wanted)) rounds.push_back(run_round(realm, lots));

  CaseResult result;
  result.name = "unknown_name";
  result.over = "known_name";
  result.timed = "time of a login in ns";
  result.rounds = wanted;
  result.planted = planted;
  result.same_against_same = ratio_to_known(rounds, known_again);
  result.planted_seen = ratio_to_known(rounds, slowed);
  result.subjects = {{"known_name", "", {}, estimate_of(rounds, known), {1, 1, 1}},
                     {"signet", "", {}, estimate_of(rounds, unknown), ratio_to_known(rounds, unknown)}};
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv, [](int rounds) { return std::vector{measure(rounds)}; });
}
