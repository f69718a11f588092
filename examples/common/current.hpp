// Current<T>: the T in use, replaced as a whole while others still read the one before.
#pragma once

#include <concepts>
#include <memory>
#include <mutex>
#include <utility>

#include "signet/core/chrono.hpp"

namespace signet::example {

/// What holds keys, and knows of another whether it holds the same for the same use.
template <class T>
concept HasKeys = requires(const T& one, const T& other) {
  { one.has_keys_of(other) } -> std::same_as<bool>;
};

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
    if (!is_of_same_keys(next.get())) since_ = steady_now();
  }
  /// For how long the T has been in use; of one that HasKeys, its keys: those of a T with other options are
  /// no newer.
  Seconds age() const {
    const std::lock_guard lock{mutex_};
    return steady_now() - since_;
  }

 private:
  bool is_of_same_keys(const T* before) const {
    if constexpr (HasKeys<T>) return before != nullptr && held_ != nullptr && held_->has_keys_of(*before);
    return false;
  }

  mutable std::mutex mutex_;
  std::shared_ptr<const T> held_;
  Instant since_;
};

}  // namespace signet::example
