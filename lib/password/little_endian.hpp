// Integers in the byte order that BLAKE2b and argon2 write.
#pragma once

#include <bit>
#include <cstdint>

namespace signet::inline v0::detail {

// g++ 12 has no std::byteswap. Each is its own inverse.
constexpr std::uint32_t little_endian(std::uint32_t value) noexcept {
  return std::endian::native == std::endian::little ? value : __builtin_bswap32(value);
}
constexpr std::uint64_t little_endian(std::uint64_t value) noexcept {
  return std::endian::native == std::endian::little ? value : __builtin_bswap64(value);
}

}  // namespace signet::inline v0::detail
