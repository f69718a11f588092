// Blocks of base64url with the instructions that every x86-64 has.
#pragma once

#include <emmintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace signet::inline v0::detail {
namespace {

/// 16 characters at a time, told apart by comparisons: tables for each of them would keep the processor busy
/// with loading.
class Blocks {
 public:
  /// As many characters as there must be for a block, of which 14 bytes are written: two of them have no
  /// meaning.
  static constexpr std::size_t least = 19;

  void decode(const char* in, std::byte* out) noexcept {
    const __m128i values = values_of(_mm_loadu_si128(reinterpret_cast<const __m128i*>(in)));
    met_ = _mm_or_si128(met_, values);
    const __m128i bytes = packed(values);
    store(out, bytes);
    store(out + 6, _mm_unpackhi_epi64(bytes, bytes));
  }

  /// Whether no character so far was outside the alphabet.
  bool strict() const noexcept { return _mm_movemask_epi8(met_) == 0; }

 private:
  static __m128i all(int byte) noexcept { return _mm_set1_epi8(static_cast<char>(byte)); }

  // Whether the bytes are one of `count`, up to and with `last`: moved, these are the greatest signed
  // numbers.
  static __m128i up_to(__m128i bytes, char last, int count) noexcept {
    return _mm_cmpgt_epi8(_mm_add_epi8(bytes, all(0x7f - last)), all(0x7f - count));
  }
  // What must be added to the character `first`, its bit 7 set, for its value.
  static __m128i to_value(char first, int value) noexcept { return all(value - (first | 0x80)); }

  // Bit 7 stays set of what is no character of the alphabet.
  static __m128i values_of(__m128i characters) noexcept {
    const __m128i letter = up_to(_mm_or_si128(characters, all(0x20)), 'z', 26);  // capitals made small
    const __m128i small = _mm_cmpgt_epi8(characters, all('_'));
    const __m128i digit = up_to(characters, '9', 10);
    const __m128i minus = _mm_cmpeq_epi8(characters, all('-'));
    const __m128i line = _mm_cmpeq_epi8(characters, all('_'));
    const __m128i of_letter = _mm_add_epi8(_mm_and_si128(small, all(26 - ('a' - 'A'))), to_value('A', 0));
    __m128i values = _mm_or_si128(characters, all(0x80));
    values = _mm_add_epi8(values, _mm_and_si128(letter, of_letter));
    values = _mm_add_epi8(values, _mm_and_si128(digit, to_value('0', 52)));
    values = _mm_add_epi8(values, _mm_and_si128(minus, to_value('-', 62)));
    return _mm_add_epi8(values, _mm_and_si128(line, to_value('_', 63)));
  }

  // Eight values to six bytes, which are the upper ones of their eight, the first one highest.
  static __m128i packed(__m128i values) noexcept {
    const __m128i firsts = _mm_and_si128(_mm_slli_epi16(values, 6), _mm_set1_epi16(0x0fc0));
    const __m128i pairs = _mm_or_si128(firsts, _mm_srli_epi16(values, 8));
    const __m128i groups = _mm_madd_epi16(pairs, _mm_set1_epi32(0x0001'1000));
    return _mm_or_si128(_mm_slli_epi64(groups, 40), _mm_srli_epi64(groups, 16));
  }

  static void store(std::byte* out, __m128i bytes) noexcept {
    const auto first_lowest = __builtin_bswap64(static_cast<std::uint64_t>(_mm_cvtsi128_si64(bytes)));
    std::memcpy(out, &first_lowest, sizeof first_lowest);
  }

  __m128i met_ = _mm_setzero_si128();  // what all values have between them
};

}  // namespace
}  // namespace signet::inline v0::detail
