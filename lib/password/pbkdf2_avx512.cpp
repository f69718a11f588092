// PBKDF2 with AVX-512: 16 chains side by side, one in each lane.
#include <immintrin.h>

#include "password/pbkdf2_loop.hpp"

namespace signet::inline v0::detail {
namespace {

// Names in three-operand logic: bit i of the number is the answer where the operands' bits spell i.
constexpr int xor_of_three = 0x96;
constexpr int choice_of_three = 0xca;
constexpr int majority_of_three = 0xe8;

struct Level {
  static constexpr int lanes = 16;
  using Vector = __m512i;

  [[gnu::always_inline]] static Vector exclusive_or(Vector a, Vector b, Vector c) noexcept {
    return _mm512_ternarylogic_epi32(a, b, c, xor_of_three);
  }
  [[gnu::always_inline]] static Vector choice(Vector e, Vector f, Vector g) noexcept {
    return _mm512_ternarylogic_epi32(e, f, g, choice_of_three);
  }
  [[gnu::always_inline]] static Vector majority(Vector a, Vector b, Vector c) noexcept {
    return _mm512_ternarylogic_epi32(a, b, c, majority_of_three);
  }
  template <int bits>
  [[gnu::always_inline]] static Vector rotated(Vector x) noexcept {
    return _mm512_ror_epi32(x, bits);
  }
  [[gnu::always_inline]] static Vector plus(Vector a, Vector b) noexcept { return _mm512_add_epi32(a, b); }
  [[gnu::always_inline]] static Vector all(std::uint32_t word) noexcept {
    return _mm512_set1_epi32(static_cast<int>(word));
  }
  [[gnu::always_inline]] static Vector exclusive_or(Vector a, Vector b) noexcept {
    return _mm512_xor_si512(a, b);
  }
  template <int bits>
  [[gnu::always_inline]] static Vector shifted(Vector x) noexcept {
    return _mm512_srli_epi32(x, bits);
  }
  [[gnu::always_inline]] static Vector load(const std::uint32_t* row) noexcept {
    return _mm512_load_si512(row);
  }
  [[gnu::always_inline]] static void store(std::uint32_t* row, Vector value) noexcept {
    _mm512_store_si512(row, value);
  }
};

}  // namespace

void pbkdf2_rounds_avx512(Pbkdf2Chain* chains, std::uint32_t rounds) noexcept {
  Pbkdf2Loop<Level>::run(chains, rounds);
  _mm256_zeroupper();
}

}  // namespace signet::inline v0::detail
