// HashPool: a few low-priority threads that do all hashing of a process, behind a fair queue with a deadline.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>

#include "signet/core/instant.hpp"
#include "signet/core/observer.hpp"
#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0 {

struct HashPoolOptions {
  unsigned workers = 0;                ///< 0: usable_hash_workers(); at most 256
  std::uint32_t places = 256;          ///< waiting jobs in all; 1 .. 4096
  std::uint32_t places_per_name = 16;  ///< waiting jobs of one account name
  Seconds deadline =
      Seconds::of_microseconds(1'500'000);  ///< the longest a job may be expected to wait; 10 ms .. 60 s
  SteadyClock clock = nullptr;              ///< nullptr: the real steady clock
  Observer observer{};
};

/// Who asks, for fairness only. Sources take turns; inside one the newest job goes first.
struct HashSource {
  std::string_view address;  ///< the client's address, an IPv6 one as its /64
  std::string_view name;     ///< the account name as claimed; hashed with a per-pool key, never kept
};

/// How many workers fit this process: its usable cores, or less under a CPU quota (cgroup v1 and v2).
unsigned usable_hash_workers() noexcept;

/// Owns its threads (SCHED_BATCH, nice 19); destroying it finishes what runs, refuses what waits, and joins.
/// @thread all calls may be made from any number of threads at once
class HashPool {
 public:
  /// @error option_invalid  an option out of range; the error names it
  static Result<std::unique_ptr<HashPool>> build(HashPoolOptions options = {});
  virtual ~HashPool() = delete;

  /// Runs `work` on a worker and gives what it returns (a Result). The calling thread waits.
  /// @error overloaded  not admitted, or not begun before the deadline; `work` did not run. Tells
  /// retry_after().
  template <std::invocable Work>
  [[nodiscard]] auto run(const HashSource& source, Work&& work) -> std::invoke_result_t<Work>;

  /// Queues `work` behind all interactive jobs (rehash on login). It owns its data (passwords in SecretBytes)
  /// and is dropped unrun after 5 s of waiting or when 256 wait.
  void run_in_background(/* implementing change decides the callable */);

  struct Stats {
    std::uint32_t waiting;
    std::uint32_t running;
    std::uint64_t done;
    std::uint64_t refused;
  };
  Stats stats() const noexcept;
};

}  // namespace signet::inline v0
