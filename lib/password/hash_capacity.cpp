// A HashPool's workers, their part of the processors, and of half the memory what arenas may have.
#include "password/hash_capacity.hpp"

#include <algorithm>

#include "signet/password/hash_pool.hpp"

namespace signet::inline v0 {
namespace detail {
namespace {

constexpr KiB ceiling = HashCeilings{}.memory;

/// What hashes may have at once beside a stored one that asks for as much as the ceiling; 0: unknown.
KiB memory_for_arenas(KiB limit) noexcept {
  if (limit.count == 0) return limit;
  const std::uint32_t half = limit.count / 2;
  return KiB{half > ceiling.count ? half - ceiling.count : 1};
}

/// argon2 has arenas, here of the default size. bcrypt and PBKDF2 need none, but every worker may meet a
/// stored hash of another kind.
unsigned workers_that_fit(CalibratedHash hash, unsigned workers, KiB limit) noexcept {
  const bool arenas = hash == CalibratedHash::argon2id;
  const KiB all = arenas ? memory_for_arenas(limit) : KiB{limit.count / 2};
  const KiB each = arenas ? presets::standard.memory : ceiling;
  return limit.count == 0 ? workers : std::clamp(all.count / each.count, 1U, workers);
}

}  // namespace

HashCapacity hash_capacity(CalibratedHash hash, unsigned wanted, const ProcessorShare& share,
                           KiB limit) noexcept {
  unsigned workers = plan_workers(wanted, share, true).workers;
  if (wanted == 0) workers = workers_that_fit(hash, workers, limit);
  const double busy = plan_workers(workers, share, true).busy_share * workers;
  const double given = std::min<double>(share.cores, share.quota.value_or(share.cores));
  return {.workers = workers, .processors = std::min(busy, given), .memory = memory_for_arenas(limit)};
}

}  // namespace detail

HashCapacity usable_hash_capacity(CalibratedHash hash, unsigned workers) {
  const detail::ProcessorShare share{.cores = detail::usable_cores(), .quota = detail::cpu_quota({})};
  return detail::hash_capacity(hash, workers, share, usable_memory());
}

}  // namespace signet::inline v0
