// argon2 with AVX-512: the whole of a block's 128 words in 16 registers.
#include <immintrin.h>

#include "password/argon2_mix.hpp"
#include "password/argon2_segment.hpp"

namespace signet::inline v0::detail {
namespace {

struct Vectors {
  using Words = __m512i;  // eight of them

  static Words mixed(Words x, Words y) noexcept {
    const Words product = _mm512_mul_epu32(x, y);
    return _mm512_add_epi64(_mm512_add_epi64(x, y), _mm512_add_epi64(product, product));
  }
  template <int bits>
  static Words turned(Words x, Words y) noexcept {
    return _mm512_ror_epi64(_mm512_xor_si512(x, y), bits);
  }
  static Words straddling(Words x, Words y) noexcept { return _mm512_alignr_epi8(y, x, 8); }
};
using Words = Vectors::Words;

// Rows, two at a time: a register holds four words of each. In memory it is words 0-7 and 8-15 of one row.
[[gnu::always_inline]] inline void permute_rows(Words (&state)[16]) noexcept {
  Argon2Operands<Vectors> rows[4];
  for (std::size_t i = 0; i < 4; ++i) {
    const Words* const from = state + 4 * i;
    rows[i] = {_mm512_shuffle_i64x2(from[0], from[2], 0x44), _mm512_shuffle_i64x2(from[0], from[2], 0xee),
               _mm512_shuffle_i64x2(from[1], from[3], 0x44), _mm512_shuffle_i64x2(from[1], from[3], 0xee)};
  }
  argon2_mix(rows);
  for (auto& row : rows) {
    row.b = _mm512_permutex_epi64(row.b, 0x39);  // words 1 2 3 0
    row.c = _mm512_permutex_epi64(row.c, 0x4e);  // 2 3 0 1
    row.d = _mm512_permutex_epi64(row.d, 0x93);  // 3 0 1 2
  }
  argon2_mix(rows);
  // Back from the diagonals and into single rows at once; from 8 on it is the second register.
  const Words ab_of_first = _mm512_setr_epi64(0, 1, 2, 3, 11, 8, 9, 10);
  const Words ab_of_second = _mm512_setr_epi64(4, 5, 6, 7, 15, 12, 13, 14);
  const Words cd_of_first = _mm512_setr_epi64(2, 3, 0, 1, 9, 10, 11, 8);
  const Words cd_of_second = _mm512_setr_epi64(6, 7, 4, 5, 13, 14, 15, 12);
  for (std::size_t i = 0; i < 4; ++i) {
    Words* const to = state + 4 * i;
    to[0] = _mm512_permutex2var_epi64(rows[i].a, ab_of_first, rows[i].b);
    to[1] = _mm512_permutex2var_epi64(rows[i].c, cd_of_first, rows[i].d);
    to[2] = _mm512_permutex2var_epi64(rows[i].a, ab_of_second, rows[i].b);
    to[3] = _mm512_permutex2var_epi64(rows[i].c, cd_of_second, rows[i].d);
  }
}

struct Avx512 {
  template <class Known>
  static void compress(const Argon2Block& previous, const Argon2Block& reference, Argon2Block& out,
                       bool over_old, const Known& known) noexcept {
    Words state[16];
    for (std::size_t i = 0; i < 16; ++i) {
      state[i] = _mm512_xor_si512(_mm512_load_si512(previous.words + 8 * i),
                                  _mm512_load_si512(reference.words + 8 * i));
    }
    if (over_old) {
      for (std::size_t i = 0; i < 16; ++i) add(out, i, state[i]);
    } else {
      for (std::size_t i = 0; i < 16; ++i) _mm512_store_si512(out.words + 8 * i, state[i]);
    }
    permute_rows(state);
    argon2_permute_pairs<Vectors, 2>(state);
    add(out, 0, state[0]);
    known(out.words[0]);
    argon2_permute_pairs<Vectors, 2>(state + 1);
    for (std::size_t i = 1; i < 16; ++i) add(out, i, state[i]);
  }

 private:
  static void add(Argon2Block& out, std::size_t i, Words words) noexcept {
    _mm512_store_si512(out.words + 8 * i, _mm512_xor_si512(_mm512_load_si512(out.words + 8 * i), words));
  }
};

}  // namespace

void argon2_fill_avx512(const Argon2Segment& segment) noexcept {
  Argon2Filler<Avx512>{segment}.fill();
  _mm256_zeroupper();
}

}  // namespace signet::inline v0::detail
