// argon2 with AVX2: rows one by one and columns in pairs, each two at a time.
#include <immintrin.h>

#include "password/argon2_mix.hpp"
#include "password/argon2_segment.hpp"

namespace signet::inline v0::detail {
namespace {

struct Vectors {
  using Words = __m256i;  // four of them

  static Words mixed(Words x, Words y) noexcept {
    const Words product = _mm256_mul_epu32(x, y);
    return _mm256_add_epi64(_mm256_add_epi64(x, y), _mm256_add_epi64(product, product));
  }
  template <int bits>
  static Words turned(Words x, Words y) noexcept {
    const Words z = _mm256_xor_si256(x, y);
    if constexpr (bits == 32) return _mm256_shuffle_epi32(z, 0xb1);
    if constexpr (bits == 24) {
      return _mm256_shuffle_epi8(z, _mm256_setr_epi8(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10,  //
                                                     3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10));
    }
    if constexpr (bits == 16) {
      return _mm256_shuffle_epi8(z, _mm256_setr_epi8(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9,  //
                                                     2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9));
    }
    if constexpr (bits == 63) return _mm256_xor_si256(_mm256_srli_epi64(z, 63), _mm256_add_epi64(z, z));
  }
  static Words straddling(Words x, Words y) noexcept { return _mm256_alignr_epi8(y, x, 8); }
};
using Words = Vectors::Words;

// Two rows, a register of four words each.
[[gnu::always_inline]] inline void permute_rows(Words* state) noexcept {
  Argon2Operands<Vectors> rows[2] = {{state[0], state[1], state[2], state[3]},
                                     {state[4], state[5], state[6], state[7]}};
  argon2_mix(rows);
  for (auto& row : rows) {
    row.b = _mm256_permute4x64_epi64(row.b, 0x39);  // words 1 2 3 0
    row.c = _mm256_permute4x64_epi64(row.c, 0x4e);  // 2 3 0 1
    row.d = _mm256_permute4x64_epi64(row.d, 0x93);  // 3 0 1 2
  }
  argon2_mix(rows);
  for (std::size_t i = 0; i < 2; ++i) {
    state[4 * i] = rows[i].a;
    state[4 * i + 1] = _mm256_permute4x64_epi64(rows[i].b, 0x93);
    state[4 * i + 2] = _mm256_permute4x64_epi64(rows[i].c, 0x4e);
    state[4 * i + 3] = _mm256_permute4x64_epi64(rows[i].d, 0x39);
  }
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
    argon2_permute_pairs<Vectors, 4>(state);
    known(out.words[0] ^ static_cast<std::uint64_t>(_mm256_extract_epi64(state[0], 0)));
    for (std::size_t i = 1; i < 4; ++i) argon2_permute_pairs<Vectors, 4>(state + i);
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
