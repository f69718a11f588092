// DeadlineList: waits that all last equally long, so that the one begun first ends first; no clock of its
// own.
#pragma once

#include <optional>

#include "signet/core/instant.hpp"

namespace signet::inline v0::detail {

/// What can wait in one DeadlineList at a time. Leaves it when it ends.
class Dated {
 public:
  Dated() noexcept : before_(this), after_(this) {}
  Dated(const Dated&) = delete;
  Dated& operator=(const Dated&) = delete;
  ~Dated() { leave(); }

  /// Waits no more.
  void leave() noexcept {
    before_->after_ = after_;
    after_->before_ = before_;
    before_ = after_ = this;
  }

 private:
  friend class DeadlineList;
  Dated* before_;
  Dated* after_;
  Instant deadline_;
};

/// Every change takes the same few instructions, however many wait. @thread one at a time
class DeadlineList {
 public:
  explicit DeadlineList(Seconds span) noexcept : span_(span) {}

  /// `element` waits from `now` on, for the whole span, and no longer in the list in which it was. `now`
  /// never goes back.
  void add(Dated& element, Instant now) noexcept {
    element.leave();
    element.deadline_ = now + span_;
    element.before_ = end_.before_;
    element.after_ = &end_;
    end_.before_->after_ = &element;
    end_.before_ = &element;
  }

  /// The one that has waited longest; null when none waits.
  Dated* first() const noexcept { return end_.after_ == &end_ ? nullptr : end_.after_; }
  /// The first, if it has waited for at least `span` by `now`, else null.
  Dated* first_waiting(Seconds span, Instant now) const noexcept {
    Dated* const one = first();
    return one != nullptr && one->deadline_ + span <= now + span_ ? one : nullptr;
  }
  /// The one that began to wait after `element`, which waits in this list; null when none did.
  Dated* after(const Dated& element) const noexcept {
    return element.after_ == &end_ ? nullptr : element.after_;
  }
  /// How long `element`, which waits in this list, has done so by `now`.
  Seconds waited(const Dated& element, Instant now) const noexcept { return now + span_ - element.deadline_; }
  /// When the wait of the first ends.
  std::optional<Instant> next() const noexcept {
    if (first() == nullptr) return std::nullopt;
    return first()->deadline_;
  }
  /// The first, if its wait has ended by `now`, else null.
  Dated* expired(Instant now) const noexcept {
    Dated* const one = first();
    return one != nullptr && one->deadline_ <= now ? one : nullptr;
  }

 private:
  Seconds span_;
  Dated end_;
};

}  // namespace signet::inline v0::detail
