// The processor time of the calling thread, which other threads and programs hardly change.
#pragma once

#include <time.h>

#include <chrono>

namespace signet::inline v0::detail {

inline std::chrono::nanoseconds thread_cpu_time() noexcept {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds{spent.tv_sec} + std::chrono::nanoseconds{spent.tv_nsec};
}

}  // namespace signet::inline v0::detail
