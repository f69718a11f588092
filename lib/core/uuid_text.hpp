// The text of a UUID, written eight digits at a time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/digits.hpp"
#include "signet/core/uuid.hpp"

namespace signet::inline v0::detail {

/// The eight hexadecimal digits of four bytes of which the first one is lowest.
constexpr std::uint64_t hex_of_4(std::uint64_t bytes) noexcept {
  constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
  bytes = (bytes | bytes << 16) & 0x0000'ffff'0000'ffff;
  bytes = (bytes | bytes << 8) & 0x00ff'00ff'00ff'00ff;
  const std::uint64_t digits = (bytes >> 4 | bytes << 8) & 0x0f * ones;
  const std::uint64_t letters = (digits + 6 * ones) >> 4 & ones;  // those above 9
  return digits + '0' * ones + letters * ('a' - '9' - 1);
}

/// Writes the 36 characters of `id`. @return behind them
inline char* put_uuid(char* at, const Uuid& id) noexcept {
  constexpr std::uint64_t hyphen = '-';
  constexpr std::uint64_t four = 0xffff'ffff;  // digits, or bytes
  const auto* const bytes = reinterpret_cast<const char*>(id.bytes().data());
  const std::uint64_t front = eight_bytes(bytes);
  const std::uint64_t back = eight_bytes(bytes + 8);
  const std::uint64_t second = hex_of_4(front >> 32);
  const std::uint64_t third = hex_of_4(back & four);
  const std::uint64_t last = hex_of_4(back >> 32);
  put_eight_bytes(at, hex_of_4(front & four));
  put_eight_bytes(at + 8, hyphen | (second & four) << 8 | hyphen << 40 | second >> 32 << 48);
  put_eight_bytes(at + 16, second >> 48 | hyphen << 16 | (third & four) << 24 | hyphen << 56);
  put_eight_bytes(at + 24, third >> 32 | last << 32);
  put_eight_bytes(at + 28, last);
  return at + 36;
}

}  // namespace signet::inline v0::detail
