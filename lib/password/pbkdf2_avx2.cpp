// PBKDF2 with AVX2: 8 chains side by side, one in each lane.
#include <immintrin.h>

#include "password/pbkdf2_loop.hpp"

namespace signet::inline v0::detail {
namespace {

struct Level {
  static constexpr int lanes = 8;
  using Vector = __m256i;

  [[gnu::always_inline]] static Vector exclusive_or(Vector a, Vector b, Vector c) noexcept {
    return _mm256_xor_si256(_mm256_xor_si256(a, b), c);
  }
  [[gnu::always_inline]] static Vector choice(Vector e, Vector f, Vector g) noexcept {
    return _mm256_xor_si256(g, _mm256_and_si256(e, _mm256_xor_si256(f, g)));
  }
  [[gnu::always_inline]] static Vector majority(Vector a, Vector b, Vector c) noexcept {
    return _mm256_or_si256(_mm256_and_si256(a, b), _mm256_and_si256(c, _mm256_or_si256(a, b)));
  }
  template <int bits>
  [[gnu::always_inline]] static Vector rotated(Vector x) noexcept {
    return _mm256_or_si256(_mm256_srli_epi32(x, bits), _mm256_slli_epi32(x, 32 - bits));
  }
  [[gnu::always_inline]] static Vector plus(Vector a, Vector b) noexcept { return _mm256_add_epi32(a, b); }
  [[gnu::always_inline]] static Vector all(std::uint32_t word) noexcept {
    return _mm256_set1_epi32(static_cast<int>(word));
  }
  [[gnu::always_inline]] static Vector exclusive_or(Vector a, Vector b) noexcept {
    return _mm256_xor_si256(a, b);
  }
  template <int bits>
  [[gnu::always_inline]] static Vector shifted(Vector x) noexcept {
    return _mm256_srli_epi32(x, bits);
  }
  [[gnu::always_inline]] static Vector load(const std::uint32_t* row) noexcept {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(row));
  }
  [[gnu::always_inline]] static void store(std::uint32_t* row, Vector value) noexcept {
    _mm256_store_si256(reinterpret_cast<__m256i*>(row), value);
  }
};

}  // namespace

void pbkdf2_rounds_avx2(Pbkdf2Chain* chains, std::uint32_t rounds) noexcept {
  Pbkdf2Loop<Level>::run(chains, rounds);
  _mm256_zeroupper();
}

}  // namespace signet::inline v0::detail
