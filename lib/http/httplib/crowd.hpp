// Crowd: who waits for a thread, so that idle connections can make room.
#pragma once

#include <atomic>
#include <cstddef>

#include "http/httplib/wire.hpp"

namespace signet::inline v0::detail {

/// A kept-alive connection owns its thread. When a new one finds no thread free, one wish is raised, and one
/// idle connection that sees it gives way. Wishes are bytes in a pipe, so that poll(2) can wait for them.
/// @thread safe
class Crowd {
 public:
  explicit Crowd(std::size_t threads);

  void arrived() noexcept;  ///< a connection was queued
  void seated() noexcept;   ///< a thread took the longest waiting one
  void left() noexcept;     ///< a connection ended

  /// Whether some connection has no thread.
  bool waiting() const noexcept { return waiting_ > 0; }
  /// Readable while a wish is open.
  int wish() const noexcept { return reader_.get(); }
  /// Takes one wish, if there is one: the caller's connection has to end.
  bool give_way() noexcept;

 private:
  std::size_t threads_;
  std::atomic<std::size_t> waiting_{0};
  std::atomic<std::size_t> seated_{0};
  Descriptor reader_, writer_;
};

}  // namespace signet::inline v0::detail
