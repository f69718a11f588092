// Where strings of JSON end, or go on with something else than plain text, up to 16 bytes at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/digits.hpp"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace signet::inline v0::detail {

/// Whether this byte needs a second look inside a string. The others, ASCII without control characters,
/// quote and backslash, stand for themselves (RFC 8259 §7).
constexpr bool is_special(char byte) noexcept {
  const auto code = static_cast<std::uint8_t>(byte);
  return code < 0x20 || code >= 0x80 || byte == '"' || byte == '\\';
}

/// The high bits of the eight bytes side by side, the first one lowest.
constexpr std::uint32_t bits_of_8(std::uint64_t bytes) noexcept {
  // The product moves them, now the lowest of their bytes, to the top.
  return static_cast<std::uint32_t>((bytes >> 7 & 0x0101'0101'0101'0101) * 0x0102'0408'1020'4080 >> 56);
}

/// Whether each of the eight bytes is *not* special, the first one lowest, for processors without SSE2.
constexpr std::uint32_t plain_of_8(std::uint64_t bytes) noexcept {
  constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
  constexpr std::uint64_t sevens = 0x7f * ones;
  // In each byte the high bit, if the seven lower ones are all clear.
  const auto clear = [](std::uint64_t x) { return ~((x & sevens) + sevens); };
  const std::uint64_t special =
      clear(bytes ^ '"' * ones) | clear(bytes ^ '\\' * ones) | clear(bytes & 0x60 * ones) | bytes;
  return bits_of_8(~special);
}

/// Whether each of the 16 bytes at `text` is *not* special, the first one lowest.
inline std::uint32_t plain_of_16(const char* text) noexcept {
#ifdef __SSE2__  // of every x86-64
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  // This bit changed, the quote lies next to the control characters, which stay where they are; as signed
  // numbers, bytes from 0x80 on lie below them.
  constexpr char bit = '"' ^ 0x20;
  const __m128i moved = _mm_xor_si128(bytes, _mm_set1_epi8(bit));
  const __m128i plain = _mm_andnot_si128(_mm_cmpeq_epi8(moved, _mm_set1_epi8('\\' ^ bit)),
                                         _mm_cmpgt_epi8(moved, _mm_set1_epi8(0x20)));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(plain));
#else
  return plain_of_8(eight_bytes(text)) | plain_of_8(eight_bytes(text + 8)) << 8;
#endif
}

/// How many bytes at the front of `text` are not special. Reads nothing beyond it.
inline std::size_t plain_run(std::string_view text) noexcept {
  std::size_t at = 0;
  for (; text.size() - at >= 16; at += 16) {
    const std::uint32_t plain = plain_of_16(text.data() + at);
    if (plain != 0xffff) return at + static_cast<std::size_t>(std::countr_one(plain));
  }
  while (at < text.size() && !is_special(text[at])) ++at;
  return at;
}

}  // namespace signet::inline v0::detail
