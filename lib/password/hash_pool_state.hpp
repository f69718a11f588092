// What a HashPool's callers and workers share, under one mutex that is never held while work runs.
//
// A worker that the scheduler takes from its core inside the mutex, for a microsecond per hash, delays
// callers of the pool, who wait for a hash anyway. No other thread takes the mutex: token verification never
// does.
#pragma once

#include <unistd.h>

#include <array>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

#include "password/arena.hpp"
#include "password/background_queue.hpp"
#include "password/fair_queue.hpp"
#include "password/hash_batch.hpp"
#include "password/process_limits.hpp"
#include "signet/crypto/hmac.hpp"
#include "signet/password/hash_pool.hpp"

namespace signet::inline v0::detail {

using Lock = std::unique_lock<std::mutex>;

/// An interactive job: a Waiter, or a Submission if it was submitted.
struct Task : QueuedJob {
  BatchMember member{};  ///< if it joins: what its group computes
  WorkRef work{};        ///< else what it computes; if it joins, what follows, if anything
  bool submitted = false;
};

/// A caller who waits, on its own stack; its members belong to the pool's mutex.
struct Waiter : Task {
  enum class State : std::uint8_t { waiting, running, done, refused };

  State state = State::waiting;
  std::condition_variable changed;
  Refusal refusal{};
  std::exception_ptr thrown;
};

/// A job that nobody waits for; belongs to the queue, and to whoever took it from there.
struct Submission : Task {
  explicit Submission(OwnedTask given) noexcept : task(std::move(given)) {
    work = {task.run, task.task.get()};
    submitted = true;
  }

  OwnedTask task;
  Instant since{};
  Refusal refusal{};
  std::unique_ptr<Submission> next;  ///< in the list of those that were refused
};

class HashPoolState {
 public:
  HashPoolState(const HashPoolOptions& options, const WorkerPlan& planned, const SecretBytes& key,
                RandomSource& source);

  /// @param expected  computes what each worker is to measure first, if anything
  /// @error hash_failed     "arena", "expected"
  /// @throws std::system_error  no thread to be had
  /// In both cases, those that were started are still to be stopped.
  Result<void> start(const std::optional<PasswordHasher>& expected);
  void stop();
  /// Whether this is a child of the process that made it: without the workers, and perhaps with the mutex of
  /// one that held it. Nothing else may then be called but what says so.
  bool forked() const noexcept { return getpid() != process_; }

  // Also in a child.
  /// Returns when it was served or refused.
  Result<void> ask(Waiter& waiter, const HashSource& source);
  Result<HashTicket> submit(std::unique_ptr<Submission> submission, const HashSource& source);
  bool cancel(HashTicket ticket);
  void ask_background(OwnedWork work);
  HashPool::Stats stats();

 private:
  struct Spent {
    Seconds wall;
    Seconds pause;  ///< what the worker owes the quota for it

    /// What one job of so many cost the worker.
    Seconds of_each(std::size_t jobs) const noexcept {
      return Seconds::of_microseconds((wall.microseconds() + pause.microseconds()) /
                                      static_cast<std::int64_t>(jobs));
    }
  };
  struct Group {
    std::array<Task*, most_together> tasks{};
    std::size_t size = 0;
    std::span<Task* const> all() const noexcept { return {tasks.data(), size}; }
  };
  class Visit;

  // Of callers (hash_pool_callers.cpp).
  std::uint64_t key_of(std::string_view text) const noexcept;
  SourceKeys keys_of(const HashSource& source) const noexcept;
  std::optional<Refusal> admit(Task& task, SourceKeys keys, Instant now);
  /// Real time passes, but only the pool's clock decides.
  void await(Waiter& waiter, Instant due, Lock& lock);
  void report_refusal(HashRefusal reason, HashQueue queue, Instant since) const noexcept;
  /// Reports it, and says when to come again. Without the mutex.
  Error refuse(const Refusal& refusal, Instant since);
  std::uint32_t random_up_to(std::uint32_t most) const;

  /// Refuses what is overdue at `until`. Gives up the lock for as long as background work is being destroyed,
  /// which is foreign code.
  void drop_overdue(Lock& lock, Instant until);
  void keep_for_worker(Submission& submission, const Refusal& refusal);

  // Of workers (hash_pool_workers.cpp).
  void serve(const std::optional<PasswordHasher>& expected);
  void report_ready(const std::optional<PasswordHasher>& expected, const Result<Seconds>& took);
  Result<Seconds> measure(const PasswordHasher& expected) const;
  template <class Work>
  Spent timed(const Work& work) const;
  void tell_refused(Lock& lock);
  Group next_group();
  void serve_group(Group& group, Lock& lock);
  static void compute_group(const Group& group);
  static void wake_waiters(Group& group, std::exception_ptr thrown);
  void end_submissions(const Group& group, Lock& lock);
  void serve_background(OwnedWork work, Lock& lock);
  /// @param done  what is reported of each of its `together` jobs, without the time it took
  Spent run_unlocked(WorkRef work, std::exception_ptr& thrown, Event done, Lock& lock);
  void pause(const Spent& spent, Lock& lock);

  const pid_t process_ = getpid();
  const WorkerPlan plan_;
  const FairQueueLimits limits_;
  const std::size_t arena_blocks_;
  const SteadyClock clock_;
  const Observer observer_;
  const HmacSha256 keyed_hash_;
  RandomSource& random_;
  HeavyLane heavy_lane_{1};

  std::mutex mutex_;
  FairQueue queue_;
  BackgroundQueue background_;
  std::unique_ptr<Submission> refused_submissions_;  ///< whose `done` a worker is to call
  std::condition_variable work_arrived_;
  std::condition_variable pause_disturbed_;  ///< by the end of the pool, or by someone to be told
  std::condition_variable caller_left_;
  std::condition_variable worker_ready_;
  std::uint32_t callers_ = 0;
  std::uint32_t ready_ = 0;
  std::uint32_t idle_ = 0;
  std::uint32_t running_ = 0;
  std::uint64_t admitted_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t batches_ = 0;
  std::uint64_t together_ = 0;
  std::uint64_t last_ticket_ = 0;
  Result<void> started_{};
  bool heavy_runs_ = false;
  bool stopping_ = false;

  std::vector<std::thread> threads_;
};

/// Lowers the calling thread to SCHED_BATCH, nice 19. False if the system refuses the nice value.
bool lower_own_priority() noexcept;

}  // namespace signet::inline v0::detail
