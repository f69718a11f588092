// A HashPool under a storm of logins: its threads' priority, the logins that it is asked for, and what became
// of them.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "signet/password/hash_pool.hpp"
#include "signet/password/password_hasher.hpp"
#include "storm_load.hpp"

namespace signet_bench {

/// A pool of which the threads are known, after the first of them began to serve. Its clock is the program's
/// own.
class StormPool {
 public:
  explicit StormPool(signet::HashPoolOptions options);

  signet::HashPool& pool() { return *pool_; }
  /// Takes the low priority from the workers again. False where the system does not allow it.
  bool raise_to_normal();
  /// All that wait are late from now on, so that a storm which was seen enough of ends with the hashes that
  /// run. One pool at a time.
  static void refuse_waiting();

 private:
  std::unique_ptr<signet::HashPool> pool_;
  std::vector<pid_t> threads_;
};

/// A stored hash of the preset `standard`, and its password.
class Credential {
 public:
  Credential();
  signet::Result<signet::PasswordCheck> verify(signet::HashPool& pool,
                                               const signet::HashSource& source) const;
  /// One verification by the calling thread, and before it a hash of that share of its memory: so much more
  /// of the same work.
  signet::Result<signet::PasswordCheck> verify(double extra) const;
  /// What a verification takes.
  static constexpr signet::KiB memory = signet::presets::standard.memory;

 private:
  signet::PasswordHasher hasher_;
  std::string stored_;
};

/// One login and what became of it.
struct Login {
  enum class End : std::uint8_t { accepted, refused, failed };
  Clock::time_point due, offered, answered;
  End end;
};

/// What is planted in logins so that controls have something to see.
struct Planted {
  double extra_work = 0;            ///< of a worker, before each hash, as a share of it
  Clock::duration extra_refusal{};  ///< each refusal comes so much later
  bool refusal_after_hash = false;  ///< the pool never does that
};

/// Logs in, by many threads at once, and keeps what became of each. All that its pool is asked for.
class Logins {
 public:
  Logins(signet::HashPool& pool, const Credential& credential, Planted planted = {})
      : pool_(pool), credential_(credential), planted_(planted) {}

  void log_in(const signet::HashSource& source, Clock::time_point due);

  /// Of those so far; to be asked when no more are under way, or for a look at how things go.
  std::vector<Login> all() const;
  /// How many hashes the pool began for logins that it refused; to be asked when none are under way.
  std::int64_t hashed_and_refused() const;

 private:
  signet::Result<signet::PasswordCheck> attempt(const signet::HashSource& source);

  signet::HashPool& pool_;
  const Credential& credential_;
  const Planted planted_;
  mutable std::mutex mutex_;
  std::vector<Login> logins_;
};

/// A pool with the options of a server, and what it is asked for.
struct Storm {
  Credential credential;
  signet::HashPoolOptions options{.workers = signet::usable_hash_workers(), .arena = Credential::memory};

  std::chrono::microseconds deadline() const;
  /// So many that one is free when a request is due, as all places may be taken.
  unsigned callers() const;
  bool in_time(const Login& login) const;
};

inline constexpr double overload = 10;  ///< logins that are offered, over those that could be hashed

/// From an address and to a name of its own.
void log_in_as(Logins& logins, std::uint64_t number, Clock::time_point due);

/// Whether StormPool::raise_to_normal works here: it takes a right that usually only root has.
bool priorities_can_rise(const Storm& storm);

/// What a pool hashes in a second when it has always something to do and never too much, beside a light
/// thread and so many requests a second that never reach it.
double logins_at_capacity(const Storm& storm, Clock::duration span, double turned_away = 0);

}  // namespace signet_bench
