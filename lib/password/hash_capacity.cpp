// A HashPool's workers, their part of the processors, and half of the memory.
#include "password/hash_capacity.hpp"

#include <algorithm>

#include "signet/password/hash_pool.hpp"

namespace signet::inline v0 {
namespace detail {
namespace {

/// A stored hash may ask for as much as the ceiling, so workers are as many as may meet one at once.
unsigned workers_that_fit(unsigned workers, KiB limit) noexcept {
  constexpr KiB each = HashCeilings{}.memory;
  if (check_hash_memory(workers, each, limit)) return workers;
  return std::max(1U, limit.count / 2 / each.count);
}

}  // namespace

HashCapacity hash_capacity(unsigned wanted, const ProcessorShare& share, KiB limit) noexcept {
  unsigned workers = plan_workers(wanted, share, true).workers;
  if (wanted == 0) workers = workers_that_fit(workers, limit);
  const double busy = plan_workers(workers, share, true).busy_share * workers;
  const double given = std::min<double>(share.cores, share.quota.value_or(share.cores));
  return {.workers = workers, .processors = std::min(busy, given), .memory = KiB{limit.count / 2}};
}

}  // namespace detail

HashCapacity usable_hash_capacity(unsigned workers) {
  const detail::ProcessorShare share{.cores = detail::usable_cores(), .quota = detail::cpu_quota({})};
  return detail::hash_capacity(workers, share, usable_memory());
}

}  // namespace signet::inline v0
