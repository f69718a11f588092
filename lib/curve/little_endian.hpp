// words_from: 64-bit words of bytes whose least significant comes first (RFC 8032 §5.1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace signet::inline v0::detail {

template <std::size_t size>
std::array<std::uint64_t, size / 8> words_from(std::span<const std::byte, size> bytes) noexcept {
  std::array<std::uint64_t, size / 8> words{};
  for (std::size_t i = 0; i < size; ++i) {
    words[i / 8] |= std::to_integer<std::uint64_t>(bytes[i]) << (i % 8 * 8);
  }
  return words;
}

template <std::size_t count>
std::array<std::byte, count * 8> bytes_from(const std::array<std::uint64_t, count>& words) noexcept {
  std::array<std::byte, count * 8> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::byte>(words[i / 8] >> (i % 8 * 8));
  }
  return bytes;
}

}  // namespace signet::inline v0::detail
