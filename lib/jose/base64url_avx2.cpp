// base64url with AVX2: 32 characters at a time, told apart by their nibbles.
#include <immintrin.h>

#include "jose/base64url_blocks.hpp"

namespace signet::inline v0::detail {
namespace {

// 32 bytes: the 16 given, once for each lane.
struct alignas(32) Row {
  unsigned char bytes[32];
  __m256i load() const noexcept { return _mm256_load_si256(reinterpret_cast<const __m256i*>(bytes)); }
};

template <class... Byte>
constexpr Row both(Byte... byte) {
  return {{static_cast<unsigned char>(byte)..., static_cast<unsigned char>(byte)...}};
}

// A character is outside the alphabet where a bit of its high nibble is also one of its low nibble. The bits
// are the ways in which a high nibble chooses among low ones.
constexpr int never = 0x01;      // 0, 1, 8 to f: refuses all
constexpr int only_d = 0x02;     // 2: '-'
constexpr int to_9 = 0x04;       // 3: digits
constexpr int from_1 = 0x08;     // 4 and 6: A to O, a to o
constexpr int to_a_or_f = 0x10;  // 5: P to Z, '_'
constexpr int to_a = 0x20;       // 7: p to z
constexpr int b_to_e = never | only_d | to_9 | to_a_or_f | to_a;
constexpr int one_to_9 = never | only_d;
constexpr Row refused_by_high = both(never, never, only_d, to_9, from_1, to_a_or_f, from_1, to_a, never,
                                     never, never, never, never, never, never, never);
constexpr Row refused_by_low = both(never | only_d | from_1, one_to_9, one_to_9, one_to_9, one_to_9, one_to_9,
                                    one_to_9, one_to_9, one_to_9, one_to_9, never | only_d | to_9, b_to_e,
                                    b_to_e, b_to_e & ~only_d, b_to_e, never | only_d | to_9 | to_a);

static_assert([] {
  for (int c = 0; c < 256; ++c) {
    const bool capital_or_small = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool taken = capital_or_small || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (taken != ((refused_by_high.bytes[c / 16] & refused_by_low.bytes[c % 16]) == 0)) return false;
  }
  return true;
}());

// What to add to a character for its value, by its high nibble; '_' needs more.
constexpr Row to_value =
    both(0, 0, 62 - '-', 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a', 0, 0, 0, 0, 0, 0, 0, 0);
constexpr int line_needs = 63 - ('_' - 'A');

// What to add to a value for its character: 0 for capitals, 1 for small letters, 2 to 11 for digits, 12 for
// '-' and 13 for '_'.
constexpr int digit = '0' - 52;
constexpr Row to_character = both('A', 'a' - 26, digit, digit, digit, digit, digit, digit, digit, digit,
                                  digit, digit, '-' - 62, '_' - 63, 0, 0);

// Each group's three bytes, first byte first, and the groups of a lane side by side.
constexpr Row bytes_of_groups = both(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);

// Four values of six bits to three bytes, which end up side by side in the lower 24.
__m256i packed(__m256i values) noexcept {
  const __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x0140'0140));
  const __m256i groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x0001'1000));
  const __m256i lanes = _mm256_shuffle_epi8(groups, bytes_of_groups.load());
  return _mm256_permutevar8x32_epi32(lanes, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
}

struct Block {
  static bool decode(const char* in, std::byte* out) noexcept {
    const __m256i characters = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in));
    const __m256i nibble = _mm256_set1_epi8(0x0f);
    const __m256i low = _mm256_and_si256(characters, nibble);
    const __m256i high = _mm256_and_si256(_mm256_srli_epi16(characters, 4), nibble);
    if (_mm256_testz_si256(_mm256_shuffle_epi8(refused_by_high.load(), high),
                           _mm256_shuffle_epi8(refused_by_low.load(), low)) == 0) {
      return false;
    }
    const __m256i line = _mm256_cmpeq_epi8(characters, _mm256_set1_epi8('_'));
    const __m256i more = _mm256_and_si256(line, _mm256_set1_epi8(line_needs));
    const __m256i added = _mm256_shuffle_epi8(to_value.load(), high);
    const __m256i bytes = packed(_mm256_add_epi8(_mm256_add_epi8(characters, more), added));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm256_castsi256_si128(bytes));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + 16), _mm256_extracti128_si256(bytes, 1));
    return true;
  }

  static void encode(const std::byte* in, char* out) noexcept {
    // The lower lane's 12 bytes, and the upper one's behind four others: 24 bytes are read and no more.
    const __m128i front = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
    const __m128i back = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + 8));
    const __m256i groups = _mm256_shuffle_epi8(
        _mm256_set_m128i(back, front), _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10, 5,
                                                        4, 6, 5, 8, 7, 9, 8, 11, 10, 12, 11, 14, 13, 15, 14));
    // Each group is b1 b0 b2 b1: multiplications shift the first and third value right, the others left.
    const __m256i odd = _mm256_mulhi_epu16(_mm256_and_si256(groups, _mm256_set1_epi32(0x0fc0'fc00)),
                                           _mm256_set1_epi32(0x0400'0040));
    const __m256i even = _mm256_mullo_epi16(_mm256_and_si256(groups, _mm256_set1_epi32(0x003f'03f0)),
                                            _mm256_set1_epi32(0x0100'0010));
    const __m256i characters = characters_of(_mm256_or_si256(odd, even));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), characters);
  }

  static void leave() noexcept { _mm256_zeroupper(); }

 private:
  static __m256i characters_of(__m256i values) noexcept {
    const __m256i over_51 = _mm256_subs_epu8(values, _mm256_set1_epi8(50));
    const __m256i over_25 = _mm256_cmpgt_epi8(values, _mm256_set1_epi8(25));
    const __m256i kind = _mm256_max_epu8(over_51, _mm256_and_si256(over_25, _mm256_set1_epi8(1)));
    return _mm256_add_epi8(values, _mm256_shuffle_epi8(to_character.load(), kind));
  }
};

}  // namespace

std::size_t base64url_decode_avx2(const char* in, std::size_t size, std::byte* out) noexcept {
  return base64url_decode_by_blocks<Block>(in, size, out);
}

void base64url_encode_avx2(const std::byte* in, std::size_t size, char* out) noexcept {
  base64url_encode_by_blocks<Block>(in, size, out);
}

}  // namespace signet::inline v0::detail
