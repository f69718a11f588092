// The worker side of HashPool: who is served next, measured, and refused in time.
#include "password/hash_pool_state.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <utility>

#include "password/arena.hpp"
#include "signet/core/chrono.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr Instant end_of_time = Instant::from_microseconds(INT64_MAX);

Seconds own_processor_time() noexcept {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return Seconds::of_microseconds(std::int64_t{spent.tv_sec} * 1'000'000 + spent.tv_nsec / 1000);
}

std::chrono::microseconds as_duration(Seconds span) {
  return std::chrono::microseconds{std::min(span, Seconds::of(60)).microseconds()};
}

}  // namespace

bool lower_own_priority() noexcept {
  const sched_param unused{};
  static_cast<void>(sched_setscheduler(0, SCHED_BATCH, &unused));  // helps a little; nice is what counts
  return setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 19) == 0;
}

HashPoolState::HashPoolState(const HashPoolOptions& options, const WorkerPlan& planned,
                             const SecretBytes& key)
    : plan(planned),
      deadline(options.deadline),
      clock(options.clock == nullptr ? &steady_now : options.clock),
      observer(options.observer),
      keyed_hash(key),
      queue({.workers = planned.workers,
             .places = options.places,
             .places_per_name = options.places_per_name,
             .deadline = options.deadline}) {}

std::uint64_t HashPoolState::key_of(std::string_view text) const noexcept {
  const Sha256 mac = keyed_hash.mac(text);
  std::uint64_t key = 0;
  std::memcpy(&key, mac.data(), sizeof key);
  return key;
}

void HashPoolState::report_refusal(Instant since) const noexcept {
  observer({.kind = EventKind::hash_refused, .code = Errc::overloaded, .took = clock() - since});
}

void HashPoolState::start() {
  threads_.reserve(plan.workers);
  while (threads_.size() < plan.workers) threads_.emplace_back([this] { serve(); });
}

void HashPoolState::stop() {
  Lock lock{mutex};
  stopping = true;
  drop_overdue(lock, end_of_time);
  work_arrived.notify_all();
  stopped.notify_all();
  lock.unlock();
  for (std::thread& thread : threads_) thread.join();
  lock.lock();
  caller_left.wait(lock, [&] { return callers == 0; });
}

void HashPoolState::drop_overdue(Lock& lock, Instant until) {
  while (const auto expired = queue.expire(until)) {
    auto& waiter = static_cast<Waiter&>(*expired->job);
    waiter.state = Waiter::State::refused;
    waiter.why = expired->why;
    waiter.changed.notify_one();
  }
  while (auto dropped = background.expire(until)) {
    ++refused;
    lock.unlock();
    report_refusal(dropped->since);
    dropped.reset();
    lock.lock();
  }
}

void HashPoolState::await(Waiter& waiter, Instant due, Lock& lock) {
  while (waiter.state == Waiter::State::waiting) {
    const Instant now = clock();
    if (now >= due) {
      drop_overdue(lock, now);
    } else {
      waiter.changed.wait_for(lock, as_duration(due - now));
    }
  }
  waiter.changed.wait(lock, [&] { return waiter.state != Waiter::State::running; });
}

void HashPoolState::serve() {
  static_cast<void>(lower_own_priority());  // a refusal has already made the pool smaller
  const WorkerArena arena;
  Lock lock{mutex};
  for (;;) {
    drop_overdue(lock, clock());
    if (QueuedJob* const job = queue.take(); job != nullptr) {
      serve_waiter(static_cast<Waiter&>(*job), lock);
    } else if (auto work = background.take()) {
      serve_background(std::move(*work), lock);
    } else if (stopping) {
      return;
    } else {
      work_arrived.wait(lock);
    }
  }
}

void HashPoolState::serve_waiter(Waiter& waiter, Lock& lock) {
  waiter.state = Waiter::State::running;
  std::exception_ptr thrown;
  const Spent spent = run_unlocked(waiter.work, thrown, lock);
  waiter.thrown = std::move(thrown);
  waiter.state = Waiter::State::done;
  waiter.changed.notify_one();
  account_for(spent, lock);
}

void HashPoolState::serve_background(OwnedWork work, Lock& lock) {
  auto call_and_destroy = [&] {
    work.call(work.callable.get());
    work.callable.reset();
  };
  std::exception_ptr dropped;
  account_for(run_unlocked({&call_as<decltype(call_and_destroy)>, &call_and_destroy}, dropped, lock), lock);
}

HashPoolState::Spent HashPoolState::run_unlocked(WorkRef work, std::exception_ptr& thrown, Lock& lock) {
  ++running;
  lock.unlock();
  const Instant begun = clock();
  const std::int64_t processor = own_processor_time().microseconds();
  try {
    work.call(work.callable);
  } catch (...) {
    thrown = std::current_exception();
  }
  const Spent spent{.wall = clock() - begun,
                    .processor = Seconds::of_microseconds(own_processor_time().microseconds() - processor)};
  observer({.kind = EventKind::hash_done, .took = spent.wall});
  lock.lock();
  --running;
  return spent;
}

void HashPoolState::account_for(const Spent& spent, Lock& lock) {
  ++done;
  const Seconds pause = pause_after(spent.processor, spent.wall, plan.busy_share);
  queue.served(Seconds::of_microseconds(spent.wall.microseconds() + pause.microseconds()));
  if (pause > Seconds{}) stopped.wait_for(lock, as_duration(pause), [&] { return stopping; });
}

}  // namespace signet::inline v0::detail
