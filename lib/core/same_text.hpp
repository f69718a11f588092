// Comparison of texts without a call: of short ones, that of memcmp is the larger part.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace signet::inline v0::detail {

/// Two words compared as one.
struct TwoWords {
  friend bool operator==(const TwoWords& a, const TwoWords& b) noexcept {
    return ((a.first ^ b.first) | (a.second ^ b.second)) == 0;
  }
  std::uint64_t first;
  std::uint64_t second;
};

/// The bytes at `text`. (memcmp of constant size is no call for most of its callers, and one for others.)
template <class Piece>
Piece piece_at(const char* text) noexcept {
  Piece piece;
  std::memcpy(&piece, text, sizeof piece);
  return piece;
}

/// Whether both have the same `size` bytes, a `Piece` of them or more. The last piece lies over the one
/// before it, so that nothing is left to compare byte by byte; of most texts it and the first are all.
template <class Piece>
bool same_pieces(const char* a, const char* b, std::size_t size) noexcept {
  const auto differ_at = [a, b](std::size_t at) {
    return !(piece_at<Piece>(a + at) == piece_at<Piece>(b + at));
  };
  const std::size_t last = size - sizeof(Piece);
  if (differ_at(last) || differ_at(0)) return false;
  for (std::size_t at = sizeof(Piece); at < last; at += sizeof(Piece)) {
    if (differ_at(at)) return false;
  }
  return true;
}

/// Whether both have the same `size` bytes.
inline bool same_bytes(const char* a, const char* b, std::size_t size) noexcept {
  if (size >= 16) return same_pieces<TwoWords>(a, b, size);
  if (size >= 4) return same_pieces<std::uint32_t>(a, b, size);
  return size == 0 || same_pieces<char>(a, b, size);
}

/// As ==.
inline bool same_text(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

}  // namespace signet::inline v0::detail
