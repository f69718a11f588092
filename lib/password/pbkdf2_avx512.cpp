// PBKDF2 with AVX-512: 16 chains side by side, one in each lane.
#include <immintrin.h>

#include "password/pbkdf2_kernels.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr int lanes = 16;
using Vector = __m512i;

// Names in three-operand logic: bit i of the number is the answer where the operands' bits spell i.
constexpr int xor_of_three = 0x96;
constexpr int choice_of_three = 0xca;
constexpr int majority_of_three = 0xe8;

[[gnu::always_inline]] inline Vector exclusive_or(Vector a, Vector b, Vector c) noexcept {
  return _mm512_ternarylogic_epi32(a, b, c, xor_of_three);
}
[[gnu::always_inline]] inline Vector choice(Vector e, Vector f, Vector g) noexcept {
  return _mm512_ternarylogic_epi32(e, f, g, choice_of_three);
}
[[gnu::always_inline]] inline Vector majority(Vector a, Vector b, Vector c) noexcept {
  return _mm512_ternarylogic_epi32(a, b, c, majority_of_three);
}
template <int bits>
[[gnu::always_inline]] inline Vector rotated(Vector x) noexcept {
  return _mm512_ror_epi32(x, bits);
}
[[gnu::always_inline]] inline Vector plus(Vector a, Vector b) noexcept { return _mm512_add_epi32(a, b); }
[[gnu::always_inline]] inline Vector all(std::uint32_t word) noexcept {
  return _mm512_set1_epi32(static_cast<int>(word));
}

// FIPS 180-4 §4.1.2.
[[gnu::always_inline]] inline Vector big_sigma0(Vector x) noexcept {
  return exclusive_or(rotated<2>(x), rotated<13>(x), rotated<22>(x));
}
[[gnu::always_inline]] inline Vector big_sigma1(Vector x) noexcept {
  return exclusive_or(rotated<6>(x), rotated<11>(x), rotated<25>(x));
}
[[gnu::always_inline]] inline Vector small_sigma0(Vector x) noexcept {
  return exclusive_or(rotated<7>(x), rotated<18>(x), _mm512_srli_epi32(x, 3));
}
[[gnu::always_inline]] inline Vector small_sigma1(Vector x) noexcept {
  return exclusive_or(rotated<17>(x), rotated<19>(x), _mm512_srli_epi32(x, 10));
}

// The second and last block of a hash that began with `start`: `words` in the lower half of w, and the
// padding. The digest is put where the words were.
[[gnu::always_inline]] inline void finish(const Vector* start, Vector* words) noexcept {
  Vector w[16];
  Vector s[8];
#pragma GCC unroll 8
  for (int i = 0; i < 8; ++i) {
    w[i] = words[i];
    w[i + 8] = all(i == 0 ? end_of_message : i == 7 ? message_bits : 0);
    s[i] = start[i];
  }
#pragma GCC unroll 64
  for (int t = 0; t < 64; ++t) {
    // Names move instead of values: a is s[-t mod 8].
    const auto at = [t](int i) { return (i - t) & 7; };
    if (t >= 16) {
      w[t & 15] = plus(plus(w[t & 15], small_sigma0(w[(t + 1) & 15])),
                       plus(w[(t + 9) & 15], small_sigma1(w[(t + 14) & 15])));
    }
    const Vector e = s[at(4)];
    const Vector a = s[at(0)];
    const Vector t1 = plus(plus(s[at(7)], plus(w[t & 15], all(sha256_k[t]))),
                           plus(big_sigma1(e), choice(e, s[at(5)], s[at(6)])));
    s[at(3)] = plus(s[at(3)], t1);
    s[at(7)] = plus(t1, plus(big_sigma0(a), majority(a, s[at(1)], s[at(2)])));
  }
#pragma GCC unroll 8
  for (int i = 0; i < 8; ++i) words[i] = plus(s[i], start[i]);
}

using Part = Pbkdf2Words Pbkdf2Chain::*;

// One word of every chain, element by element: that is done once in 600,000 rounds.
[[gnu::always_inline]] inline Vector gathered(const Pbkdf2Chain* chains, Part part, int word) noexcept {
  alignas(64) std::uint32_t row[lanes];
  for (int lane = 0; lane < lanes; ++lane) row[lane] = (chains[lane].*part)[word];
  return _mm512_load_si512(row);
}

[[gnu::always_inline]] inline void scatter(Pbkdf2Chain* chains, Part part, int word, Vector value) noexcept {
  alignas(64) std::uint32_t row[lanes];
  _mm512_store_si512(row, value);
  for (int lane = 0; lane < lanes; ++lane) (chains[lane].*part)[word] = row[lane];
}

}  // namespace

void pbkdf2_rounds_avx512(Pbkdf2Chain* chains, std::uint32_t rounds) noexcept {
  Vector inner[8];
  Vector outer[8];
  Vector last[8];
  Vector sum[8];
  for (int i = 0; i < 8; ++i) {
    inner[i] = gathered(chains, &Pbkdf2Chain::inner, i);
    outer[i] = gathered(chains, &Pbkdf2Chain::outer, i);
    last[i] = gathered(chains, &Pbkdf2Chain::last, i);
    sum[i] = gathered(chains, &Pbkdf2Chain::sum, i);
  }
  for (; rounds != 0; --rounds) {
    finish(inner, last);
    finish(outer, last);
    for (int i = 0; i < 8; ++i) sum[i] = _mm512_xor_si512(sum[i], last[i]);
  }
  for (int i = 0; i < 8; ++i) {
    scatter(chains, &Pbkdf2Chain::last, i, last[i]);
    scatter(chains, &Pbkdf2Chain::sum, i, sum[i]);
  }
  _mm256_zeroupper();
}

}  // namespace signet::inline v0::detail
