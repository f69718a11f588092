// Numbers of 256 bits as four words, for arithmetic on public data: nothing here hides its operands.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace signet::inline v0::detail {

__extension__ using Word2 = unsigned __int128;
__extension__ using SignedWord2 = __int128;

using Limbs = std::array<std::uint64_t, 4>;  // least significant first
using WideLimbs = std::array<std::uint64_t, 8>;

constexpr std::uint64_t low(Word2 value) noexcept { return static_cast<std::uint64_t>(value); }
constexpr std::uint64_t high(Word2 value) noexcept { return static_cast<std::uint64_t>(value >> 64U); }

constexpr Limbs load_big_endian(std::span<const std::byte, 32> bytes) noexcept {
  Limbs number{};
  for (std::size_t i = 0; i < 32; ++i) {
    std::uint64_t& limb = number[3 - i / 8];
    limb = limb << 8U | static_cast<std::uint64_t>(bytes[i]);
  }
  return number;
}

constexpr bool is_zero(const Limbs& a) noexcept { return (a[0] | a[1] | a[2] | a[3]) == 0; }

struct Sum {
  Limbs limbs;
  std::uint64_t carry;  // 1 where the result does not fit: of a difference, the borrow
};

constexpr Sum add(const Limbs& a, const Limbs& b) noexcept {
  const Word2 t0 = Word2{a[0]} + b[0];
  const Word2 t1 = Word2{a[1]} + b[1] + high(t0);
  const Word2 t2 = Word2{a[2]} + b[2] + high(t1);
  const Word2 t3 = Word2{a[3]} + b[3] + high(t2);
  return {{low(t0), low(t1), low(t2), low(t3)}, high(t3)};
}

constexpr Sum subtract(const Limbs& a, const Limbs& b) noexcept {
  const Word2 t0 = Word2{a[0]} - b[0];
  const Word2 t1 = Word2{a[1]} - b[1] - (high(t0) & 1U);
  const Word2 t2 = Word2{a[2]} - b[2] - (high(t1) & 1U);
  const Word2 t3 = Word2{a[3]} - b[3] - (high(t2) & 1U);
  return {{low(t0), low(t1), low(t2), low(t3)}, high(t3) & 1U};
}

constexpr bool less(const Limbs& a, const Limbs& b) noexcept { return subtract(a, b).carry != 0; }

/// `sum` modulo m, of what is below 2·m. By a mask, since which case it is cannot be predicted.
constexpr Limbs reduce_once(const Sum& sum, const Limbs& m) noexcept {
  const Sum less_m = subtract(sum.limbs, m);
  const std::uint64_t keep = std::uint64_t{0} - (less_m.carry & (sum.carry ^ 1U));
  const auto select = [&](std::size_t i) { return (sum.limbs[i] & keep) | (less_m.limbs[i] & ~keep); };
  return {select(0), select(1), select(2), select(3)};
}

/// a·b + c + carry, of which `carry` takes the upper word.
constexpr std::uint64_t multiply_add(std::uint64_t a, std::uint64_t b, std::uint64_t c,
                                     std::uint64_t& carry) noexcept {
  const Word2 t = Word2{a} * b + c + carry;
  carry = high(t);
  return low(t);
}

/// a·b. Row by row and not in a loop, which compilers at -O2 leave one.
constexpr WideLimbs multiply(const Limbs& a, const Limbs& b) noexcept {
  std::uint64_t p4 = 0;
  std::uint64_t p5 = 0;
  std::uint64_t p6 = 0;
  std::uint64_t p7 = 0;
  const std::uint64_t p0 = multiply_add(a[0], b[0], 0, p4);
  std::uint64_t p1 = multiply_add(a[0], b[1], 0, p4);
  std::uint64_t p2 = multiply_add(a[0], b[2], 0, p4);
  std::uint64_t p3 = multiply_add(a[0], b[3], 0, p4);
  p1 = multiply_add(a[1], b[0], p1, p5);
  p2 = multiply_add(a[1], b[1], p2, p5);
  p3 = multiply_add(a[1], b[2], p3, p5);
  p4 = multiply_add(a[1], b[3], p4, p5);
  p2 = multiply_add(a[2], b[0], p2, p6);
  p3 = multiply_add(a[2], b[1], p3, p6);
  p4 = multiply_add(a[2], b[2], p4, p6);
  p5 = multiply_add(a[2], b[3], p5, p6);
  p3 = multiply_add(a[3], b[0], p3, p7);
  p4 = multiply_add(a[3], b[1], p4, p7);
  p5 = multiply_add(a[3], b[2], p5, p7);
  p6 = multiply_add(a[3], b[3], p6, p7);
  return {p0, p1, p2, p3, p4, p5, p6, p7};
}

}  // namespace signet::inline v0::detail
