// Eight decimal digits at a time, in one register.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace signet::inline v0::detail {

/// The first eight bytes of `text`, which has as many, the first one lowest.
inline std::uint64_t eight_bytes(const char* text) noexcept {
  std::uint64_t bytes = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&bytes, text, sizeof bytes);
  } else {
    for (unsigned i = 0; i < sizeof bytes; ++i) {
      bytes |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
    }
  }
  return bytes;
}

/// Whether each byte is one of '0' .. '9': 0x30 in the high half, and still after 6 was added.
constexpr bool are_digits(std::uint64_t bytes) noexcept {
  constexpr std::uint64_t high_halves = 0xf0f0'f0f0'f0f0'f0f0;
  constexpr std::uint64_t zeros = 0x3030'3030'3030'3030;
  constexpr std::uint64_t sixes = 0x0606'0606'0606'0606;
  return (bytes & high_halves) == zeros && ((bytes + sixes) & high_halves) == zeros;
}

/// How many of the eight bytes, from the first one on, are digits.
constexpr std::uint32_t leading_digits(std::uint64_t bytes) noexcept {
  constexpr std::uint64_t high_halves = 0xf0f0'f0f0'f0f0'f0f0;
  const std::uint64_t values = bytes ^ 0x3030'3030'3030'3030;
  // What a sum carries, it carries behind the first byte that is no digit.
  const std::uint64_t others = (values | (values + 0x0606'0606'0606'0606)) & high_halves;
  return static_cast<std::uint32_t>(std::countr_zero(others)) / 8;
}

/// How many digits stand at the front of `text`.
inline std::size_t leading_digits(std::string_view text) noexcept {
  std::size_t at = 0;
  for (; text.size() - at >= 8; at += 8) {
    const std::uint32_t digits = leading_digits(eight_bytes(text.data() + at));
    if (digits != 8) return at + digits;
  }
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return at;
}

/// The number that eight digits spell: neighbours are joined to pairs, these to fours, these to the whole.
constexpr std::uint64_t value_of_digits(std::uint64_t bytes) noexcept {
  bytes &= 0x0f0f'0f0f'0f0f'0f0f;
  bytes = (bytes * (1 + (10 << 8)) >> 8) & 0x00ff'00ff'00ff'00ff;
  bytes = (bytes * (1 + (100 << 16)) >> 16) & 0x0000'ffff'0000'ffff;
  return bytes * (1 + (std::uint64_t{10'000} << 32)) >> 32;
}

}  // namespace signet::inline v0::detail
