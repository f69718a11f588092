// SpecialBytes: where strings of JSON end, or go on with something else than plain text, 64 bytes at a time.
#pragma once

#include <array>
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

/// Whether each of the eight bytes is *not* special, the first one lowest, for processors without SSE2.
constexpr std::uint32_t plain_of_8(std::uint64_t bytes) noexcept {
  constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
  constexpr std::uint64_t sevens = 0x7f * ones;
  // In each byte the high bit, if the seven lower ones are all clear.
  const auto clear = [](std::uint64_t x) { return ~((x & sevens) + sevens); };
  const std::uint64_t special =
      clear(bytes ^ '"' * ones) | clear(bytes ^ '\\' * ones) | clear(bytes & 0x60 * ones) | bytes;
  // The product moves the high bits, now the lowest of their bytes, side by side to the top.
  return static_cast<std::uint32_t>((~special >> 7 & ones) * 0x0102'0408'1020'4080 >> 56);
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

/// The same of 64 bytes.
inline std::uint64_t plain_of_64(const char* text) noexcept {
  const std::uint32_t low = plain_of_16(text) | plain_of_16(text + 16) << 16;
  const std::uint32_t high = plain_of_16(text + 32) | plain_of_16(text + 48) << 16;
  return low | std::uint64_t{high} << 32;
}

/// The same of `size` bytes, less than 64; what is behind them counts as plain.
inline std::uint64_t plain_of_few(const char* text, std::size_t size) noexcept {
  std::uint64_t plain = ~std::uint64_t{0} << size;
  std::size_t at = 0;
  for (; size - at >= 16; at += 16) plain |= std::uint64_t{plain_of_16(text + at)} << at;
  if (at != 0) return plain | std::uint64_t{plain_of_16(text + size - 16)} << (size - 16);
  for (; at < size; ++at) plain |= std::uint64_t{!is_special(text[at])} << at;
  return plain;
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

/// The special bytes of a text one after another, for a reader that knows what stands between them. 64 bytes
/// are looked at together, which is most often two members, and costs no branch for each of their strings.
///
/// It is small and made to be held in registers, as a variable of one function.
class SpecialBytes {
 public:
  /// `text` is borrowed.
  explicit SpecialBytes(std::string_view text) noexcept : text_(text) {}

  std::string_view text() const noexcept { return text_; }
  /// NUL at the end.
  char text_at(std::size_t at) const noexcept { return at < text_.size() ? text_[at] : '\0'; }

  /// Goes on at `at`, which is nowhere before a place it was told of.
  void seek(std::size_t at) noexcept {
    const std::size_t before = at - block_at_;
    ahead_ = before < block_size ? special_ >> before << before : 0;
  }
  /// Passes the first one, of which the caller knows where it is.
  void pass() noexcept { ahead_ &= ahead_ - 1; }
  /// Passes the first one and gives its place, at `at` or behind it; the size of the text where there is
  /// none.
  std::size_t next(std::size_t at) noexcept {
    if (ahead_ == 0) [[unlikely]] {
      const Block block = look(text_, at);
      block_at_ = block.at;
      ahead_ = special_ = block.special;
    }
    const std::size_t found = block_at_ + static_cast<unsigned>(std::countr_zero(ahead_));
    pass();
    return found;
  }

 private:
  struct Block {
    std::size_t at;
    std::uint64_t special;  // which of 64 bytes are, the first one lowest
  };
  static constexpr std::size_t block_size = 64;

  static Block look(std::string_view text, std::size_t at) noexcept;

  std::string_view text_;
  std::size_t block_at_ = 0;   // the one that was looked at
  std::uint64_t special_ = 0;  // in it, from the place on for which it was looked at
  std::uint64_t ahead_ = 0;    // what of it is not passed
};

}  // namespace signet::inline v0::detail
