// Measures hashes by the CPU time of their threads: what other programs do meanwhile hardly counts.
#include "password/hash_meter.hpp"

#include <algorithm>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

#include "core/thread_time.hpp"
#include "password/arena.hpp"
#include "signet/core/chrono.hpp"
#include "signet/password/calibration.hpp"
#include "signet/password/password_hasher.hpp"

namespace signet::inline v0 {
namespace {

using Microseconds = std::vector<std::int64_t>;

std::int64_t own_cpu_time() noexcept {
  return std::chrono::duration_cast<std::chrono::microseconds>(detail::thread_cpu_time()).count();
}

/// One thread's part.
Result<Microseconds> times_of(const PasswordHasher& hasher, const HashParams& params) {
  detail::WorkerArena arena;
  if (const auto* argon2 = std::get_if<Argon2Params>(&params)) {
    if (arena.take(argon2->memory.count).empty()) return fail(Errc::hash_failed);
  }
  Microseconds times;
  const Instant first = steady_now();
  while (detail::measures_another(times.size(), steady_now() - first)) {
    const std::int64_t begin = own_cpu_time();
    const auto hashed = hasher.verify_dummy("correct horse battery staple", params);
    if (!hashed.has_value()) return hashed.error();
    times.push_back(own_cpu_time() - begin);
  }
  return times;
}

/// For threads, which nothing may be thrown out of.
Result<Microseconds> times_or_no_memory(const PasswordHasher& hasher, const HashParams& params) noexcept {
  try {
    return times_of(hasher, params);
  } catch (const std::bad_alloc&) {
    return fail(Errc::hash_failed);
  }
}

std::vector<Result<Microseconds>> times_on_all(unsigned workers, const PasswordHasher& hasher,
                                               const HashParams& params) {
  std::vector<Result<Microseconds>> results(workers, fail(Errc::hash_failed));
  std::vector<std::thread> threads;
  bool all_started = true;
  threads.reserve(workers);
  try {
    for (auto& result : results) {
      threads.emplace_back([&result, &hasher, &params] { result = times_or_no_memory(hasher, params); });
    }
  } catch (const std::system_error&) {
    all_started = false;
  }
  for (std::thread& thread : threads) thread.join();
  if (!all_started) results.front() = fail(Errc::hash_failed, "thread");
  return results;
}

Result<Seconds> measure(unsigned workers, const HashParams& params) {
  const auto hasher = PasswordHasher::build();
  if (!hasher) return hasher.error();
  Microseconds all;
  for (const auto& times : times_on_all(workers, *hasher, params)) {
    if (!times) return times.error();
    all.insert(all.end(), times->begin(), times->end());
  }
  // Of an even number the lower one: what disturbs a hash only adds.
  const auto median = all.begin() + static_cast<std::ptrdiff_t>((all.size() - 1) / 2);
  std::ranges::nth_element(all, median);
  return Seconds::of_microseconds(*median);
}

}  // namespace

HashCost measured_hash_cost(unsigned workers) {
  return [workers](const HashParams& params) { return measure(std::max(1U, workers), params); };
}

}  // namespace signet::inline v0
