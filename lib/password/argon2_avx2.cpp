// argon2 with AVX2: rows one by one and columns in pairs, each two at a time.
#include <immintrin.h>

#include "password/argon2_segment.hpp"

namespace signet::inline v0::detail {
namespace {

using Words = __m256i;  // four of them

// x + y + 2 * lower half of x * lower half of y
Words mixed(Words x, Words y) noexcept {
  const Words product = _mm256_mul_epu32(x, y);
  return _mm256_add_epi64(_mm256_add_epi64(x, y), _mm256_add_epi64(product, product));
}

// The operands of four mixes.
struct Operands {
  Words a, b, c, d;
};

Words rotated_by_32(Words x) noexcept { return _mm256_shuffle_epi32(x, 0xb1); }
Words rotated_by_63(Words x) noexcept {
  return _mm256_xor_si256(_mm256_srli_epi64(x, 63), _mm256_add_epi64(x, x));
}
Words rotated_by_24(Words x) noexcept {
  return _mm256_shuffle_epi8(x, _mm256_setr_epi8(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10,  //
                                                 3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10));
}
Words rotated_by_16(Words x) noexcept {
  return _mm256_shuffle_epi8(x, _mm256_setr_epi8(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9,  //
                                                 2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9));
}

// Step by step through both, since each has to wait for its own step before. Like what follows inlined in any
// case: passed by reference, the operands would lie in memory.
[[gnu::always_inline]] inline void mix(Operands (&both)[2]) noexcept {
  for (Operands& v : both) v.a = mixed(v.a, v.b);
  for (Operands& v : both) v.d = rotated_by_32(_mm256_xor_si256(v.d, v.a));
  for (Operands& v : both) v.c = mixed(v.c, v.d);
  for (Operands& v : both) v.b = rotated_by_24(_mm256_xor_si256(v.b, v.c));
  for (Operands& v : both) v.a = mixed(v.a, v.b);
  for (Operands& v : both) v.d = rotated_by_16(_mm256_xor_si256(v.d, v.a));
  for (Operands& v : both) v.c = mixed(v.c, v.d);
  for (Operands& v : both) v.b = rotated_by_63(_mm256_xor_si256(v.b, v.c));
}

// Two rows, a register of four words each.
[[gnu::always_inline]] inline void permute_rows(Words* state) noexcept {
  Operands rows[2] = {{state[0], state[1], state[2], state[3]}, {state[4], state[5], state[6], state[7]}};
  mix(rows);
  for (Operands& row : rows) {
    row.b = _mm256_permute4x64_epi64(row.b, 0x39);  // words 1 2 3 0
    row.c = _mm256_permute4x64_epi64(row.c, 0x4e);  // 2 3 0 1
    row.d = _mm256_permute4x64_epi64(row.d, 0x93);  // 3 0 1 2
  }
  mix(rows);
  for (std::size_t i = 0; i < 2; ++i) {
    state[4 * i] = rows[i].a;
    state[4 * i + 1] = _mm256_permute4x64_epi64(rows[i].b, 0x93);
    state[4 * i + 2] = _mm256_permute4x64_epi64(rows[i].c, 0x4e);
    state[4 * i + 3] = _mm256_permute4x64_epi64(rows[i].d, 0x39);
  }
}

// In each pair of words: the second of `first`, then the first of `second`.
Words straddling(Words first, Words second) noexcept { return _mm256_alignr_epi8(second, first, 8); }

// Two columns: a register holds a pair of words of each.
[[gnu::always_inline]] inline void permute_columns(Words* state) noexcept {
  Operands pairs[2] = {{state[0], state[8], state[16], state[24]},
                       {state[4], state[12], state[20], state[28]}};
  mix(pairs);
  Operands diagonals[2] = {
      {pairs[0].a, straddling(pairs[0].b, pairs[1].b), pairs[1].c, straddling(pairs[1].d, pairs[0].d)},
      {pairs[1].a, straddling(pairs[1].b, pairs[0].b), pairs[0].c, straddling(pairs[0].d, pairs[1].d)}};
  mix(diagonals);
  state[0] = diagonals[0].a;
  state[4] = diagonals[1].a;
  state[8] = straddling(diagonals[1].b, diagonals[0].b);
  state[12] = straddling(diagonals[0].b, diagonals[1].b);
  state[16] = diagonals[1].c;
  state[20] = diagonals[0].c;
  state[24] = straddling(diagonals[0].d, diagonals[1].d);
  state[28] = straddling(diagonals[1].d, diagonals[0].d);
}

struct Avx2 {
  template <class Known>
  static void compress(const Argon2Block& previous, const Argon2Block& reference, Argon2Block& out,
                       bool over_old, const Known& known) noexcept {
    Words state[32];
    for (std::size_t i = 0; i < 32; ++i) {
      state[i] = _mm256_xor_si256(*at(previous, i), *at(reference, i));
      *at(out, i) = over_old ? _mm256_xor_si256(*at(out, i), state[i]) : state[i];
    }
    for (std::size_t i = 0; i < 4; ++i) permute_rows(state + 8 * i);
    permute_columns(state);
    known(out.words[0] ^ static_cast<std::uint64_t>(_mm256_extract_epi64(state[0], 0)));
    for (std::size_t i = 1; i < 4; ++i) permute_columns(state + i);
    for (std::size_t i = 0; i < 32; ++i) *at(out, i) = _mm256_xor_si256(*at(out, i), state[i]);
  }

 private:
  static const Words* at(const Argon2Block& block, std::size_t i) noexcept {
    return reinterpret_cast<const Words*>(block.words + 4 * i);
  }
  static Words* at(Argon2Block& block, std::size_t i) noexcept {
    return reinterpret_cast<Words*>(block.words + 4 * i);
  }
};

}  // namespace

void argon2_fill_avx2(const Argon2Segment& segment) noexcept {
  Argon2Filler<Avx2>{segment}.fill();
  _mm256_zeroupper();
}

}  // namespace signet::inline v0::detail
