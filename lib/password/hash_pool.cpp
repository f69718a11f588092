// HashPool's options, and its state behind it.
#include "signet/password/hash_pool.hpp"

#include <algorithm>
#include <string>
#include <system_error>

#include "password/hash_pool_state.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0 {
namespace {

constexpr unsigned max_workers = 256;
constexpr std::uint32_t max_places = 4096;

bool priority_can_be_lowered() {
  bool lowered = false;
  std::thread{[&] { lowered = detail::lower_own_priority(); }}.join();
  return lowered;
}

// Computes the expected hash, whatever the ceilings of those who will use the pool.
Result<std::optional<PasswordHasher>> hasher_of(const std::optional<HashParams>& expected) {
  if (!expected) return std::optional<PasswordHasher>{};
  constexpr std::uint32_t any = UINT32_MAX;
  const auto hasher = PasswordHasher::build({.target = *expected,
                                             .ceilings = {.memory = KiB{any},
                                                          .passes = any,
                                                          .lanes = 0xffffff,
                                                          .bcrypt_cost = 31,
                                                          .pbkdf2_iterations = any,
                                                          .scrypt_work = any}});
  if (!hasher) return fail(hasher.error().code(), "expected");
  return std::optional{*hasher};
}

detail::ProcessorShare share_here() {
  return {.cores = detail::usable_cores(), .quota = detail::cpu_quota({})};
}

Result<void> within_range(const HashPoolOptions& options) {
  if (options.workers > max_workers) return fail(Errc::option_invalid, "workers");
  if (options.places < 1 || options.places > max_places) return fail(Errc::option_invalid, "places");
  if (options.places_per_name < 1 || options.places_per_name > max_places) {
    return fail(Errc::option_invalid, "places_per_name");
  }
  if (options.deadline < Seconds::of_microseconds(10'000) || options.deadline > Seconds::of(60)) {
    return fail(Errc::option_invalid, "deadline");
  }
  return {};
}

}  // namespace

unsigned usable_hash_workers() { return detail::plan_workers(0, share_here(), true).workers; }

KiB usable_memory() {
  return KiB{static_cast<std::uint32_t>(std::min<std::uint64_t>(detail::memory_limit({}), 0xffffffff))};
}

std::uint64_t most_hash_memory(unsigned workers, KiB arena, KiB ceiling) noexcept {
  if (arena.count == 0) return std::uint64_t{workers} * ceiling.count;
  return std::uint64_t{workers} * arena.count + ceiling.count;
}

Result<void> check_hash_memory(unsigned workers, KiB arena, KiB limit, KiB ceiling) noexcept {
  if (limit.count == 0 || most_hash_memory(workers, arena, ceiling) <= limit.count / 2) return {};
  return fail(Errc::option_invalid, "hash_memory");
}

HashPool::HashPool(std::unique_ptr<detail::HashPoolState> state) noexcept : state_(std::move(state)) {}

HashPool::~HashPool() {
  if (state_->forked()) {
    // Threads that are not there cannot be joined, nor conditions destroyed that they wait for.
    static_cast<void>(state_.release());
  } else {
    state_->stop();
  }
}

Result<std::unique_ptr<HashPool>> HashPool::build(HashPoolOptions options, RandomSource& random) {
  if (const auto valid = within_range(options); !valid) return valid.error();
  const auto expected = hasher_of(options.expected);
  if (!expected) return expected.error();
  SecretBytes key{32};
  if (const auto filled = random.fill(key.expose_writable()); !filled) return filled.error();
  try {
    const auto plan = detail::plan_workers(options.workers, share_here(), priority_can_be_lowered());
    auto state = std::make_unique<detail::HashPoolState>(options, plan, key, random);
    std::unique_ptr<HashPool> pool{new HashPool{std::move(state)}};
    if (const auto started = pool->state_->start(*expected); !started) return started.error();
    return pool;
  } catch (const std::system_error&) {
    return fail(Errc::hash_failed, "thread");
  }
}

Result<void> HashPool::run_borrowed(const std::optional<HashParams>& kind, const HashSource& source,
                                    detail::WorkRef work) {
  detail::Waiter waiter;
  waiter.kind = kind;
  waiter.work = work;
  return state_->ask(waiter, source);
}

Result<HashTicket> HashPool::submit_owned(const HashSource& source, detail::OwnedTask task) {
  return state_->submit(std::make_unique<detail::Submission>(std::move(task)), source);
}

void HashPool::run_owned(detail::OwnedWork work) { state_->ask_background(std::move(work)); }

bool HashPool::cancel(HashTicket ticket) { return state_->cancel(ticket); }

HashPool::Stats HashPool::stats() const noexcept { return state_->stats(); }

}  // namespace signet::inline v0
