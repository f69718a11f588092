// argon2 with AArch64's Advanced SIMD: rows and columns one by one, each as eight pairs of words.
#include <arm_neon.h>

#include "password/argon2_segment.hpp"

namespace signet::inline v0::detail {
namespace {

using Words = uint64x2_t;

// x + y + 2 * lower half of x * lower half of y
Words mixed(Words x, Words y) noexcept {
  const Words product = vmull_u32(vmovn_u64(x), vmovn_u64(y));
  return vaddq_u64(vaddq_u64(x, y), vaddq_u64(product, product));
}

template <int bits>
Words rotated(Words x) noexcept {
  return vsriq_n_u64(vshlq_n_u64(x, 64 - bits), x, bits);
}

// The operands of two mixes.
struct Operands {
  Words a, b, c, d;
};

// Step by step through both, since each has to wait for its own step before.
void mix(Operands (&both)[2]) noexcept {
  for (Operands& v : both) v.a = mixed(v.a, v.b);
  for (Operands& v : both) v.d = rotated<32>(veorq_u64(v.d, v.a));
  for (Operands& v : both) v.c = mixed(v.c, v.d);
  for (Operands& v : both) v.b = rotated<24>(veorq_u64(v.b, v.c));
  for (Operands& v : both) v.a = mixed(v.a, v.b);
  for (Operands& v : both) v.d = rotated<16>(veorq_u64(v.d, v.a));
  for (Operands& v : both) v.c = mixed(v.c, v.d);
  for (Operands& v : both) v.b = rotated<63>(veorq_u64(v.b, v.c));
}

// The second word of `first`, then the first of `second`.
Words straddling(Words first, Words second) noexcept { return vextq_u64(first, second, 1); }

// P over eight pairs of words, `stride` pairs apart.
template <std::size_t stride>
void permute(Words* state) noexcept {
  Operands pairs[2] = {{state[0], state[2 * stride], state[4 * stride], state[6 * stride]},
                       {state[stride], state[3 * stride], state[5 * stride], state[7 * stride]}};
  mix(pairs);
  Operands diagonals[2] = {
      {pairs[0].a, straddling(pairs[0].b, pairs[1].b), pairs[1].c, straddling(pairs[1].d, pairs[0].d)},
      {pairs[1].a, straddling(pairs[1].b, pairs[0].b), pairs[0].c, straddling(pairs[0].d, pairs[1].d)}};
  mix(diagonals);
  state[0] = diagonals[0].a;
  state[stride] = diagonals[1].a;
  state[2 * stride] = straddling(diagonals[1].b, diagonals[0].b);
  state[3 * stride] = straddling(diagonals[0].b, diagonals[1].b);
  state[4 * stride] = diagonals[1].c;
  state[5 * stride] = diagonals[0].c;
  state[6 * stride] = straddling(diagonals[0].d, diagonals[1].d);
  state[7 * stride] = straddling(diagonals[1].d, diagonals[0].d);
}

struct Neon {
  template <class Known>
  static void compress(const Argon2Block& previous, const Argon2Block& reference, Argon2Block& out,
                       bool over_old, const Known& known) noexcept {
    Words state[64];
    for (std::size_t i = 0; i < 64; ++i) {
      state[i] = veorq_u64(vld1q_u64(previous.words + 2 * i), vld1q_u64(reference.words + 2 * i));
      vst1q_u64(out.words + 2 * i, over_old ? veorq_u64(vld1q_u64(out.words + 2 * i), state[i]) : state[i]);
    }
    for (std::size_t row = 0; row < 8; ++row) permute<1>(state + 8 * row);
    permute<8>(state);
    known(out.words[0] ^ vgetq_lane_u64(state[0], 0));
    for (std::size_t column = 1; column < 8; ++column) permute<8>(state + column);
    for (std::size_t i = 0; i < 64; ++i) {
      vst1q_u64(out.words + 2 * i, veorq_u64(vld1q_u64(out.words + 2 * i), state[i]));
    }
  }
};

}  // namespace

void argon2_fill_neon(const Argon2Segment& segment) noexcept { Argon2Filler<Neon>{segment}.fill(); }

}  // namespace signet::inline v0::detail
