// Interpolation between bracketing rungs, with a halving now and then.
#include "password/cost_ladder.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace signet::inline v0::detail {
namespace {

/// What the time of a hash is proportional to, or nearly.
double work_of(const HashParams& params) {
  if (const auto* argon2 = std::get_if<Argon2Params>(&params)) {
    return static_cast<double>(argon2->memory.count) * argon2->passes;
  }
  if (const auto* bcrypt = std::get_if<BcryptParams>(&params)) {
    return std::ldexp(1.0, static_cast<int>(bcrypt->cost));
  }
  return std::get<Pbkdf2Params>(params).iterations;
}

double microseconds(Seconds span) { return static_cast<double>(span.microseconds()); }

/// The work that a budget suffices for, on the line through two costs, or through nothing and one.
double work_for(Seconds budget, const PricedHash& within, const std::optional<PricedHash>& beyond) {
  const double spare = microseconds(budget) - microseconds(within.cpu_time);
  const double work = work_of(within.params);
  if (!beyond) return work + work * spare / microseconds(within.cpu_time);
  return work + (work_of(beyond->params) - work) * spare /
                    (microseconds(beyond->cpu_time) - microseconds(within.cpu_time));
}

/// The steps of memory are no finer, and measurements hardly.
bool close_to(Seconds budget, const PricedHash& within) {
  return within.cpu_time.microseconds() >= budget.microseconds() - budget.microseconds() / 32;
}

}  // namespace

Result<PricedHash> price(const HashCost& cost, const HashParams& params) {
  const auto cpu_time = cost(params);
  if (!cpu_time) return cpu_time.error();
  return PricedHash{params, std::max(*cpu_time, Seconds::of_microseconds(1))};
}

Result<PricedHash> highest_within(Seconds budget, std::span<const HashParams> ladder,
                                  const PricedHash& lowest, const HashCost& cost) {
  PricedHash within = lowest;
  std::optional<PricedHash> beyond;
  std::size_t low = 0;
  std::size_t high = ladder.size();
  for (int tries = 1; high - low > 1 && !close_to(budget, within); ++tries) {
    const auto open = ladder.subspan(low + 1, high - low - 1);
    const auto dearer = std::ranges::upper_bound(open, work_for(budget, within, beyond), {}, work_of);
    std::size_t next = low + static_cast<std::size_t>(dearer - open.begin());
    // A curve, or one disturbed measurement, can make proportion creep, a rung at a time.
    if (tries > 3 && tries % 2 == 0) next = low + (high - low) / 2;
    next = std::max(next, low + 1);
    const auto tried = price(cost, ladder[next]);
    if (!tried) return tried.error();
    if (tried->cpu_time <= budget) {
      low = next;
      within = *tried;
    } else {
      high = next;
      beyond = *tried;
    }
  }
  return within;
}

}  // namespace signet::inline v0::detail
