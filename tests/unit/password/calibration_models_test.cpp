// Calibration on costs that are not linear: held to its contract rung by rung.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "password/hash_meter.hpp"
#include "signet/password/calibration.hpp"
#include "unit/password/calibration_model.hpp"

using namespace signet;
using namespace signet::test;

namespace {

struct Model {
  std::string name;
  std::function<std::int64_t(const HashParams&)> cost;
};

double blocks(const HashParams& params) {
  const auto& argon2 = std::get<Argon2Params>(params);
  return double{1} * argon2.memory.count * argon2.passes;
}

double memory(const HashParams& params) { return std::get<Argon2Params>(params).memory.count; }

/// Nanoseconds a block, as measured in one cache, beyond it, and far beyond it.
double with_cliffs(const HashParams& params) {
  const double each = memory(params) < 32 * 1024 ? 209 : memory(params) < 100 * 1024 ? 231 : 428;
  return blocks(params) * each / 1000;
}

const std::vector<Model> rising{
    {"linear", linear},
    {"a price to begin with", [](const HashParams& p) { return 5'000 + linear(p); }},
    {"cliffs of caches", [](const HashParams& p) { return static_cast<std::int64_t>(with_cliffs(p)); }},
    {"growing with the square of memory",
     [](const HashParams& p) { return static_cast<std::int64_t>(blocks(p) * memory(p) / 100'000); }},
    {"one wall",
     [](const HashParams& p) { return memory(p) < 77 * 1024 ? std::int64_t{2'000} : std::int64_t{900'000}; }},
    {"nearly nothing", [](const HashParams&) { return std::int64_t{0}; }},
};

/// The next step of memory by the contract, with the same passes.
HashParams next_memory(Argon2Params params) {
  params.memory.count += std::bit_floor(params.memory.count) / 32;
  return params;
}

HashParams next_passes(Argon2Params params) {
  ++params.passes;
  return params;
}

/// The passes with which memory is chosen.
std::uint32_t least_passes(KiB chosen) {
  if (chosen.count >= 46 * 1024) return 1;
  if (chosen.count >= 19 * 1024) return 2;
  if (chosen.count >= 12 * 1024) return 3;
  return chosen.count >= 9 * 1024 ? 4 : 5;
}

void check_contract(const Model& model, std::int64_t time, const Calibration& found) {
  const auto& chosen = std::get<Argon2Params>(found.hash.params);
  const auto cost = [&](const HashParams& params) { return std::max<std::int64_t>(1, model.cost(params)); };
  CHECK(found.hash.cpu_time == microseconds(cost(chosen)));
  CHECK(cost(chosen) <= time);
  const std::int64_t close = time - time / 32;
  Argon2Params at_first = chosen;
  at_first.passes = least_passes(chosen.memory);
  if (chosen.memory < KiB{256 * 1024} && cost(at_first) < close) CHECK(cost(next_memory(at_first)) > time);
  if (chosen.passes < 12 && cost(chosen) < close) CHECK(cost(next_passes(chosen)) > time);
}

}  // namespace

TEST_CASE("where costs rise, no step more would do, and few are tried") {
  for (const Model& model : rising) {
    CAPTURE(model.name);
    std::size_t most_asked = 0;
    for (std::int64_t time = 1'000; time < 3'000'000; time += 1 + time / 50) {
      CAPTURE(time);
      std::vector<Asked> asked;
      const auto outcome = calibrate(CalibratedHash::argon2id, {microseconds(time), KiB{1024 * 1024}, 1},
                                     {1, 1.0, KiB{0}}, remembered(model.cost, asked));
      REQUIRE(outcome.has_value());
      most_asked = std::max(most_asked, asked.size());
      const auto* const found = std::get_if<Calibration>(&*outcome);
      if (found == nullptr) {
        const auto too_dear = [&](const Asked& one) { return one.answer > microseconds(time); };
        CHECK(std::ranges::all_of(asked, too_dear));
        CHECK(asked.size() == 5);  // OWASP's five
        continue;
      }
      if (time <= 1'000'000) check_contract(model, time, *found);  // a second, for one login a second
    }
    CHECK(most_asked <= 24);
    if (model.name == "linear") CHECK(most_asked <= 8);
  }
}

namespace {

/// How long measured_hash_cost() would take for these answers, on threads that share the processors.
Seconds measuring_time(const std::vector<Asked>& asked, const HashCapacity& capacity) {
  std::int64_t all = 0;
  for (const Asked& one : asked) {
    const auto each = static_cast<std::int64_t>(static_cast<double>(one.answer.microseconds()) *
                                                capacity.workers / capacity.processors);
    std::int64_t spent = 0;
    for (std::size_t hashes = 0; detail::measures_another(hashes, microseconds(spent)); ++hashes) {
      spent += each;
    }
    all += spent;
  }
  return microseconds(all);
}

struct Machine {
  Model model;
  double slowness;  ///< times as slow
  HashCapacity capacity;
};

/// Whether the default goals are met. If so, it took less than 3 s to find out.
bool met_within_three_seconds(CalibratedHash hash, const Machine& machine, std::int64_t time) {
  const auto cost = [&](const HashParams& params) {
    return 1 + static_cast<std::int64_t>(static_cast<double>(machine.model.cost(params)) * machine.slowness);
  };
  std::vector<Asked> asked;
  const KiB memory{64 * 1024 * machine.capacity.workers};
  const auto outcome = calibrate(hash, {.time = microseconds(time), .memory = memory}, machine.capacity,
                                 remembered(cost, asked));
  REQUIRE(outcome.has_value());
  if (!std::holds_alternative<Calibration>(*outcome)) return false;
  CHECK(measuring_time(asked, machine.capacity) < Seconds::of(3));
  return true;
}

}  // namespace

TEST_CASE("goals of up to 250 ms a hash, where they are met, are met within 3 s of measuring") {
  const std::vector<HashCapacity> capacities{
      {1, 1.0, KiB{0}}, {2, 2.0, KiB{0}}, {4, 2.0, KiB{0}}, {16, 16.0, KiB{0}}, {1, 0.4, KiB{0}}};
  const auto is_measured = [](const Model& model) {  // as machines are; others were made up
    return model.name == "linear" || model.name == "a price to begin with" ||
           model.name == "cliffs of caches";
  };
  int met = 0;
  for (const Model& model : rising) {
    if (!is_measured(model)) continue;
    for (const auto hash : {CalibratedHash::argon2id, CalibratedHash::bcrypt, CalibratedHash::pbkdf2}) {
      if (hash != CalibratedHash::argon2id && model.name == "cliffs of caches") continue;  // of memory
      for (double slowness = 1.0 / 64; slowness < 64; slowness *= 1.02) {
        for (const HashCapacity& capacity : capacities) {
          for (const std::int64_t time : {1'000, 50'000, 250'000}) {
            CAPTURE(slowness);
            met += met_within_three_seconds(hash, {model, slowness, capacity}, time) ? 1 : 0;
          }
        }
      }
    }
  }
  CHECK(met > 10'000);
}

TEST_CASE("measurements that scatter lead to a choice that was measured and kept to the goals") {
  std::minstd_rand random{1};
  std::uniform_real_distribution<double> scatter{0.8, 1.25};
  const auto noisy = [&](const HashParams& params) {
    return static_cast<std::int64_t>(with_cliffs(params) * scatter(random));
  };
  for (int round = 0; round < 500; ++round) {
    CAPTURE(round);
    const std::int64_t time = 20'000 + round * 1'000;
    std::vector<Asked> asked;
    const auto outcome = calibrate(CalibratedHash::argon2id, {microseconds(time), KiB{256 * 1024}, 1},
                                   {2, 2.0, KiB{0}}, remembered(noisy, asked));
    REQUIRE(outcome.has_value());
    const auto* const found = std::get_if<Calibration>(&*outcome);
    REQUIRE(found != nullptr);
    const auto same = [&](const Asked& one) {
      return one.params == found->hash.params && one.answer == found->hash.cpu_time;
    };
    CHECK(std::ranges::any_of(asked, same));
    CHECK(found->hash.time <= microseconds(time));
    CHECK(found->hash.logins_per_second >= 1);
    CHECK(found->hash.memory <= KiB{256 * 1024});
    CHECK(asked.size() <= 24);
  }
}

TEST_CASE("a cost that cannot be had ends the search, wherever it is asked for") {
  const CalibrationGoals goals{microseconds(250'000), KiB{64 * 1024}, 1};
  std::vector<Asked> asked;
  REQUIRE(
      calibrate(CalibratedHash::argon2id, goals, {1, 1.0, KiB{0}}, remembered(linear, asked)).has_value());
  for (std::size_t good = 0; good < asked.size(); ++good) {
    CAPTURE(good);
    std::size_t count = 0;
    const HashCost failing = [&](const HashParams& params) -> Result<Seconds> {
      if (count++ == good) return fail(Errc::hash_failed, "thread");
      return microseconds(linear(params));
    };
    const auto outcome = calibrate(CalibratedHash::argon2id, goals, {1, 1.0, KiB{0}}, failing);
    REQUIRE_FALSE(outcome.has_value());
    CHECK(outcome.error() == fail(Errc::hash_failed, "thread"));
    CHECK(count == good + 1);
  }
}
