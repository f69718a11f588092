// BackgroundQueue: work that may be dropped; one thread, the time is an argument.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "signet/password/hash_pool.hpp"

namespace signet::inline v0::detail {

/// First in, first out. What is dropped is handed back, so that its owner destroys it without holding a lock.
class BackgroundQueue {
 public:
  static constexpr std::size_t places = 256;
  static constexpr Seconds longest_wait = Seconds::of(5);

  struct Entry {
    OwnedWork work;
    Instant since;
  };

  /// Empty when the work was queued; the work itself when there is no place.
  std::optional<Entry> push(OwnedWork work, Instant now) {
    if (entries_.size() >= places) return Entry{std::move(work), now};
    entries_.push_back({std::move(work), now});
    return std::nullopt;
  }

  std::optional<OwnedWork> take() noexcept {
    if (entries_.empty()) return std::nullopt;
    std::optional<OwnedWork> work{std::move(entries_.front().work)};
    entries_.pop_front();
    return work;
  }

  /// Removes one that has waited for longest_wait at `now`; none are left when it gives nothing.
  std::optional<Entry> expire(Instant now) noexcept {
    if (entries_.empty() || now - entries_.front().since < longest_wait) return std::nullopt;
    std::optional<Entry> dropped{std::move(entries_.front())};
    entries_.pop_front();
    return dropped;
  }

  std::size_t size() const noexcept { return entries_.size(); }

 private:
  std::deque<Entry> entries_;
};

}  // namespace signet::inline v0::detail
