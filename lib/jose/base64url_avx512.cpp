// base64url with AVX-512 VBMI: 64 characters at a time; a masked block at the end leaves nothing to scalar
// code.
#include <immintrin.h>

#include "jose/base64url_kernels.hpp"

namespace signet::inline v0::detail {
namespace {

alignas(64) constexpr char alphabet[65] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// The first `count` of 64 bytes, count below 64.
__mmask64 first(std::size_t count) noexcept { return (__mmask64{1} << count) - 1; }

struct Tables {
  // The values of the characters 0 to 63 and 64 to 127, with bit 7 where there is none.
  alignas(64) unsigned char values[128];
  // Where each of 48 bytes stands in 16 groups of four, the last of which is zero and so fills the rest.
  alignas(64) unsigned char from_groups[64];
  // Each group of three bytes as b1 b0 b2 b1.
  alignas(64) unsigned char to_groups[64];
  // Where in eight such bytes the eight bits begin whose lower six are a value.
  alignas(64) unsigned char shifts[64];
};

constexpr Tables tables = [] {
  Tables made{};
  for (unsigned char& value : made.values) value = 0x80;
  for (unsigned i = 0; i < 64; ++i) {
    made.values[static_cast<unsigned char>(alphabet[i])] = static_cast<unsigned char>(i);
    made.from_groups[i] = i < 48 ? static_cast<unsigned char>(i / 3 * 4 + 2 - i % 3) : 3;
    constexpr unsigned char bytes[] = {1, 0, 2, 1};
    made.to_groups[i] = static_cast<unsigned char>(i / 4 * 3 + bytes[i % 4]);
    constexpr unsigned char bits[] = {10, 4, 22, 16};
    made.shifts[i] = static_cast<unsigned char>(bits[i % 4] + i % 8 / 4 * 32);
  }
  return made;
}();

// 48 bytes and 16 zeros; bit 7 is set in `refused` where a character is outside the alphabet.
__m512i decoded(__m512i characters, __m512i& refused) noexcept {
  const __m512i values = _mm512_permutex2var_epi8(_mm512_load_si512(tables.values), characters,
                                                  _mm512_load_si512(tables.values + 64));
  refused = _mm512_ternarylogic_epi64(refused, values, characters, 0xfe);  // refused | values | characters
  const __m512i pairs = _mm512_maddubs_epi16(values, _mm512_set1_epi32(0x0140'0140));
  const __m512i groups = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x0001'1000));
  return _mm512_permutexvar_epi8(_mm512_load_si512(tables.from_groups), groups);
}

__m512i encoded(__m512i bytes) noexcept {
  const __m512i groups = _mm512_permutexvar_epi8(_mm512_load_si512(tables.to_groups), bytes);
  const __m512i values = _mm512_multishift_epi64_epi8(_mm512_load_si512(tables.shifts), groups);
  return _mm512_permutexvar_epi8(values, _mm512_load_si512(alphabet));
}

bool decode(const char* in, std::size_t size, std::byte* out) noexcept {
  __m512i refused = _mm512_setzero_si512();
  for (; size >= 64; size -= 64, in += 64, out += 48) {
    _mm512_mask_storeu_epi8(out, first(48), decoded(_mm512_loadu_si512(in), refused));
  }
  // What is missing counts as 'A', all of whose bits are zero; so are then all bits behind the last byte.
  const __m512i rest = _mm512_mask_loadu_epi8(_mm512_set1_epi8('A'), first(size), in);
  const __m512i bytes = decoded(rest, refused);
  const std::size_t count = size * 3 / 4;
  _mm512_mask_storeu_epi8(out, first(count), bytes);
  const bool spare_bits = _mm512_test_epi8_mask(bytes, bytes) >> count != 0;
  return size % 4 != 1 && !spare_bits && _mm512_movepi8_mask(refused) == 0;
}

}  // namespace

std::size_t base64url_decode_avx512(const char* in, std::size_t size, std::byte* out) noexcept {
  const bool strict = decode(in, size, out);
  _mm256_zeroupper();
  return strict ? size : base64url_decode_scalar(in, size, out);  // which finds the place
}

void base64url_encode_avx512(const std::byte* in, std::size_t size, char* out) noexcept {
  for (; size >= 48; size -= 48, in += 48, out += 64) {
    _mm512_storeu_si512(out, encoded(_mm512_maskz_loadu_epi8(first(48), in)));
  }
  const std::size_t count = (size * 4 + 2) / 3;
  _mm512_mask_storeu_epi8(out, first(count), encoded(_mm512_maskz_loadu_epi8(first(size), in)));
  _mm256_zeroupper();
}

}  // namespace signet::inline v0::detail
