// What kernels of plain members do with instructions that every x86-64 has. Compiled for several levels, each
// with a copy of its own.
#pragma once

#include <emmintrin.h>

#include <cstdint>

namespace signet::inline v0::detail {
namespace {

struct Sse2 {
  // This bit changed, the quote lies next to the control characters, which stay where they are; as signed
  // numbers, bytes from 0x80 on lie below them.
  static constexpr char moving = '"' ^ 0x20;

  // Whether each of 16 bytes is special, or is not, the first one lowest.
  static std::uint32_t special_of_16(const char* text) noexcept { return plain_of_16(text) ^ 0xffff; }
  static std::uint32_t plain_of_16(const char* text) noexcept {
    const __m128i moved = _mm_xor_si128(load(text), _mm_set1_epi8(moving));
    const __m128i plain = _mm_andnot_si128(_mm_cmpeq_epi8(moved, _mm_set1_epi8('\\' ^ moving)),
                                           _mm_cmpgt_epi8(moved, _mm_set1_epi8(0x20)));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(plain));
  }

  // Whether each of 16 bytes is no digit: moved, digits are the ten least of the signed numbers.
  static std::uint32_t no_digits_of_16(const char* text) noexcept {
    const __m128i moved = _mm_add_epi8(load(text), _mm_set1_epi8(static_cast<char>(0x80 - '0')));
    const __m128i others = _mm_cmpgt_epi8(moved, _mm_set1_epi8(static_cast<char>(0x80 + 9)));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(others));
  }

 private:
  static __m128i load(const char* text) noexcept {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  }
};

}  // namespace
}  // namespace signet::inline v0::detail
