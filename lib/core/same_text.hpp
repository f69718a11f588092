// Comparison of texts without a call: of short ones, that of memcmp is the larger part.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

namespace signet::inline v0::detail {

/// Whether both have the same `size` bytes, `Piece` of them or more. Of constant size, memcmp is no call. The
/// last piece lies over the one before it, so that nothing is left to compare byte by byte.
template <std::size_t Piece>
bool same_pieces(const char* a, const char* b, std::size_t size) noexcept {
  const std::size_t last = size - Piece;
  if (std::memcmp(a + last, b + last, Piece) != 0) return false;
  for (std::size_t at = 0; at < last; at += Piece) {
    if (std::memcmp(a + at, b + at, Piece) != 0) return false;
  }
  return true;
}

/// Whether both have the same `size` bytes.
inline bool same_bytes(const char* a, const char* b, std::size_t size) noexcept {
  if (size >= 16) return same_pieces<16>(a, b, size);
  if (size >= 4) return same_pieces<4>(a, b, size);
  return size == 0 || same_pieces<1>(a, b, size);
}

/// As ==.
inline bool same_text(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

}  // namespace signet::inline v0::detail
