// The caller side of HashPool: options, admission and the way in and out.
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

/// Counts a caller in and out, so that the pool outlives all of them.
class Visit {
 public:
  explicit Visit(detail::HashPoolState& state) : state_(state) {
    const std::lock_guard lock{state_.mutex};
    ++state_.callers;
  }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;
  ~Visit() {
    const std::lock_guard lock{state_.mutex};
    --state_.callers;
    state_.caller_left.notify_one();
  }

 private:
  detail::HashPoolState& state_;
};

bool priority_can_be_lowered() {
  bool lowered = false;
  std::thread{[&] { lowered = detail::lower_own_priority(); }}.join();
  return lowered;
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

Result<void> check_hash_memory(unsigned workers, KiB each, KiB limit) noexcept {
  if (limit.count == 0 || std::uint64_t{workers} * each.count <= limit.count / 2) return {};
  return fail(Errc::option_invalid, "hash_memory");
}

HashPool::HashPool(std::unique_ptr<detail::HashPoolState> state) noexcept : state_(std::move(state)) {}

HashPool::~HashPool() { state_->stop(); }

Result<std::unique_ptr<HashPool>> HashPool::build(HashPoolOptions options, RandomSource& random) {
  if (const auto valid = within_range(options); !valid) return valid.error();
  SecretBytes key{32};
  if (const auto filled = random.fill(key.expose_writable()); !filled) return filled.error();
  try {
    const auto plan = detail::plan_workers(options.workers, share_here(), priority_can_be_lowered());
    auto state = std::make_unique<detail::HashPoolState>(options, plan, key);
    std::unique_ptr<HashPool> pool{new HashPool{std::move(state)}};
    pool->state_->start();
    return pool;
  } catch (const std::system_error&) {
    return fail(Errc::hash_failed, "thread");
  }
}

Result<void> HashPool::run_borrowed(const HashSource& source, detail::WorkRef work) {
  detail::HashPoolState& state = *state_;
  const detail::SourceKeys keys{.address = state.key_of(source.address), .name = state.key_of(source.name)};
  const Visit visit{state};
  detail::Waiter waiter{work};
  detail::Lock lock{state.mutex};
  const Instant asked = state.clock();
  state.drop_overdue(lock, asked);
  Result<void> admitted =
      state.stopping ? Error::retry(Errc::overloaded, 1) : state.queue.push(waiter, keys, asked);
  if (admitted) {
    state.work_arrived.notify_one();
    state.await(waiter, asked + state.deadline, lock);
    if (waiter.state == detail::Waiter::State::refused) admitted = waiter.why;
  }
  if (!admitted) ++state.refused;
  lock.unlock();
  if (!admitted) state.report_refusal(asked);
  if (waiter.thrown) std::rethrow_exception(waiter.thrown);
  return admitted;
}

void HashPool::run_owned(detail::OwnedWork work) {
  detail::HashPoolState& state = *state_;
  const Visit visit{state};
  detail::Lock lock{state.mutex};
  const Instant asked = state.clock();
  state.drop_overdue(lock, asked);
  std::optional<detail::BackgroundQueue::Entry> rejected;
  if (state.stopping) {
    rejected.emplace(detail::BackgroundQueue::Entry{std::move(work), asked});
  } else {
    rejected = state.background.push(std::move(work), asked);
  }
  if (!rejected) {
    state.work_arrived.notify_one();
    return;
  }
  ++state.refused;
  lock.unlock();
  state.report_refusal(asked);
}

HashPool::Stats HashPool::stats() const noexcept {
  const std::lock_guard lock{state_->mutex};
  return {.workers = state_->plan.workers,
          .waiting = static_cast<std::uint32_t>(state_->queue.size()),
          .waiting_background = static_cast<std::uint32_t>(state_->background.size()),
          .running = state_->running,
          .done = state_->done,
          .refused = state_->refused};
}

}  // namespace signet::inline v0
