// The text of a UUID, all its digits at once.
#pragma once

#include <bit>
#include <cstring>

#include "signet/core/uuid.hpp"

namespace signet::inline v0::detail {

/// Sixteen bytes at a time, under no instruction set's name: as many operations as the processor needs.
using UuidBytes __attribute__((vector_size(16))) = unsigned char;

/// The hexadecimal digits of numbers below 16.
inline UuidBytes hex_digits(UuidBytes numbers) noexcept {
  const auto letters = std::bit_cast<UuidBytes>(numbers > 9);
  return numbers + '0' + (letters & ('a' - '9' - 1));
}

/// Writes the 36 characters of `id`. @return behind them
inline char* put_uuid(char* at, const Uuid& id) noexcept {
  const auto bytes = std::bit_cast<UuidBytes>(id.bytes());
  const UuidBytes high = hex_digits(bytes >> 4);
  const UuidBytes low = hex_digits(bytes & 0xf);
  // A load lies within one of these stores, so that none is waited for.
  const UuidBytes digits[] = {
      __builtin_shufflevector(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
      __builtin_shufflevector(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)};
  const auto* const text = reinterpret_cast<const char*>(digits);
  std::memcpy(at, text, 8);
  at[8] = '-';
  std::memcpy(at + 9, text + 8, 4);
  at[13] = '-';
  std::memcpy(at + 14, text + 12, 4);
  at[18] = '-';
  std::memcpy(at + 19, text + 16, 4);
  at[23] = '-';
  std::memcpy(at + 24, text + 20, 8);
  std::memcpy(at + 32, text + 28, 4);
  return at + 36;
}

}  // namespace signet::inline v0::detail
