// Timing a thread that keeps its processor: see undisturbed.hpp.
#include "undisturbed.hpp"

#include <sched.h>
#include <sys/resource.h>

#include <atomic>
#include <cstdio>
#include <ctime>
#include <thread>

#include "token_jobs.hpp"

namespace signet_bench {
namespace {

void keep_on(std::size_t processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) stop("a thread cannot be kept on one processor");
}

// What grows when the calling thread loses its processor, or waits for one.
struct Disturbance {
  long switched = 0;
  unsigned long long waited = 0;  // nanoseconds on a run queue
  bool operator==(const Disturbance&) const = default;
};

Disturbance so_far() {
  Disturbance seen;
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  seen.switched = usage.ru_nivcsw;
  std::FILE* file = std::fopen("/proc/thread-self/schedstat", "r");
  if (file == nullptr || std::fscanf(file, "%*u %llu", &seen.waited) != 1)
    stop("this system does not tell how long a thread waited (schedstat)");
  std::fclose(file);
  return seen;
}

Slice timed(const std::function<void()>& once, long calls) {
  for (long i = 0; i <= calls / 4; ++i)
    once();  // the other thread, or none, left the caches as it needed them
  const Disturbance before = so_far();
  const double begun = thread_cpu();
  for (long i = 0; i < calls; ++i) once();
  const double spent = thread_cpu() - begun;
  return {spent / static_cast<double>(calls), so_far() != before};
}

}  // namespace

std::vector<std::size_t> allowed_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  std::vector<std::size_t> allowed;
  for (std::size_t i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(i, &set)) allowed.push_back(i);
  }
  return allowed;
}

double thread_cpu() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

Slice alone(std::size_t processor, const std::function<void()>& once, long calls) {
  Slice seen;
  std::thread{[&] {
    keep_on(processor);
    seen = timed(once, calls);
  }}.join();
  return seen;
}

Both together(const std::vector<std::size_t>& processors, const std::function<void()>& first,
              const std::function<void()>& second, long calls) {
  Both seen;
  std::atomic<int> arrived{0};
  const auto work = [&](std::size_t processor, const std::function<void()>& once, Slice& slice) {
    keep_on(processor);
    ++arrived;
    while (arrived < 2) once();
    slice = timed(once, calls);
    ++arrived;
    while (arrived < 4) once();
  };
  std::thread other{[&] { work(processors[1], second, seen.second); }};
  std::thread{[&] { work(processors[0], first, seen.first); }}.join();
  other.join();
  return seen;
}

}  // namespace signet_bench
