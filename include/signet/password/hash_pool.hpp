// HashPool: a few low-priority threads that do all hashing of a process, behind a fair queue with a deadline.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "signet/core/instant.hpp"
#include "signet/core/observer.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/password/params.hpp"

namespace signet::inline v0 {

struct HashPoolOptions {
  unsigned workers = 0;                ///< 0: usable_hash_workers(); at most 256
  std::uint32_t places = 256;          ///< waiting jobs in all; 1 .. 4096
  std::uint32_t places_per_name = 16;  ///< waiting jobs of one account name; 1 .. 4096
  Seconds deadline =
      Seconds::of_microseconds(1'500'000);  ///< the longest a job may be expected to wait; 10 ms .. 60 s
  SteadyClock clock = nullptr;              ///< nullptr: the real steady clock
  Observer observer{};                      ///< hears hash_done and hash_refused
};

/// Who asks, for fairness only. Addresses take turns; inside one the newest job goes first. One address has
/// at most a quarter of the places, or 16 if that is more.
struct HashSource {
  std::string_view address;  ///< the client's address, an IPv6 one as its /64
  std::string_view name;     ///< the account name as claimed; hashed with a per-pool key, never kept
};

/// How many workers fit this process: its usable cores; under a CPU quota (cgroup v1 and v2) below them, one
/// less than the quota rounded up, and at least one.
unsigned usable_hash_workers();

/// The memory this process may use: the lowest of the machine's and its cgroups' limits; 0 if unknown.
KiB usable_memory();

/// To be asked before serving: whether `workers` hashes of `each` at once (HashCeilings::memory, since a
/// stored hash may ask for as much) leave half of `limit` to everything else.
/// @error option_invalid  "hash_memory": they do not
Result<void> check_hash_memory(unsigned workers, KiB each, KiB limit) noexcept;

namespace detail {
struct HashPoolState;

/// A callable borrowed for one call.
struct WorkRef {
  void (*call)(void* callable);
  void* callable;
};

/// A callable owned until it is called or dropped.
struct OwnedWork {
  std::unique_ptr<void, void (*)(void*)> callable;
  void (*call)(void* callable);
};

template <class Work>
void call_as(void* callable) {
  (*static_cast<Work*>(callable))();
}
template <class Work>
void delete_as(void* callable) {
  delete static_cast<Work*>(callable);
}
}  // namespace detail

/// Owns its threads (SCHED_BATCH, nice 19). Where the system refuses them the low priority, only half of
/// usable_hash_workers() are started; at a CPU quota of one core or less they pause, so that hashing takes at
/// most 80 % of it. The threads inherit the signal mask of the caller of build().
/// Destroying it finishes what runs, refuses what waits, joins, and waits until every caller has left.
/// @thread all calls may be made from any number of threads at once
class HashPool {
 public:
  /// @param random  for the key under which addresses and names are hashed
  /// @error option_invalid  an option out of range; the error names it
  /// @error random_unavailable
  /// @error hash_failed     "thread": a worker could not be started
  static Result<std::unique_ptr<HashPool>> build(HashPoolOptions options = {},
                                                 RandomSource& random = system_random());
  HashPool(const HashPool&) = delete;
  HashPool& operator=(const HashPool&) = delete;
  ~HashPool();

  /// Runs `work` on a worker and gives what it returns (a Result). The calling thread waits. What `work`
  /// throws is thrown here.
  /// @error overloaded  not admitted, or not begun before the deadline; `work` did not run. Tells
  /// retry_after().
  template <std::invocable Work>
    requires std::constructible_from<std::invoke_result_t<Work>, Error>
  [[nodiscard]] auto run(const HashSource& source, Work&& work) -> std::invoke_result_t<Work> {
    std::optional<std::invoke_result_t<Work>> result;
    auto call = [&] { result.emplace(std::forward<Work>(work)()); };
    const Result<void> ran = run_borrowed(source, {&detail::call_as<decltype(call)>, &call});
    if (!ran) return ran.error();
    return std::move(*result);
  }

  /// Queues `work` behind all interactive jobs (rehash on login). It owns its data (passwords in
  /// SecretBytes), must not throw, and is dropped unrun when 256 wait or after 5 s of waiting, judged after
  /// each hash and at each call.
  template <std::invocable Work>
  void run_in_background(Work work) {
    run_owned({{new Work(std::move(work)), &detail::delete_as<Work>}, &detail::call_as<Work>});
  }

  struct Stats {
    std::uint32_t workers;
    std::uint32_t waiting;             ///< interactive jobs
    std::uint32_t waiting_background;  ///< 0 .. 256
    std::uint32_t running;
    std::uint64_t done;
    std::uint64_t refused;
  };
  Stats stats() const noexcept;

 private:
  explicit HashPool(std::unique_ptr<detail::HashPoolState> state) noexcept;
  Result<void> run_borrowed(const HashSource& source, detail::WorkRef work);
  void run_owned(detail::OwnedWork work);

  std::unique_ptr<detail::HashPoolState> state_;
};

}  // namespace signet::inline v0
