// argon2 with AArch64's Advanced SIMD: rows and columns one by one, each as eight pairs of words.
#include <arm_neon.h>

#include "password/argon2_mix.hpp"
#include "password/argon2_segment.hpp"

namespace signet::inline v0::detail {
namespace {

struct Vectors {
  using Words = uint64x2_t;

  static Words mixed(Words x, Words y) noexcept {
    const Words product = vmull_u32(vmovn_u64(x), vmovn_u64(y));
    return vaddq_u64(vaddq_u64(x, y), vaddq_u64(product, product));
  }
  template <int bits>
  static Words turned(Words x, Words y) noexcept {
    const Words z = veorq_u64(x, y);
    return vsriq_n_u64(vshlq_n_u64(z, 64 - bits), z, bits);
  }
  static Words straddling(Words x, Words y) noexcept { return vextq_u64(x, y, 1); }
};
using Words = Vectors::Words;

struct Neon {
  template <class Known>
  static void compress(const Argon2Block& previous, const Argon2Block& reference, Argon2Block& out,
                       bool over_old, const Known& known) noexcept {
    Words state[64];
    for (std::size_t i = 0; i < 64; ++i) {
      state[i] = veorq_u64(vld1q_u64(previous.words + 2 * i), vld1q_u64(reference.words + 2 * i));
      vst1q_u64(out.words + 2 * i, over_old ? veorq_u64(vld1q_u64(out.words + 2 * i), state[i]) : state[i]);
    }
    for (std::size_t row = 0; row < 8; ++row) argon2_permute_pairs<Vectors, 1>(state + 8 * row);
    argon2_permute_pairs<Vectors, 8>(state);
    known(out.words[0] ^ vgetq_lane_u64(state[0], 0));
    for (std::size_t column = 1; column < 8; ++column) argon2_permute_pairs<Vectors, 8>(state + column);
    for (std::size_t i = 0; i < 64; ++i) {
      vst1q_u64(out.words + 2 * i, veorq_u64(vld1q_u64(out.words + 2 * i), state[i]));
    }
  }
};

}  // namespace

void argon2_fill_neon(const Argon2Segment& segment) noexcept { Argon2Filler<Neon>{segment}.fill(); }

}  // namespace signet::inline v0::detail
