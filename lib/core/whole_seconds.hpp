// The way nearly every token writes a date, told and read in one go.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/digits.hpp"
#include "signet/core/numeric_date.hpp"

namespace signet::inline v0::detail {

/// What ten digits say of which `first` are the first eight and `last` the last eight.
constexpr NumericDate seconds_of_ten(std::uint64_t first, std::uint64_t last) noexcept {
  const std::uint64_t seconds = value_of_digits(first) * 100 + (last >> 48 & 0x0f) * 10 + (last >> 56 & 0x0f);
  return NumericDate::from_microseconds(static_cast<std::int64_t>(seconds * 1'000'000));
}

/// Whether the text is a JSON number of ten digits and nothing else, of which `date` becomes the date: whole
/// seconds, from 2001 until 2286. False says that the text must be read in full, and not that it is no date.
/// (An optional would go through memory, where it waits for its two halves to be stored.)
inline bool read_whole_seconds(std::string_view text, NumericDate& date) noexcept {
  if (text.size() != 10 || text.front() == '0') return false;
  // What is left of a digit is its value, at most 9: more than 9 shows in the highest bit when 0x76 is added.
  constexpr std::uint64_t zeros = 0x3030'3030'3030'3030;
  constexpr std::uint64_t to_highest_bit = 0x7676'7676'7676'7676;
  constexpr std::uint64_t highest_bits = 0x8080'8080'8080'8080;
  const char* const digits = text.data();
  const std::uint64_t first = eight_bytes(digits) ^ zeros;
  const std::uint64_t last = eight_bytes(digits + 2) ^ zeros;  // of which six are known
  const std::uint64_t beyond = first | last | (first + to_highest_bit) | (last + to_highest_bit);
  if ((beyond & highest_bits) != 0) return false;
  date = seconds_of_ten(first, last);
  return true;
}

/// The same of a text that is known to be a JSON number: what is no digit in it is one of `-+.eE`, none of
/// which has the bit that each digit has.
inline bool read_whole_seconds_of_number(std::string_view number, NumericDate& date) noexcept {
  if (number.size() != 10) return false;
  constexpr std::uint64_t bits_of_digits = 0x1010'1010'1010'1010;
  const std::uint64_t first = eight_bytes(number.data());
  const std::uint64_t last = eight_bytes(number.data() + 2);
  if ((first & last & bits_of_digits) != bits_of_digits) return false;
  date = seconds_of_ten(first, last);
  return true;
}

}  // namespace signet::inline v0::detail
