// The worker side of HashPool: who is served next and with whom, measured, and refused in time.
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <new>
#include <optional>
#include <utility>
#include <variant>

#include "core/thread_time.hpp"
#include "password/backend.hpp"
#include "password/hash_pool_state.hpp"
#include "signet/core/chrono.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr Instant end_of_time = Instant::from_microseconds(INT64_MAX);

HashAlgorithm algorithm_of(const std::optional<HashParams>& kind) noexcept {
  constexpr std::array in_the_order_of_params{HashAlgorithm::argon2, HashAlgorithm::bcrypt,
                                              HashAlgorithm::pbkdf2, HashAlgorithm::scrypt,
                                              HashAlgorithm::yescrypt};
  static_assert(in_the_order_of_params.size() == std::variant_size_v<HashParams>);
  return kind ? in_the_order_of_params[kind->index()] : HashAlgorithm::other;
}

// For threads, which nothing may be thrown out of.
bool computes(const PasswordHasher& expected) noexcept {
  try {
    return expected.verify_dummy({}, expected.options().target).has_value();
  } catch (const std::bad_alloc&) {
    return false;
  }
}

}  // namespace

bool lower_own_priority() noexcept {
  const sched_param unused{};
  static_cast<void>(sched_setscheduler(0, SCHED_BATCH, &unused));  // helps a little; nice is what counts
  return setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 19) == 0;
}

Result<void> HashPoolState::start(const std::optional<PasswordHasher>& expected) {
  // The first call measures: here no caller waits for a worker of low priority to do it, nor under the mutex.
  static_cast<void>(bcrypt_width());
  threads_.reserve(plan_.workers);
  while (threads_.size() < plan_.workers) threads_.emplace_back([this, &expected] { serve(expected); });
  Lock lock{mutex_};
  worker_ready_.wait(lock, [&] { return ready_ == plan_.workers; });
  return started_;
}

void HashPoolState::stop() {
  Lock lock{mutex_};
  stopping_ = true;
  drop_overdue(lock, end_of_time);
  work_arrived_.notify_all();
  pause_disturbed_.notify_all();
  lock.unlock();
  for (std::thread& thread : threads_) thread.join();
  lock.lock();
  caller_left_.wait(lock, [&] { return callers_ == 0; });
}

// `expected` is gone once all have reported.
void HashPoolState::serve(const std::optional<PasswordHasher>& expected) {
  // Before the priority is lowered, so that a busy machine does not hold up the start.
  const bool fixed = arena_blocks_ != 0 && argon2_takes_arena();
  const WorkerArena arena = fixed ? WorkerArena{arena_blocks_, heavy_lane_} : WorkerArena{};
  Result<Seconds> took = fail(Errc::hash_failed, "arena");
  if (arena.complete()) took = expected ? measure(*expected) : Seconds{};
  Lock lock{mutex_};
  report_ready(expected, took);
  lock.unlock();
  static_cast<void>(lower_own_priority());  // a refusal has already made the pool smaller
  lock.lock();
  for (;;) {
    drop_overdue(lock, clock_());
    if (refused_submissions_ != nullptr) {
      tell_refused(lock);
    } else if (Group group = next_group(); group.size != 0) {
      serve_group(group, lock);
    } else if (auto work = background_.take()) {
      serve_background(std::move(*work), lock);
    } else if (stopping_) {
      return;
    } else {
      ++idle_;
      work_arrived_.wait(lock);
      --idle_;
    }
  }
}

void HashPoolState::report_ready(const std::optional<PasswordHasher>& expected, const Result<Seconds>& took) {
  if (!took) {
    started_ = took.error();
  } else if (expected) {
    queue_.served(expected->options().target, *took);
  }
  ++ready_;
  worker_ready_.notify_one();
}

// All workers at once, as under load. A pool without arenas keeps nothing of it: its hashes may be smaller.
Result<Seconds> HashPoolState::measure(const PasswordHasher& expected) const {
  bool computed = false;
  const Spent spent = timed([&] { computed = computes(expected); });
  WorkerArena::here()->leave_lane();
  if (arena_blocks_ == 0) WorkerArena::make_room();
  if (!computed) return fail(Errc::hash_failed, "expected");
  return spent.of_each(1);
}

template <class Work>
HashPoolState::Spent HashPoolState::timed(const Work& work) const {
  const Instant begun = clock_();
  const auto processor = thread_cpu_time();
  work();
  const Seconds wall = clock_() - begun;
  const auto used = Seconds::of_microseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(thread_cpu_time() - processor).count());
  return {.wall = wall, .pause = pause_after(used, wall, plan_.busy_share)};
}

void HashPoolState::tell_refused(Lock& lock) {
  std::unique_ptr<Submission> submission = std::move(refused_submissions_);
  refused_submissions_ = std::move(submission->next);
  lock.unlock();
  const OwnedTask& task = submission->task;
  task.refuse(task.task.get(), refuse(submission->refusal, submission->since));
  submission.reset();
  lock.lock();
}

HashPoolState::Group HashPoolState::next_group() {
  Group group;
  const auto add = [&](QueuedJob* job) { group.tasks[group.size++] = static_cast<Task*>(job); };
  QueuedJob* const first = heavy_runs_ ? queue_.take_light() : queue_.take();
  if (first == nullptr) return group;
  add(first);
  heavy_runs_ = heavy_runs_ || first->heavy;
  if (!first->joins) return group;
  const std::size_t there = 1 + queue_.waiting_to_join(first->kind);
  const std::size_t size = group_size(there, idle_, batch_width(*first->kind));
  while (group.size < size) add(queue_.take_to_join(first->kind));
  return group;
}

void HashPoolState::serve_group(Group& group, Lock& lock) {
  const Task first = *group.tasks.front();
  for (Task* const task : group.all()) {
    if (!task->submitted) static_cast<Waiter*>(task)->state = Waiter::State::running;
  }
  auto compute = [&] { compute_group(group); };
  std::exception_ptr thrown;
  const Spent spent = run_unlocked({&call_as<decltype(compute)>, &compute}, thrown,
                                   {.kind = EventKind::hash_done,
                                    .together = static_cast<std::uint32_t>(group.size),
                                    .algorithm = algorithm_of(first.kind)},
                                   lock);
  if (first.heavy) {
    heavy_runs_ = false;
    work_arrived_.notify_one();  // another heavy job may have been left by all
  }
  if (group.size > 1) {
    ++batches_;
    together_ += group.size;
  }
  for (std::size_t i = 0; i < group.size; ++i) queue_.served(first.kind, spent.of_each(group.size));
  wake_waiters(group, std::move(thrown));
  end_submissions(group, lock);
  pause(spent, lock);
}

void HashPoolState::compute_group(const Group& group) {
  const Task& first = *group.tasks.front();
  if (!first.joins) {
    first.work.call(first.work.callable);
    return;
  }
  std::array<BatchMember, most_together> members;
  std::ranges::transform(group.all(), members.begin(), &Task::member);
  compute_batch(*first.kind, std::span{members}.first(group.size));
}

// From then on the callers' tasks may be gone. Only a task that is alone throws.
void HashPoolState::wake_waiters(Group& group, std::exception_ptr thrown) {
  for (Task*& task : std::span{group.tasks}.first(group.size)) {
    if (task->submitted) continue;
    auto& waiter = static_cast<Waiter&>(*task);
    waiter.thrown = std::exchange(thrown, nullptr);
    waiter.state = Waiter::State::done;
    waiter.changed.notify_one();
    task = nullptr;
  }
}

void HashPoolState::end_submissions(const Group& group, Lock& lock) {
  lock.unlock();
  for (Task* const task : group.all()) {
    if (task == nullptr) continue;
    const std::unique_ptr<Submission> submission{static_cast<Submission*>(task)};
    if (submission->joins) submission->work.call(submission->work.callable);
  }
  lock.lock();
}

void HashPoolState::serve_background(OwnedWork work, Lock& lock) {
  auto call_and_destroy = [&] {
    work.call(work.callable.get());
    work.callable.reset();
  };
  std::exception_ptr dropped;
  const Spent spent =
      run_unlocked({&call_as<decltype(call_and_destroy)>, &call_and_destroy}, dropped,
                   {.kind = EventKind::hash_done, .together = 1, .queue = HashQueue::background}, lock);
  queue_.served(std::nullopt, spent.of_each(1));
  pause(spent, lock);
}

HashPoolState::Spent HashPoolState::run_unlocked(WorkRef work, std::exception_ptr& thrown, Event done,
                                                 Lock& lock) {
  ++running_;
  lock.unlock();
  const Spent spent = timed([&]() noexcept {
    try {
      work.call(work.callable);
    } catch (...) {
      thrown = std::current_exception();
    }
  });
  WorkerArena::here()->leave_lane();
  done.took = spent.wall;
  for (std::uint32_t i = 0; i < done.together; ++i) observer_(done);
  lock.lock();
  --running_;
  done_ += done.together;
  return spent;
}

// In slices, since what waits becomes overdue meanwhile. Whom somebody's call refused is told at once.
void HashPoolState::pause(const Spent& spent, Lock& lock) {
  using std::chrono::steady_clock;
  constexpr std::chrono::seconds slice{1};
  const auto end = steady_clock::now() + std::chrono::microseconds{spent.pause.microseconds()};
  for (auto now = steady_clock::now(); now < end && !stopping_; now = steady_clock::now()) {
    pause_disturbed_.wait_until(lock, std::min<steady_clock::time_point>(end, now + slice),
                                [&] { return stopping_ || refused_submissions_ != nullptr; });
    drop_overdue(lock, clock_());
    while (refused_submissions_ != nullptr) tell_refused(lock);
  }
}

}  // namespace signet::inline v0::detail
