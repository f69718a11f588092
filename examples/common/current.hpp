// Current<T>: the T in use, replaced as a whole while others still read the one before.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "signet/core/chrono.hpp"

namespace signet::example {

/// Holds nothing until the first `replace`. @thread safe
template <class T>
class Current {
 public:
  /// Null before the first replace. The T lives as long as the caller holds it.
  std::shared_ptr<const T> get() const {
    const std::lock_guard lock{mutex_};
    return held_;
  }
  void replace(std::shared_ptr<const T> next) {
    const std::lock_guard lock{mutex_};
    held_.swap(next);
    since_ = steady_now();
  }
  /// For how long the T has been in use.
  Seconds age() const {
    const std::lock_guard lock{mutex_};
    return steady_now() - since_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> held_;
  Instant since_;
};

}  // namespace signet::example
