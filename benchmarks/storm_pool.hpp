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

/// A pool of which the threads are known, after the first of them began to serve.
class StormPool {
 public:
  explicit StormPool(const signet::HashPoolOptions& options);

  signet::HashPool& pool() { return *pool_; }
  /// Takes the low priority from the workers again. False where the system does not allow it.
  bool raise_to_normal();

 private:
  std::unique_ptr<signet::HashPool> pool_;
  std::vector<pid_t> threads_;
};

/// A stored hash of the preset `standard`, and its password.
class Credential {
 public:
  Credential();
  /// One verification, as a login has it, and then as much work again as `extra` says.
  signet::Result<signet::PasswordCheck> verify(double extra) const;

 private:
  signet::PasswordHasher hasher_;
  std::string stored_;
};

/// One login and what became of it.
struct Login {
  enum class End : std::uint8_t { accepted, refused, failed };
  Clock::time_point due, offered, answered;
  End end;
  bool hashed;  ///< a worker began with it
};

/// What is planted in logins so that controls have something to see.
struct Planted {
  double extra_work = 0;            ///< of a worker, after each hash, as a share of it
  Clock::duration extra_refusal{};  ///< each refusal comes so much later
  bool refusal_after_hash = false;  ///< the pool never does that
};

/// Logs in, by many threads at once, and keeps what became of each.
class Logins {
 public:
  Logins(signet::HashPool& pool, const Credential& credential, Planted planted = {})
      : pool_(pool), credential_(credential), planted_(planted) {}

  void log_in(const signet::HashSource& source, Clock::time_point due);

  /// Of those so far; to be asked when no more are under way, or for a look at how things go.
  std::vector<Login> all() const;

 private:
  signet::HashPool& pool_;
  const Credential& credential_;
  const Planted planted_;
  mutable std::mutex mutex_;
  std::vector<Login> logins_;
};

}  // namespace signet_bench
