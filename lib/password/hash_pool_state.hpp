// What a HashPool's callers and workers share, under one mutex that is never held while work runs.
//
// A worker that the scheduler takes from its core inside the mutex, for a microsecond per hash, delays
// callers of the pool, who wait for a hash anyway. No other thread takes the mutex: token verification never
// does.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "password/background_queue.hpp"
#include "password/fair_queue.hpp"
#include "password/process_limits.hpp"
#include "signet/crypto/hmac.hpp"
#include "signet/password/hash_pool.hpp"

namespace signet::inline v0::detail {

using Lock = std::unique_lock<std::mutex>;

/// A caller of run(), on its own stack; its members belong to the pool's mutex.
struct Waiter : QueuedJob {
  enum class State : std::uint8_t { waiting, running, done, refused };

  explicit Waiter(WorkRef wanted) noexcept : work(wanted) {}

  WorkRef work;
  State state = State::waiting;
  std::condition_variable changed;
  Error why{Errc::overloaded};
  std::exception_ptr thrown;
};

struct HashPoolState {
  HashPoolState(const HashPoolOptions& options, const WorkerPlan& planned, const SecretBytes& key);

  std::uint64_t key_of(std::string_view text) const noexcept;
  void report_refusal(Instant since) const noexcept;

  /// @throws std::system_error  no thread to be had; those that were started are still to be stopped
  void start();
  void stop();

  /// Refuses what is overdue at `until`. Gives up the lock for as long as background work is being destroyed,
  /// which is foreign code.
  void drop_overdue(Lock& lock, Instant until);
  /// Returns when `waiter` was served or refused. Real time passes, but only the pool's clock decides.
  void await(Waiter& waiter, Instant due, Lock& lock);

  const WorkerPlan plan;
  const Seconds deadline;
  const SteadyClock clock;
  const Observer observer;
  const HmacSha256 keyed_hash;

  std::mutex mutex;
  FairQueue queue;
  BackgroundQueue background;
  std::condition_variable work_arrived;
  std::condition_variable stopped;
  std::condition_variable caller_left;
  std::uint32_t callers = 0;
  std::uint32_t running = 0;
  std::uint64_t done = 0;
  std::uint64_t refused = 0;
  bool stopping = false;

 private:
  struct Spent {
    Seconds wall;
    Seconds processor;
  };

  void serve();
  void serve_waiter(Waiter& waiter, Lock& lock);
  void serve_background(OwnedWork work, Lock& lock);
  Spent run_unlocked(WorkRef work, std::exception_ptr& thrown, Lock& lock);
  void account_for(const Spent& spent, Lock& lock);

  std::vector<std::thread> threads_;
};

/// Lowers the calling thread to SCHED_BATCH, nice 19. False if the system refuses the nice value.
bool lower_own_priority() noexcept;

}  // namespace signet::inline v0::detail
