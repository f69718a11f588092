// argon2's mixing of words (RFC 9106 §3.6) on vectors of them, the same for every level that has vectors.
#pragma once

#include <cstddef>

namespace signet::inline v0::detail {

// `Level` is a type of an anonymous namespace, which keeps these instances inside their file. It has
//   Words              a register of words;
//   mixed(x, y)        x + y + 2 * lower half of x * lower half of y, word by word;
//   turned<bits>(x, y) x xor y, each word rotated right;
//   straddling(x, y)   in each pair of words, the second of x, then the first of y.

// The operands of as many mixes as a register has words.
template <class Level>
struct Argon2Operands {
  typename Level::Words a, b, c, d;
};

// Step by step through all, since each has to wait for its own step before. Like what follows inlined in any
// case: passed by reference, the operands would lie in memory.
template <class Level, std::size_t count>
[[gnu::always_inline]] inline void argon2_mix(Argon2Operands<Level> (&all)[count]) noexcept {
  for (auto& v : all) v.a = Level::mixed(v.a, v.b);
  for (auto& v : all) v.d = Level::template turned<32>(v.d, v.a);
  for (auto& v : all) v.c = Level::mixed(v.c, v.d);
  for (auto& v : all) v.b = Level::template turned<24>(v.b, v.c);
  for (auto& v : all) v.a = Level::mixed(v.a, v.b);
  for (auto& v : all) v.d = Level::template turned<16>(v.d, v.a);
  for (auto& v : all) v.c = Level::mixed(v.c, v.d);
  for (auto& v : all) v.b = Level::template turned<63>(v.b, v.c);
}

// P over eight registers, `stride` apart, each with a pair of words of as many rows or columns as it has
// pairs.
template <class Level, std::size_t stride>
[[gnu::always_inline]] inline void argon2_permute_pairs(typename Level::Words* state) noexcept {
  Argon2Operands<Level> pairs[2] = {{state[0], state[2 * stride], state[4 * stride], state[6 * stride]},
                                    {state[stride], state[3 * stride], state[5 * stride], state[7 * stride]}};
  argon2_mix(pairs);
  Argon2Operands<Level> diagonals[2] = {{pairs[0].a, Level::straddling(pairs[0].b, pairs[1].b), pairs[1].c,
                                         Level::straddling(pairs[1].d, pairs[0].d)},
                                        {pairs[1].a, Level::straddling(pairs[1].b, pairs[0].b), pairs[0].c,
                                         Level::straddling(pairs[0].d, pairs[1].d)}};
  argon2_mix(diagonals);
  state[0] = diagonals[0].a;
  state[stride] = diagonals[1].a;
  state[2 * stride] = Level::straddling(diagonals[1].b, diagonals[0].b);
  state[3 * stride] = Level::straddling(diagonals[0].b, diagonals[1].b);
  state[4 * stride] = diagonals[1].c;
  state[5 * stride] = diagonals[0].c;
  state[6 * stride] = Level::straddling(diagonals[0].d, diagonals[1].d);
  state[7 * stride] = Level::straddling(diagonals[1].d, diagonals[0].d);
}

}  // namespace signet::inline v0::detail
