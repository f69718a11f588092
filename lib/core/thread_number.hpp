// A number of one's own for each thread, so that threads begin to search at different places.
#pragma once

#include <atomic>
#include <cstddef>

namespace signet::inline v0::detail {

/// Counts from 0 in the order in which threads ask first.
inline std::size_t thread_number() noexcept {
  static std::atomic<std::size_t> threads{0};
  thread_local const std::size_t own = threads.fetch_add(1, std::memory_order_relaxed);
  return own;
}

}  // namespace signet::inline v0::detail
