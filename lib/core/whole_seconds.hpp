// The way nearly every token writes a date, told and read in one go.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/digits.hpp"
#include "signet/core/numeric_date.hpp"

namespace signet::inline v0::detail {

/// The date of a JSON number of ten digits and nothing else: whole seconds, from 2001 until 2286. Nothing
/// says that the text must be read in full, and not that it is no date.
inline std::optional<NumericDate> whole_seconds(std::string_view text) noexcept {
  if (text.size() != 10 || text.front() == '0') return std::nullopt;
  // What is left of a digit is its value, at most 9: more than 9 shows in the highest bit when 0x76 is added.
  constexpr std::uint64_t zeros = 0x3030'3030'3030'3030;
  constexpr std::uint64_t to_highest_bit = 0x7676'7676'7676'7676;
  constexpr std::uint64_t highest_bits = 0x8080'8080'8080'8080;
  const char* const digits = text.data();
  const std::uint64_t first = eight_bytes(digits) ^ zeros;
  const std::uint64_t last = eight_bytes(digits + 2) ^ zeros;  // of which six are known
  const std::uint64_t beyond = first | last | (first + to_highest_bit) | (last + to_highest_bit);
  if ((beyond & highest_bits) != 0) return std::nullopt;
  const std::uint64_t hundreds = value_of_digits(first);
  const std::uint64_t seconds = hundreds * 100 + (last >> 48 & 0xff) * 10 + (last >> 56);
  return NumericDate::from_microseconds(static_cast<std::int64_t>(seconds * 1'000'000));
}

}  // namespace signet::inline v0::detail
