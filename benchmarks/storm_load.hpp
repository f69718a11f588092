// What a storm is made of besides the pool: a light thread to be held up, requests that wait for nobody, and
// processors kept busy without signet.
#pragma once

#include <sched.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace signet_bench {

using Clock = std::chrono::steady_clock;

struct LightJob {
  Clock::time_point due;
  Clock::duration took;  ///< from then until it was done
};

struct LightRun {
  std::vector<LightJob> jobs;
  std::vector<double> waits;  ///< of each job on run queues in ns, as the kernel counts it (schedstat)
};

inline constexpr std::chrono::microseconds beat{500};

/// For so long the calling thread wakes at each beat and works for 20 to 90 µs, as one does that validates
/// tokens.
LightRun run_light(Clock::duration span);

/// As long as it lives, the calling thread and those that it starts keep to one processor.
class OnOneProcessor {
 public:
  OnOneProcessor();
  OnOneProcessor(const OnOneProcessor&) = delete;
  OnOneProcessor& operator=(const OnOneProcessor&) = delete;
  ~OnOneProcessor();

 private:
  cpu_set_t before_;
};

/// Spends about so much processor time of the calling thread.
void work_for(std::chrono::nanoseconds span);

/// Makes requests at a steady rate, whether or not those before were answered, as long as no more than
/// `callers` are under way at once.
class Arrivals {
 public:
  using Offer = std::function<void(std::uint64_t number, Clock::time_point due)>;

  /// @param offer  makes one request and waits for its answer; called by many threads at once
  Arrivals(double per_second, unsigned callers, Offer offer);
  Arrivals(const Arrivals&) = delete;
  Arrivals& operator=(const Arrivals&) = delete;
  /// As stop(); waits for the answers of those under way.
  ~Arrivals();

  /// No more requests.
  void stop() { ended_ = true; }

 private:
  void call();

  const Clock::duration interval_;
  const Offer offer_;
  const Clock::time_point begun_ = Clock::now();
  std::mutex turn_;  // who has it waits for the next request to be due
  std::uint64_t next_ = 0;
  std::atomic<bool> ended_{false};
  std::vector<std::thread> callers_;
};

/// Threads that do something over and over until the end of their lives.
class Threads {
 public:
  Threads(unsigned count, std::function<void()> once);
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads();

 private:
  std::atomic<bool> ended_{false};
  std::vector<std::thread> threads_;
};

}  // namespace signet_bench
