// The way nearly every token writes a date, told and read in one go.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/digits.hpp"
#include "signet/core/numeric_date.hpp"

namespace signet::inline v0::detail {

inline constexpr std::int64_t last_second = 253'402'300'799;  // 9999-12-31T23:59:59Z

/// The date of a JSON number that is whole seconds without sign, fraction and exponent, from 1 on: of ten
/// digits until the year 2286. Nothing says that the text must be read in full, and not that it is no date.
inline std::optional<NumericDate> whole_seconds(std::string_view text) noexcept {
  constexpr std::size_t digits_of_last_second = 12;
  if (text.empty() || text.size() > digits_of_last_second || text.front() == '0') return std::nullopt;
  std::uint64_t seconds = 0;
  if (text.size() >= 8 && are_digits(eight_bytes(text.data()))) {
    seconds = value_of_digits(eight_bytes(text.data()));
    text.remove_prefix(8);
  }
  for (const char c : text) {
    const auto digit = static_cast<std::uint64_t>(static_cast<unsigned char>(c)) - '0';
    if (digit > 9) return std::nullopt;
    seconds = seconds * 10 + digit;
  }
  if (seconds > static_cast<std::uint64_t>(last_second)) return std::nullopt;
  return NumericDate::from_microseconds(static_cast<std::int64_t>(seconds * 1'000'000));
}

}  // namespace signet::inline v0::detail
