// Turns goals into a budget of CPU time and a share of memory, and climbs each algorithm's ladder of
// parameters.
#include "signet/password/calibration.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <span>
#include <vector>

#include "password/cost_ladder.hpp"

namespace signet::inline v0 {
namespace {

using detail::highest_within;
using detail::price;
using detail::PricedHash;
using Ladder = std::vector<HashParams>;

constexpr KiB mebibytes(std::uint32_t count) { return KiB{count * 1024}; }

// OWASP Password Storage Cheat Sheet: settings of equal defence, by falling memory.
constexpr std::array argon2_minima{Argon2Params{.memory = mebibytes(46), .passes = 1, .lanes = 1},
                                   presets::owasp_minimum,
                                   Argon2Params{.memory = mebibytes(12), .passes = 3, .lanes = 1},
                                   Argon2Params{.memory = mebibytes(9), .passes = 4, .lanes = 1},
                                   Argon2Params{.memory = mebibytes(7), .passes = 5, .lanes = 1}};
constexpr std::uint32_t least_bcrypt_cost = 10;  // OWASP, the same place
constexpr Pbkdf2Params least_pbkdf2 = presets::fips;
constexpr std::uint32_t pbkdf2_step = 10'000;
constexpr HashCeilings ceilings{};

/// The CPU time that a hash may take.
struct Budget {
  Seconds cpu_time;
  CalibrationLimit set_by;
};

/// The memory that a hash may take.
struct MemoryShare {
  KiB each;
  CalibrationLimit set_by;
};

/// Goals and capacity as one hash meets them.
struct Terms {
  HashCapacity capacity;
  Budget budget;
  MemoryShare memory;
};

Result<void> within_range(const CalibrationGoals& goals, const HashCapacity& capacity) {
  if (goals.time < Seconds::of_microseconds(1000) || goals.time > Seconds::of(60)) {
    return fail(Errc::option_invalid, "time");
  }
  if (goals.memory.count == 0) return fail(Errc::option_invalid, "memory");
  if (goals.logins_per_second == 0 || goals.logins_per_second > 1'000'000) {
    return fail(Errc::option_invalid, "logins_per_second");
  }
  if (capacity.workers == 0 || capacity.workers > 256) return fail(Errc::option_invalid, "workers");
  if (!(capacity.processors > 0 && capacity.processors <= capacity.workers)) {
    return fail(Errc::option_invalid, "processors");
  }
  return {};
}

Seconds whole_microseconds(double count) {
  return Seconds::of_microseconds(static_cast<std::int64_t>(count));
}

Budget budget_of(const CalibrationGoals& goals, const HashCapacity& capacity) {
  const double by_time =
      static_cast<double>(goals.time.microseconds()) * capacity.processors / capacity.workers;
  const double by_logins = 1e6 * capacity.processors / goals.logins_per_second;
  if (by_logins < by_time) return {whole_microseconds(by_logins), CalibrationLimit::logins};
  return {whole_microseconds(by_time), CalibrationLimit::time};
}

MemoryShare share_of(const CalibrationGoals& goals, const HashCapacity& capacity) {
  const bool by_machine = capacity.memory.count != 0 && capacity.memory < goals.memory;
  const KiB all = by_machine ? capacity.memory : goals.memory;
  const KiB each{all.count / capacity.workers};
  if (each > ceilings.memory) return {ceilings.memory, CalibrationLimit::ceiling};
  return {each, by_machine ? CalibrationLimit::machine_memory : CalibrationLimit::memory};
}

HashForecast forecast(const Terms& terms, const PricedHash& hash) {
  const auto& [workers, processors, unused] = terms.capacity;
  const auto cpu_time = static_cast<double>(hash.cpu_time.microseconds());
  const auto* const argon2 = std::get_if<Argon2Params>(&hash.params);
  return {.params = hash.params,
          .cpu_time = hash.cpu_time,
          .time = whole_microseconds(std::round(cpu_time * workers / processors)),
          .memory = KiB{argon2 == nullptr ? 0 : argon2->memory.count * workers},
          .logins_per_second = 1e6 * processors / cpu_time};
}

CalibrationOutcome unmet(const Terms& terms, CalibrationLimit goal, const PricedHash& least) {
  return GoalUnmet{.goal = goal, .least = forecast(terms, least)};
}

/// From `least` up to `most`, on multiples of 1/32 of the power of two below; empty where `most` is less.
Ladder memory_ladder(const Argon2Params& least, KiB most) {
  Ladder ladder;
  Argon2Params rung = least;
  for (; rung.memory <= most; rung.memory.count += std::bit_floor(rung.memory.count) / 32) {
    ladder.emplace_back(rung);
  }
  return ladder;
}

Ladder passes_ladder(const HashParams& least) {
  Ladder ladder;
  auto rung = std::get<Argon2Params>(least);
  for (; rung.passes <= ceilings.passes; ++rung.passes) ladder.emplace_back(rung);
  return ladder;
}

Ladder bcrypt_ladder() {
  Ladder ladder;
  for (std::uint32_t cost = least_bcrypt_cost; cost <= ceilings.bcrypt_cost; ++cost) {
    ladder.emplace_back(BcryptParams{.cost = cost});
  }
  return ladder;
}

Ladder pbkdf2_ladder() {
  Ladder ladder;
  Pbkdf2Params rung = least_pbkdf2;
  for (; rung.iterations <= ceilings.pbkdf2_iterations; rung.iterations += pbkdf2_step) {
    ladder.emplace_back(rung);
  }
  return ladder;
}

/// Who stopped the climb at `reached`: what the ladder ends by, if it is the last rung, else the budget.
CalibrationLimit stopped_by(const Terms& terms, const PricedHash& reached, const Ladder& ladder,
                            CalibrationLimit end) {
  return reached.params == ladder.back() ? end : terms.budget.set_by;
}

/// @param lowest  the first rung of `memories`, within the budget
Result<CalibrationOutcome> memory_then_passes(const Terms& terms, const Ladder& memories,
                                              CalibrationLimit end, const PricedHash& lowest,
                                              const HashCost& cost) {
  const auto largest = highest_within(terms.budget.cpu_time, memories, lowest, cost);
  if (!largest) return largest.error();
  const Ladder passes = passes_ladder(largest->params);
  const auto dearest = highest_within(terms.budget.cpu_time, passes, *largest, cost);
  if (!dearest) return dearest.error();
  return CalibrationOutcome{
      Calibration{.hash = forecast(terms, *dearest),
                  .memory_limit = stopped_by(terms, *largest, memories, end),
                  .work_limit = stopped_by(terms, *dearest, passes, CalibrationLimit::ceiling)}};
}

Result<CalibrationOutcome> argon2id(const Terms& terms, const HashCost& cost) {
  std::optional<PricedHash> cheapest;
  MemoryShare most = terms.memory;
  for (const Argon2Params& minimum : argon2_minima) {
    const Ladder memories = memory_ladder(minimum, most.each);
    if (memories.empty()) continue;
    const auto lowest = price(cost, memories.front());
    if (!lowest) return lowest.error();
    if (lowest->cpu_time <= terms.budget.cpu_time) {
      return memory_then_passes(terms, memories, most.set_by, *lowest, cost);
    }
    if (!cheapest || lowest->cpu_time < cheapest->cpu_time) cheapest = *lowest;
    most = {KiB{minimum.memory.count - 1}, terms.budget.set_by};  // more takes too long at any passes allowed
  }
  if (cheapest) return unmet(terms, terms.budget.set_by, *cheapest);
  const auto smallest = price(cost, argon2_minima.back());
  if (!smallest) return smallest.error();
  return unmet(terms, terms.memory.set_by, *smallest);
}

Result<CalibrationOutcome> one_parameter(const Terms& terms, const Ladder& ladder, const HashCost& cost) {
  const auto lowest = price(cost, ladder.front());
  if (!lowest) return lowest.error();
  if (lowest->cpu_time > terms.budget.cpu_time) return unmet(terms, terms.budget.set_by, *lowest);
  const auto dearest = highest_within(terms.budget.cpu_time, ladder, *lowest, cost);
  if (!dearest) return dearest.error();
  return CalibrationOutcome{
      Calibration{.hash = forecast(terms, *dearest),
                  .memory_limit = std::nullopt,
                  .work_limit = stopped_by(terms, *dearest, ladder, CalibrationLimit::ceiling)}};
}

}  // namespace

Result<CalibrationOutcome> calibrate(CalibratedHash hash, const CalibrationGoals& goals,
                                     const HashCapacity& capacity, const HashCost& cost) {
  if (const auto valid = within_range(goals, capacity); !valid) return valid.error();
  const Terms terms{capacity, budget_of(goals, capacity), share_of(goals, capacity)};
  switch (hash) {
    case CalibratedHash::bcrypt:
      return one_parameter(terms, bcrypt_ladder(), cost);
    case CalibratedHash::pbkdf2:
      return one_parameter(terms, pbkdf2_ladder(), cost);
    case CalibratedHash::argon2id:
      break;
  }
  return argon2id(terms, cost);
}

}  // namespace signet::inline v0
