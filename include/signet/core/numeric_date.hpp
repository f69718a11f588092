// NumericDate and Seconds: points in time and durations as tokens count them (RFC 7519 §2).
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

#include "signet/core/result.hpp"

namespace signet::inline v0 {

namespace detail {
__extension__ using Wide = __int128;  // so that no step before the saturation overflows
}  // namespace detail

/// A duration in whole microseconds. Takes any duration type (`30s` from <chrono>) by its count() and period,
/// so that this header needs none. Values outside the range saturate.
class Seconds {
 public:
  constexpr Seconds() noexcept = default;
  /// `count` seconds, saturating.
  static constexpr Seconds of(std::int64_t count) noexcept { return Seconds{scaled(count, 1'000'000, 1)}; }
  static constexpr Seconds of_microseconds(std::int64_t count) noexcept { return Seconds{count}; }

  template <class Duration>
    requires requires(const Duration& d) {
      d.count();
      Duration::period::num;
      Duration::period::den;
    }
  constexpr explicit(false) Seconds(const Duration& duration) noexcept
      : microseconds_(scaled(static_cast<std::int64_t>(duration.count()),
                             1'000'000 * std::int64_t{Duration::period::num},
                             std::int64_t{Duration::period::den})) {}

  constexpr std::int64_t microseconds() const noexcept { return microseconds_; }
  /// Whole seconds, rounded down.
  constexpr std::int64_t count() const noexcept {
    return microseconds_ / 1'000'000 - (microseconds_ % 1'000'000 < 0 ? 1 : 0);
  }
  constexpr bool negative() const noexcept { return microseconds_ < 0; }

  friend constexpr auto operator<=>(Seconds, Seconds) noexcept = default;

 private:
  constexpr explicit Seconds(std::int64_t microseconds) noexcept : microseconds_(microseconds) {}
  static constexpr std::int64_t scaled(std::int64_t count, std::int64_t num, std::int64_t den) noexcept {
    const auto wide = static_cast<detail::Wide>(count) * num / den;
    if (wide > INT64_MAX) return INT64_MAX;
    if (wide < INT64_MIN) return INT64_MIN;
    return static_cast<std::int64_t>(wide);
  }

  std::int64_t microseconds_ = 0;
};

/// A point in wall-clock time: signed microseconds since 1970-01-01T00:00:00Z. Arithmetic saturates.
class NumericDate {
 public:
  constexpr NumericDate() noexcept = default;
  /// `seconds` since the epoch, saturating.
  static constexpr NumericDate from_seconds(std::int64_t seconds) noexcept {
    return from_microseconds(Seconds::of(seconds).microseconds());
  }
  static constexpr NumericDate from_microseconds(std::int64_t microseconds) noexcept {
    NumericDate date;
    date.microseconds_ = microseconds;
    return date;
  }

  /// Which way digits beyond microseconds round: an expiry down, a not-before up, so that life shrinks.
  enum class Round : std::uint8_t { down, up };

  /// Reads a JSON number (RFC 8259 §6), fractions and exponents included, exactly.
  /// @error claim_invalid  no JSON number, or outside 0 .. 253402300799 (the year 9999)
  static Result<NumericDate> parse(std::string_view number, Round round) noexcept;

  constexpr std::int64_t microseconds() const noexcept { return microseconds_; }
  /// Whole seconds since the epoch, rounded down.
  constexpr std::int64_t seconds() const noexcept { return Seconds::of_microseconds(microseconds_).count(); }

  friend constexpr auto operator<=>(NumericDate, NumericDate) noexcept = default;
  friend constexpr NumericDate operator+(NumericDate date, Seconds span) noexcept {
    return from_microseconds(saturated_sum(date.microseconds_, span.microseconds()));
  }
  friend constexpr NumericDate operator-(NumericDate date, Seconds span) noexcept {
    return from_microseconds(saturated_difference(date.microseconds_, span.microseconds()));
  }
  friend constexpr Seconds operator-(NumericDate a, NumericDate b) noexcept {
    return Seconds::of_microseconds(saturated_difference(a.microseconds_, b.microseconds_));
  }

 private:
  static constexpr std::int64_t saturated_sum(std::int64_t a, std::int64_t b) noexcept {
    std::int64_t sum = 0;
    if (!__builtin_add_overflow(a, b, &sum)) return sum;
    return b < 0 ? INT64_MIN : INT64_MAX;
  }
  static constexpr std::int64_t saturated_difference(std::int64_t a, std::int64_t b) noexcept {
    std::int64_t difference = 0;
    if (!__builtin_sub_overflow(a, b, &difference)) return difference;
    return b < 0 ? INT64_MAX : INT64_MIN;
  }

  std::int64_t microseconds_ = 0;
};

}  // namespace signet::inline v0
