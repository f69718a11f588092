// HashPool: a few low-priority threads that do all hashing of a process, behind a fair queue with a deadline.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "signet/core/instant.hpp"
#include "signet/core/observer.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/password/hash_task.hpp"
#include "signet/password/params.hpp"
#include "signet/password/password_hasher.hpp"

namespace signet::inline v0 {

struct HashPoolOptions {
  unsigned workers = 0;                ///< 0: usable_hash_workers(); at most 256
  std::uint32_t places = 256;          ///< waiting jobs in all; 1 .. 4096
  std::uint32_t places_per_name = 16;  ///< waiting jobs of one account name; 1 .. 4096
  /// The longest a job waits; 10 ms .. 60 s. Where seven eighths of it would hardly do, it is refused at
  /// once.
  Seconds deadline = Seconds::of_microseconds(1'500'000);
  /// What each worker has for argon2 from the start, on pages that are present. One larger hash, or one of
  /// scrypt or yescrypt, at a time may have memory besides; others wait for it. 0: each keeps that of its
  /// largest hash. See most_hash_memory().
  KiB arena{0};
  /// What hashes will cost as a rule, a hasher's target. Each worker computes one before build() returns, so
  /// that the first burst is judged by what this machine takes. nullopt: until a job has ended its like are
  /// expected to take no time, and nothing but the places limits who is admitted.
  std::optional<HashParams> expected = presets::standard;
  SteadyClock clock = nullptr;  ///< nullptr: the real steady clock
  Observer observer{};          ///< hears hash_done and hash_refused
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

/// The most that the hashes of a pool take at once, in KiB. A stored hash may ask for as much as `ceiling`,
/// and with arenas one at a time is larger than they are: workers * arena + ceiling. Without (0) every
/// worker may meet one: workers * ceiling. What is given to run() and run_in_background() is counted where
/// it hashes on the thread that it is called on, and by signet's own argon2.
std::uint64_t most_hash_memory(unsigned workers, KiB arena, KiB ceiling = HashCeilings{}.memory) noexcept;

/// To be asked before serving: whether that leaves half of `limit` to everything else.
/// @param limit  usable_memory(); 0, unknown, is enough for all
/// @error option_invalid  "hash_memory": it does not
Result<void> check_hash_memory(unsigned workers, KiB arena, KiB limit,
                               KiB ceiling = HashCeilings{}.memory) noexcept;

/// One password to be held against a hash, as submit() owns it until it is done.
struct HashCheck {
  const PasswordHasher& hasher;  ///< borrowed until `done` was called or the ticket was cancelled
  SecretBytes password;
  std::variant<std::string, HashParams> against;  ///< a stored hash; or what a dummy costs (verify_dummy)
  bool truncated = false;                         ///< StoredHash::truncated of the stored hash
};

/// A job that was admitted by submit().
enum class HashTicket : std::uint64_t {};

namespace detail {
class HashPoolState;
class BatchedHash;
}  // namespace detail

/// Owns its threads (SCHED_BATCH, nice 19). Where the system refuses them the low priority, only half of
/// usable_hash_workers() are started; at a CPU quota of one core or less they pause, so that hashing takes at
/// most 80 % of it. The threads inherit the signal mask of the caller of build().
/// bcrypt and PBKDF2 hashes of one cost, given to verify, verify_dummy, hash or submit, are computed several
/// at once where that is faster. No worker waits for more of them to come.
///
/// Destroying it finishes what runs, refuses what waits, joins, and waits until every caller has left.
///
/// A child of fork() has none of the threads, and builds a pool of its own: there, calls of this one are
/// refused with `hash_failed`, "fork", background work is dropped, and destroying it gives nothing back. The
/// parent's goes on. A thread that waits in a call must not be cancelled (pthread_cancel): waiting is
/// noexcept in C++, so that would end the process.
/// @thread all calls may be made from any number of threads at once; those that wait not from a worker
class HashPool {
 public:
  /// @param random  for the key under which addresses and names are hashed, and for what is added to
  ///                retry_after(), up to as much again; borrowed as long as the pool lives
  /// @error option_invalid    an option out of range; the error names it
  /// @error hash_unsupported  "expected": yescrypt, and this build has none
  /// @error random_unavailable
  /// @error hash_failed       "thread": a worker could not be started; "arena" or "expected": there is no
  ///                          memory for it
  static Result<std::unique_ptr<HashPool>> build(HashPoolOptions options = {},
                                                 RandomSource& random = system_random());
  HashPool(const HashPool&) = delete;
  HashPool& operator=(const HashPool&) = delete;
  ~HashPool();

  /// Runs `work` on a worker and gives what it returns (a Result). The calling thread waits. What `work`
  /// throws is thrown here.
  /// @error overloaded   not admitted, or not begun before the deadline; `work` did not run. Tells
  ///                     retry_after().
  /// @error hash_failed  "fork", as above
  template <std::invocable Work>
    requires std::constructible_from<std::invoke_result_t<Work>, Error>
  [[nodiscard]] auto run(const HashSource& source, Work&& work) -> std::invoke_result_t<Work> {
    return run_kind(std::nullopt, source, std::forward<Work>(work));
  }

  /// hasher.verify on a worker. What nothing is computed for is told at once and takes no place.
  /// @error overloaded  as run's
  /// @error those of PasswordHasher::verify
  [[nodiscard]] Result<PasswordCheck> verify(const HashSource& source, const PasswordHasher& hasher,
                                             std::string_view password, const StoredHash& stored);
  [[nodiscard]] Result<PasswordCheck> verify(const HashSource& source, const PasswordHasher& hasher,
                                             std::string_view password, std::string_view stored) {
    return verify(source, hasher, password, StoredHash{.text = stored});
  }

  /// hasher.verify_dummy on a worker; waits, joins and costs as a verification of these parameters does.
  /// @error overloaded  as run's
  /// @error those of PasswordHasher::verify_dummy
  [[nodiscard]] Result<PasswordCheck> verify_dummy(const HashSource& source, const PasswordHasher& hasher,
                                                   std::string_view password, const HashParams& params);

  /// hasher.hash on a worker.
  /// @error overloaded  as run's
  /// @error those of PasswordHasher::hash
  [[nodiscard]] Result<std::string> hash(const HashSource& source, const PasswordHasher& hasher,
                                         std::string_view password, RandomSource& random);

  /// Runs `work`, then `done` with what it returned, both on a worker, and does not wait for them. `done` is
  /// called once (unless the ticket is cancelled), with no lock held: with `overloaded` if `work` was not
  /// begun before the deadline, which is judged after each hash, at each call and each second of a pause, and
  /// told by the first worker that is between two hashes; with `hash_failed` if it threw. It must not throw,
  /// and be short, for the worker hashes nothing meanwhile. Both own what they use.
  /// @error overloaded   not admitted; `done` is not called. Tells retry_after().
  /// @error hash_failed  "fork", as above; `done` is not called
  template <std::invocable Work, std::invocable<std::invoke_result_t<Work&>> Done>
    requires std::constructible_from<std::invoke_result_t<Work&>, Error>
  [[nodiscard]] Result<HashTicket> submit(const HashSource& source, Work work, Done done) {
    using Task = detail::SubmittedWork<Work, Done>;
    return submit_owned(
        source, detail::owned_task(std::unique_ptr<Task>{new Task{std::move(work), std::move(done)}}));
  }

  /// The same for a verification, whose `done` takes a Result<PasswordCheck>.
  /// @error overloaded  as above
  /// @error those of PasswordHasher::verify or verify_dummy, without their hash_failed; `done` is not called
  template <std::invocable<const Result<PasswordCheck>&> Done>
  [[nodiscard]] Result<HashTicket> submit(const HashSource& source, HashCheck check, Done done) {
    const auto call = [](void* callable, const Result<PasswordCheck>& outcome) {
      (*static_cast<Done*>(callable))(outcome);
    };
    return submit_check(source, std::move(check),
                        {{new Done(std::move(done)), &detail::delete_as<Done>}, call});
  }

  /// For callers who gave up. True: the job had not begun, and neither it nor its `done` will be called.
  /// False: it has begun, and ends as if nobody had asked; or it has ended.
  bool cancel(HashTicket ticket);

  /// Queues `work` behind all interactive jobs (rehash on login). It owns its data (passwords in
  /// SecretBytes), must not throw, and is dropped unrun when 256 wait or after 5 s of waiting, judged after
  /// each hash, at each call and each second of a pause.
  template <std::invocable Work>
  void run_in_background(Work work) {
    run_owned({{new Work(std::move(work)), &detail::delete_as<Work>}, &detail::call_as<Work>});
  }

  struct Stats {
    std::uint32_t workers;
    std::uint32_t waiting;             ///< interactive jobs
    std::uint32_t waiting_background;  ///< 0 .. 256
    std::uint32_t running;             ///< workers that are at it
    std::uint64_t admitted;            ///< interactive jobs; some are refused later, for the deadline
    std::uint64_t done;                ///< jobs
    std::uint64_t refused;
    std::uint64_t batches;   ///< groups of two and more that were computed together
    std::uint64_t together;  ///< jobs in them
    Seconds predicted_wait;  ///< of a job of an address of which nothing waits
  };
  /// Zeros in a child of fork().
  Stats stats() const noexcept;

 private:
  explicit HashPool(std::unique_ptr<detail::HashPoolState> state) noexcept;

  template <class Work>
  auto run_kind(const std::optional<HashParams>& kind, const HashSource& source, Work&& work)
      -> std::invoke_result_t<Work> {
    std::optional<std::invoke_result_t<Work>> result;
    auto call = [&] { result.emplace(std::forward<Work>(work)()); };
    const Result<void> ran = run_borrowed(kind, source, {&detail::call_as<decltype(call)>, &call});
    if (!ran) return ran.error();
    return std::move(*result);
  }
  Result<void> run_borrowed(const std::optional<HashParams>& kind, const HashSource& source,
                            detail::WorkRef work);
  Result<void> run_batched(const HashParams& kind, const HashSource& source, detail::BatchedHash& hash);
  Result<HashTicket> submit_owned(const HashSource& source, detail::OwnedTask task);
  Result<HashTicket> submit_check(const HashSource& source, HashCheck check, detail::OwnedDone done);
  void run_owned(detail::OwnedWork work);

  std::unique_ptr<detail::HashPoolState> state_;
};

}  // namespace signet::inline v0
