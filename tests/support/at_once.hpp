// Running one thing on many threads that all begin together.
#pragma once

#include <barrier>
#include <cstddef>
#include <thread>
#include <vector>

#include "signet/core/error.hpp"

namespace signet::test {

/// Calls `work(index)`, which gives a Result, on `count` threads at once and returns what each gave, in the
/// order of the indices.
template <class Work>
auto at_once(std::size_t count, Work work) {
  using Value = decltype(work(std::size_t{}));
  std::vector<Value> results;
  for (std::size_t i = 0; i < count; ++i) results.emplace_back(Error{Errc::internal_error});
  std::barrier start{static_cast<std::ptrdiff_t>(count)};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      results[i] = work(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return results;
}

}  // namespace signet::test
