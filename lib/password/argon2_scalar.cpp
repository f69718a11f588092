// argon2 without vector instructions: the compression function as RFC 9106 §3.5 and §3.6 write it.
#include <bit>

#include "password/argon2_segment.hpp"

namespace signet::inline v0::detail {
namespace {

// x + y + 2 * lower half of x * lower half of y
std::uint64_t mixed(std::uint64_t x, std::uint64_t y) noexcept {
  return x + y + 2 * (x & 0xffff'ffff) * (y & 0xffff'ffff);
}

void mix(std::uint64_t& a, std::uint64_t& b, std::uint64_t& c, std::uint64_t& d) noexcept {
  a = mixed(a, b);
  d = std::rotr(d ^ a, 32);
  c = mixed(c, d);
  b = std::rotr(b ^ c, 24);
  a = mixed(a, b);
  d = std::rotr(d ^ a, 16);
  c = mixed(c, d);
  b = std::rotr(b ^ c, 63);
}

// P over eight pairs of words, `stride` words apart.
template <std::size_t stride>
void permute(std::uint64_t* words) noexcept {
  const auto v = [words](std::size_t i) -> std::uint64_t& { return words[i / 2 * stride + i % 2]; };
  mix(v(0), v(4), v(8), v(12));
  mix(v(1), v(5), v(9), v(13));
  mix(v(2), v(6), v(10), v(14));
  mix(v(3), v(7), v(11), v(15));
  mix(v(0), v(5), v(10), v(15));
  mix(v(1), v(6), v(11), v(12));
  mix(v(2), v(7), v(8), v(13));
  mix(v(3), v(4), v(9), v(14));
}

struct Scalar {
  template <class Known>
  static void compress(const Argon2Block& previous, const Argon2Block& reference, Argon2Block& out,
                       bool over_old, Known known) noexcept {
    Argon2Block state;
    for (std::size_t i = 0; i < argon2_block_words; ++i) {
      state.words[i] = previous.words[i] ^ reference.words[i];
      out.words[i] = over_old ? out.words[i] ^ state.words[i] : state.words[i];
    }
    for (std::size_t row = 0; row < 8; ++row) permute<2>(state.words + 16 * row);
    for (std::size_t column = 0; column < 8; ++column) permute<16>(state.words + 2 * column);
    known(state.words[0] ^ out.words[0]);
    for (std::size_t i = 0; i < argon2_block_words; ++i) out.words[i] ^= state.words[i];
  }
};

}  // namespace

void argon2_fill_scalar(const Argon2Segment& segment) noexcept { Argon2Filler<Scalar>{segment}.fill(); }

}  // namespace signet::inline v0::detail
