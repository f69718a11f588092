// The light thread, arrivals and busy threads of a storm: see storm_load.hpp.
#include "storm_load.hpp"

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <utility>

#include "token_jobs.hpp"
#include "undisturbed.hpp"

namespace signet_bench {
namespace {

using namespace std::chrono_literals;

// How long the calling thread has waited for a processor; open, since it is asked at each beat.
class WaitedSoFar {
 public:
  WaitedSoFar() : file_(open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)) {}
  WaitedSoFar(const WaitedSoFar&) = delete;
  WaitedSoFar& operator=(const WaitedSoFar&) = delete;
  ~WaitedSoFar() { close(file_); }

  long long operator()() const {
    std::array<char, 80> text{};
    long long waited = 0;
    if (pread(file_, text.data(), text.size() - 1, 0) <= 0 ||
        std::sscanf(text.data(), "%*d %lld", &waited) != 1)
      stop("this system does not tell how long a thread waited (schedstat)");
    return waited;
  }

 private:
  int file_;
};

void spin(std::uint64_t steps) {
  for (std::uint64_t i = 0; i < steps; ++i) benchmark::DoNotOptimize(i);
}

// The quickest of some tries: what disturbs can only make it slower.
double steps_per_nanosecond() {
  constexpr std::uint64_t steps = 100'000;
  Clock::duration quickest = 1h;
  for (int i = 0; i < 50; ++i) {
    const auto begun = Clock::now();
    spin(steps);
    quickest = std::min(quickest, Clock::now() - begun);
  }
  return static_cast<double>(steps) / static_cast<double>(std::chrono::nanoseconds{quickest}.count());
}

}  // namespace

void work_for(std::chrono::nanoseconds span) {
  static const double speed = steps_per_nanosecond();
  spin(static_cast<std::uint64_t>(speed * static_cast<double>(span.count())));
}

LightRun run_light(Clock::duration span) {
  std::mt19937 lots{20'261'122};
  std::uniform_int_distribution<int> length{20'000, 90'000};
  work_for(1us);  // learns its speed
  LightRun run;
  run.jobs.reserve(static_cast<std::size_t>(span / beat));
  run.waits.reserve(run.jobs.capacity());
  const WaitedSoFar waited_so_far;
  long long before = waited_so_far();
  const auto begun = Clock::now();
  const auto next_beat = [begun] { return Clock::now() + beat - (Clock::now() - begun) % beat; };
  for (auto due = next_beat(); due - begun < span; due = next_beat()) {
    std::this_thread::sleep_until(due);
    work_for(std::chrono::nanoseconds{length(lots)});
    run.jobs.push_back({due, Clock::now() - due});
    const long long after = waited_so_far();
    run.waits.push_back(static_cast<double>(after - std::exchange(before, after)));
  }
  return run;
}

OnOneProcessor::OnOneProcessor() {
  sched_getaffinity(0, sizeof before_, &before_);
  cpu_set_t first;
  CPU_ZERO(&first);
  CPU_SET(allowed_processors().front(), &first);
  if (sched_setaffinity(0, sizeof first, &first) != 0) stop("a thread cannot be kept on one processor");
}

OnOneProcessor::~OnOneProcessor() { sched_setaffinity(0, sizeof before_, &before_); }

Arrivals::Arrivals(double per_second, unsigned callers, Offer offer)
    : interval_(std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 / per_second)}),
      offer_(std::move(offer)) {
  while (callers_.size() < callers) callers_.emplace_back([this] { call(); });
}

Arrivals::~Arrivals() {
  stop();
  for (std::thread& caller : callers_) caller.join();
}

void Arrivals::call() {
  for (;;) {
    std::unique_lock turn{turn_};
    const std::uint64_t number = next_++;
    const auto due = begun_ + interval_ * static_cast<std::int64_t>(number);
    while (!ended_ && Clock::now() < due)
      std::this_thread::sleep_until(std::min(due, Clock::now() + Clock::duration{100ms}));
    if (ended_) return;
    turn.unlock();
    offer_(number, due);
  }
}

Threads::Threads(unsigned count, std::function<void()> once) {
  while (threads_.size() < count) {
    threads_.emplace_back([this, once] {
      while (!ended_) once();
    });
  }
}

Threads::~Threads() {
  ended_ = true;
  for (std::thread& thread : threads_) thread.join();
}

}  // namespace signet_bench
