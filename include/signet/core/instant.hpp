// Instant: a point of a steady clock, for deadlines and pauses; never mixed with NumericDate.
#pragma once

#include <compare>
#include <cstdint>

#include "signet/core/numeric_date.hpp"

namespace signet::inline v0 {

/// Microseconds of a clock that never steps. Only differences mean anything.
class Instant {
 public:
  constexpr Instant() noexcept = default;
  static constexpr Instant from_microseconds(std::int64_t microseconds) noexcept {
    Instant instant;
    instant.microseconds_ = microseconds;
    return instant;
  }
  constexpr std::int64_t microseconds() const noexcept { return microseconds_; }

  friend constexpr auto operator<=>(Instant, Instant) noexcept = default;
  friend constexpr Instant operator+(Instant instant, Seconds span) noexcept {
    return from_microseconds((NumericDate::from_microseconds(instant.microseconds_) + span).microseconds());
  }
  friend constexpr Seconds operator-(Instant a, Instant b) noexcept {
    return NumericDate::from_microseconds(a.microseconds_) - NumericDate::from_microseconds(b.microseconds_);
  }

 private:
  std::int64_t microseconds_ = 0;
};

/// A clock as a value, so that pools and throttles can be driven by a test. Called from any thread.
using SteadyClock = Instant (*)() noexcept;

}  // namespace signet::inline v0
