// Timing a thread that keeps its processor, and knowing whether it did.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace signet_bench {

/// The processors that this process may use.
std::vector<std::size_t> allowed_processors();

/// CPU time of the calling thread in nanoseconds.
double thread_cpu();

struct Slice {
  double ns = 0;           ///< CPU time of one call
  bool disturbed = false;  ///< the thread was put off its processor or waited for one
};

/// `calls` calls by a thread kept on `processor`, which nobody else is made to use meanwhile.
Slice alone(std::size_t processor, const std::function<void()>& once, long calls);

/// The same by two threads at once, each on its own processor. Each goes on calling, untimed, until both have
/// done theirs, so that no timed call is without the other thread's.
struct Both {
  Slice first, second;
};
Both together(const std::vector<std::size_t>& processors, const std::function<void()>& first,
              const std::function<void()>& second, long calls);

}  // namespace signet_bench
