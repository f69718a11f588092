// base64url with AVX2: 32 characters at a time, told apart by their nibbles.
#include <immintrin.h>

#include "jose/base64url_kernels.hpp"

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

// Characters are told apart by classes: the high nibble, and more for some low nibbles, so that no class has
// two answers. To look up by it is one average, of what a low nibble adds and of the character >> 3. (A
// shift of bytes leaves three bits of the next one on top; they do not reach the four that count.)
//
// Of each class the least character taken, negated; what is added to it then has its sign bit where it is no
// character of the alphabet. A class of which all are refused has -128. What is not ASCII has that bit
// anyway.
constexpr Row check_class = both(6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 6, 6, 6, 14, 14);
constexpr Row least_negated =
    both(-128, -128, -128, -'1', -'8', -'H', -'-', -'Z', -'K', -'z', -'k', -128, -'N', -'_', -'n', -128);
// And of each class, by other low nibbles, what to add to a character for its value.
constexpr Row value_class = both(0, 2, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 12, 0, 12);
constexpr Row to_value = both(0, 0, 0, 52 - '0', 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a', 62 - '-', 0, -'A',
                              63 - '_', 26 - 'a', 0, 0);

constexpr int signed_byte(int byte) { return byte < 128 ? byte : byte - 256; }

// The class as the instructions find it, whatever the next byte shifted in.
constexpr int class_of(const Row& classes, int c, int shifted_in) {
  const int by_low_nibble = c < 128 ? classes.bytes[c % 16] : 0;
  const int average = (by_low_nibble + (c >> 3 | shifted_in << 5) + 1) / 2;
  return average < 128 ? average % 16 : -1;
}
constexpr int looked_up(const Row& table, int index) {
  return index < 0 ? 0 : signed_byte(table.bytes[index]);
}

static_assert([] {
  for (int c = 0; c < 256; ++c) {
    const bool capital = c >= 'A' && c <= 'Z';
    const bool small = c >= 'a' && c <= 'z';
    const bool digit = c >= '0' && c <= '9';
    const int value = capital ? c - 'A' : small ? c - 'a' + 26 : digit ? c - '0' + 52 : c == '-' ? 62 : 63;
    const bool taken = capital || small || digit || c == '-' || c == '_';
    for (int next = 0; next < 8; ++next) {
      const int check = looked_up(least_negated, class_of(check_class, c, next)) + signed_byte(c);
      if (taken != (check >= 0)) return false;
      if (taken && c + looked_up(to_value, class_of(value_class, c, next)) != value) return false;
    }
  }
  return true;
}());

// Of 12 bytes, each group of three as b1 b0 b2 b1; the upper lane has four other bytes before its 12.
constexpr Row groups_of_bytes{{1, 0, 2, 1, 4, 3, 5, 4, 7,  6,  8,  7,  10, 9,  11, 10,
                               5, 4, 6, 5, 8, 7, 9, 8, 11, 10, 12, 11, 14, 13, 15, 14}};

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

// 24 bytes and eight that mean nothing; a sign bit of `refused` is set for what is outside the alphabet.
__m256i decoded(__m256i characters, __m256i& refused) noexcept {
  const __m256i shifted = _mm256_srli_epi32(characters, 3);
  const __m256i to_check = _mm256_avg_epu8(_mm256_shuffle_epi8(check_class.load(), characters), shifted);
  const __m256i to_add = _mm256_avg_epu8(_mm256_shuffle_epi8(value_class.load(), characters), shifted);
  const __m256i check = _mm256_adds_epi8(_mm256_shuffle_epi8(least_negated.load(), to_check), characters);
  refused = _mm256_or_si256(refused, check);
  return packed(_mm256_add_epi8(_mm256_shuffle_epi8(to_value.load(), to_add), characters));
}

__m256i load(const char* in) noexcept { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in)); }

__m128i load_16(const void* in) noexcept { return _mm_loadu_si128(static_cast<const __m128i*>(in)); }

void store(void* out, __m256i bytes) noexcept { _mm256_storeu_si256(static_cast<__m256i*>(out), bytes); }
void store_16(void* out, __m128i bytes) noexcept { _mm_storeu_si128(static_cast<__m128i*>(out), bytes); }
void store_8(void* out, __m128i bytes) noexcept { _mm_storel_epi64(static_cast<__m128i*>(out), bytes); }
void store_24(std::byte* out, __m256i bytes) noexcept {
  store_16(out, _mm256_castsi256_si128(bytes));
  store_8(out + 16, _mm256_extracti128_si256(bytes, 1));
}

// From its place n on, a row that moves bytes n places to the front and fills up with zeros.
alignas(32) constexpr unsigned char to_front[32] = {
    0,    1,    2,    3,    4,    5,    6,    7,    8,    9,    10,   11,   12,   13,   14,   15,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80};
__m128i moved(__m128i bytes, std::size_t places) noexcept {
  return _mm_shuffle_epi8(bytes, load_16(to_front + places));
}

// From its place n on, a row that has 'A' in its last n.
alignas(32) constexpr unsigned char last_are_a[32] = {0, 0, 0, 0, 0, 0, 0,   0,   0,  0,
                                                      0, 0, 0, 0, 0, 0, 'A', 'A', 'A'};

// The last block of a text, which ends where `in_end` and `out_end` do. `missing` are the characters, 0 to 2,
// that its last group lacks: they count as 'A', all of whose bits are zero, and so must then be all bits
// behind the last byte. @return whether they are
bool decode_last(const char* in_end, std::size_t missing, std::byte* out_end, __m256i& refused) noexcept {
  const __m128i front = load_16(in_end + missing - 32);
  const __m128i back = _mm_or_si128(moved(load_16(in_end - 16), missing), load_16(last_are_a + missing));
  const __m256i bytes = decoded(_mm256_set_m128i(back, front), refused);
  const __m128i upper = _mm_alignr_epi8(_mm256_extracti128_si256(bytes, 1), _mm256_castsi256_si128(bytes), 8);
  store_16(out_end + missing - 24, _mm256_castsi256_si128(bytes));
  store_8(out_end - 8, moved(upper, 8 - missing));
  const __m128i spare = moved(upper, 16 - missing);
  return _mm_testz_si128(spare, spare) != 0;
}

// Texts of 32 characters and more, of which the last group has not one alone.
bool decode(const char* in, std::size_t size, std::byte* out) noexcept {
  __m256i refused = _mm256_setzero_si256();
  std::size_t left = size;
  for (; left >= 64; left -= 64, in += 64, out += 48) {
    const __m256i bytes = decoded(load(in), refused);  // 32 are written, the last eight twice
    store(out, bytes);
    store_24(out + 24, decoded(load(in + 32), refused));
  }
  if (left >= 32) {
    store_24(out, decoded(load(in), refused));
    left -= 32;
    in += 32;
    out += 24;
  }
  const bool strict = left == 0 || decode_last(in + left, (4 - left % 4) % 4, out + left * 3 / 4, refused);
  return strict && _mm256_movemask_epi8(refused) == 0;
}

__m256i characters_of(__m256i values) noexcept {
  const __m256i over_51 = _mm256_subs_epu8(values, _mm256_set1_epi8(51));
  const __m256i over_25 = _mm256_cmpgt_epi8(values, _mm256_set1_epi8(25));  // -1 where it is so
  const __m256i kind = _mm256_sub_epi8(over_51, over_25);
  return _mm256_add_epi8(values, _mm256_shuffle_epi8(to_character.load(), kind));
}

// The characters of 24 bytes, of which the first 16 are in `front` and the last 16 in `back`.
__m256i encoded(__m128i front, __m128i back) noexcept {
  const __m256i groups = _mm256_shuffle_epi8(_mm256_set_m128i(back, front), groups_of_bytes.load());
  // Each group is b1 b0 b2 b1: multiplications shift the first and third value right, the others left.
  const __m256i odd = _mm256_mulhi_epu16(_mm256_and_si256(groups, _mm256_set1_epi32(0x0fc0'fc00)),
                                         _mm256_set1_epi32(0x0400'0040));
  const __m256i even = _mm256_mullo_epi16(_mm256_and_si256(groups, _mm256_set1_epi32(0x003f'03f0)),
                                          _mm256_set1_epi32(0x0100'0010));
  return characters_of(_mm256_or_si256(odd, even));
}

__m256i encoded(const std::byte* in) noexcept { return encoded(load_16(in), load_16(in + 8)); }

// The last block, which ends where `in_end` and `out_end` do. `missing` are the bytes, 0 to 2, that its last
// group lacks; they count as zero, and as many characters are not written.
void encode_last(const std::byte* in_end, std::size_t missing, char* out_end) noexcept {
  const __m256i characters = encoded(load_16(in_end + missing - 24), moved(load_16(in_end - 16), missing));
  const __m128i upper = _mm256_extracti128_si256(characters, 1);
  store_16(out_end + missing - 32, _mm256_castsi256_si128(characters));
  store_8(out_end + missing - 16, upper);
  store_8(out_end - 8, moved(upper, 8 - missing));
}

// 24 bytes and more. The last block comes first: all need the same constants, and a loop that may be left out
// would leave them to be made again.
void encode(const std::byte* in, std::size_t size, char* out) noexcept {
  const std::byte* const last = in + size - 24;
  const std::size_t characters = (size * 4 + 2) / 3;
  encode_last(last + 24, (4 - characters % 4) % 4, out + characters);
  for (; in < last; in += 24, out += 32) store(out, encoded(in));
}

}  // namespace

std::size_t base64url_decode_avx2(const char* in, std::size_t size, std::byte* out) noexcept {
  if (size < 32 || size % 4 == 1) return base64url_decode_scalar(in, size, out);
  const bool strict = decode(in, size, out);
  _mm256_zeroupper();
  return strict ? size : base64url_decode_scalar(in, size, out);  // which finds the place
}

void base64url_encode_avx2(const std::byte* in, std::size_t size, char* out) noexcept {
  if (size < 24) return base64url_encode_scalar(in, size, out);
  encode(in, size, out);
  _mm256_zeroupper();
}

}  // namespace signet::inline v0::detail
