// The caller side of HashPool's state: admission, waiting, refusal, and giving up.
#include <algorithm>
#include <cstring>
#include <utility>

#include "password/hash_pool_state.hpp"
#include "signet/core/chrono.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t no_ticket = 0;  // of those who wait themselves

std::chrono::microseconds as_duration(Seconds span) {
  return std::chrono::microseconds{std::min(span, Seconds::of(60)).microseconds()};
}

// Whether such a hash takes memory besides an arena of so many blocks: other libraries take their own.
bool takes_other_memory(const HashParams& params, std::size_t arena_blocks) noexcept {
  if (const auto* const argon2 = std::get_if<Argon2Params>(&params)) {
    return argon2->memory.count > arena_blocks;
  }
  return std::holds_alternative<ScryptParams>(params) || std::holds_alternative<YescryptParams>(params);
}

}  // namespace

/// A caller with the lock, counted in and out, so that the pool outlives all of them.
class HashPoolState::Visit {
 public:
  explicit Visit(HashPoolState& state) : lock(state.mutex_), state_(state) { ++state_.callers_; }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;
  ~Visit() {
    if (!lock.owns_lock()) lock.lock();
    --state_.callers_;
    state_.caller_left_.notify_one();
  }

  Lock lock;

 private:
  HashPoolState& state_;
};

HashPoolState::HashPoolState(const HashPoolOptions& options, const WorkerPlan& planned,
                             const SecretBytes& key, RandomSource& source)
    : plan_(planned),
      limits_{.workers = planned.workers,
              .places = options.places,
              .places_per_name = options.places_per_name,
              .deadline = options.deadline},
      arena_blocks_(options.arena.count),
      clock_(options.clock == nullptr ? &steady_now : options.clock),
      observer_(options.observer),
      keyed_hash_(key),
      random_(source),
      queue_(limits_) {}

std::uint64_t HashPoolState::key_of(std::string_view text) const noexcept {
  const Sha256 mac = keyed_hash_.mac(text);
  std::uint64_t key = 0;
  std::memcpy(&key, mac.data(), sizeof key);
  return key;
}

SourceKeys HashPoolState::keys_of(const HashSource& source) const noexcept {
  return {.address = key_of(source.address), .name = key_of(source.name)};
}

Result<void> HashPoolState::ask(Waiter& waiter, const HashSource& source) {
  if (forked()) return fail(Errc::hash_failed, "fork");
  const SourceKeys keys = keys_of(source);
  Visit visit{*this};
  const Instant asked = clock_();
  drop_overdue(visit.lock, asked);
  std::optional<Refusal> refusal = admit(waiter, keys, asked);
  if (!refusal) {
    await(waiter, asked + limits_.deadline, visit.lock);
    if (waiter.state == Waiter::State::refused) refusal = waiter.refusal;
  }
  visit.lock.unlock();
  if (refusal) return refuse(*refusal, asked);
  if (waiter.thrown) std::rethrow_exception(waiter.thrown);
  return {};
}

Result<HashTicket> HashPoolState::submit(std::unique_ptr<Submission> submission, const HashSource& source) {
  if (forked()) return fail(Errc::hash_failed, "fork");
  const SourceKeys keys = keys_of(source);
  Visit visit{*this};
  submission->since = clock_();
  drop_overdue(visit.lock, submission->since);
  submission->ticket = ++last_ticket_;
  const HashTicket ticket{submission->ticket};
  const std::optional<Refusal> refusal = admit(*submission, keys, submission->since);
  // The queue's, before the lock is gone and a worker may take and end it.
  [[maybe_unused]] const auto* const queued = refusal ? nullptr : submission.release();
  visit.lock.unlock();
  if (refusal) return refuse(*refusal, submission->since);
  return ticket;
}

std::optional<Refusal> HashPoolState::admit(Task& task, SourceKeys keys, Instant now) {
  task.heavy = arena_blocks_ != 0 && task.kind && takes_other_memory(*task.kind, arena_blocks_);
  const std::optional<Refusal> refusal =
      stopping_ ? std::optional{Refusal{.reason = HashRefusal::stopping, .wait = {}}}
                : queue_.push(task, keys, now);
  if (refusal) {
    ++refused_;
  } else {
    ++admitted_;
    work_arrived_.notify_one();
  }
  return refusal;
}

void HashPoolState::await(Waiter& waiter, Instant due, Lock& lock) {
  while (waiter.state == Waiter::State::waiting) {
    const Instant now = clock_();
    if (now >= due) {
      drop_overdue(lock, now);
    } else {
      waiter.changed.wait_for(lock, as_duration(due - now));
    }
  }
  waiter.changed.wait(lock, [&] { return waiter.state != Waiter::State::running; });
}

bool HashPoolState::cancel(HashTicket ticket) {
  const auto number = static_cast<std::uint64_t>(ticket);
  if (number == no_ticket || forked()) return false;
  Visit visit{*this};
  const std::unique_ptr<Submission> withdrawn{static_cast<Submission*>(queue_.withdraw(number))};
  visit.lock.unlock();  // what it owns is foreign code's to destroy
  return withdrawn != nullptr;
}

void HashPoolState::ask_background(OwnedWork work) {
  if (forked()) return;
  Visit visit{*this};
  const Instant asked = clock_();
  drop_overdue(visit.lock, asked);
  std::optional<BackgroundQueue::Entry> rejected;
  if (stopping_) {
    rejected.emplace(BackgroundQueue::Entry{std::move(work), asked});
  } else {
    rejected = background_.push(std::move(work), asked);
  }
  if (!rejected) {
    work_arrived_.notify_one();
    return;
  }
  ++refused_;
  const HashRefusal reason = stopping_ ? HashRefusal::stopping : HashRefusal::places;
  visit.lock.unlock();
  report_refusal(reason, HashQueue::background, asked);
}

void HashPoolState::drop_overdue(Lock& lock, Instant until) {
  const HashRefusal reason = stopping_ ? HashRefusal::stopping : HashRefusal::deadline;
  while (const auto expired = queue_.expire(until)) {
    ++refused_;
    auto& task = static_cast<Task&>(*expired->job);
    const Refusal refusal{.reason = reason, .wait = expired->wait};
    if (task.submitted) {
      keep_for_worker(static_cast<Submission&>(task), refusal);
      continue;
    }
    auto& waiter = static_cast<Waiter&>(task);
    waiter.state = Waiter::State::refused;
    waiter.refusal = refusal;
    waiter.changed.notify_one();
  }
  while (auto dropped = background_.expire(until)) {
    ++refused_;
    lock.unlock();
    report_refusal(reason, HashQueue::background, dropped->since);
    dropped.reset();
    lock.lock();
  }
}

void HashPoolState::keep_for_worker(Submission& submission, const Refusal& refusal) {
  submission.refusal = refusal;
  submission.next = std::move(refused_submissions_);
  refused_submissions_.reset(&submission);
  work_arrived_.notify_one();
  pause_disturbed_.notify_one();
}

void HashPoolState::report_refusal(HashRefusal reason, HashQueue queue, Instant since) const noexcept {
  observer_({.kind = EventKind::hash_refused,
             .code = Errc::overloaded,
             .took = clock_() - since,
             .refusal = reason,
             .queue = queue});
}

Error HashPoolState::refuse(const Refusal& refusal, Instant since) {
  report_refusal(refusal.reason, HashQueue::interactive, since);
  const std::int64_t whole = (refusal.wait.microseconds() + 999'999) / 1'000'000;
  const auto seconds = static_cast<std::uint32_t>(std::clamp<std::int64_t>(whole, 1, 3600));
  // Who was refused together must not come back together.
  return Error::retry(Errc::overloaded, seconds + random_up_to(seconds));
}

std::uint32_t HashPoolState::random_up_to(std::uint32_t most) const {
  std::array<std::byte, sizeof(std::uint32_t)> bytes{};
  if (!random_.fill(bytes)) return 0;
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number % (most + 1);
}

HashPool::Stats HashPoolState::stats() {
  if (forked()) return {};
  const std::lock_guard lock{mutex_};
  return {.workers = plan_.workers,
          .waiting = static_cast<std::uint32_t>(queue_.size()),
          .waiting_background = static_cast<std::uint32_t>(background_.size()),
          .running = running_,
          .admitted = admitted_,
          .done = done_,
          .refused = refused_,
          .batches = batches_,
          .together = together_,
          .predicted_wait = queue_.predicted_wait()};
}

}  // namespace signet::inline v0::detail
