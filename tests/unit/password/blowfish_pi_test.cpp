// Blowfish's first state against pi, computed here by Machin's formula.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "password/bcrypt_kernel.hpp"

namespace {

constexpr std::size_t guard = 2;  // words for what divisions cut off

/// A fixed-point number: one word before the point, then the fraction, high words first.
using Fixed = std::vector<std::uint32_t>;
constexpr std::size_t length = 1 + signet::detail::blowfish_words + guard;

// Words before `from` are known to be zero.
void divide(Fixed& number, std::uint32_t divisor, std::size_t from) {
  std::uint64_t rest = 0;
  for (std::size_t i = from; i < length; ++i) {
    rest = rest << 32 | number[i];
    number[i] = static_cast<std::uint32_t>(rest / divisor);
    rest %= divisor;
  }
}

void add(Fixed& sum, const Fixed& number) {
  std::uint64_t carry = 0;
  for (std::size_t i = length; i-- > 0;) {
    carry += std::uint64_t{sum[i]} + number[i];
    sum[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
}

void subtract(Fixed& sum, const Fixed& number) {
  std::uint64_t borrow = 0;
  for (std::size_t i = length; i-- > 0;) {
    const std::uint64_t difference = std::uint64_t{sum[i]} - number[i] - borrow;
    sum[i] = static_cast<std::uint32_t>(difference);
    borrow = difference >> 63;
  }
}

// factor * arctan(1 / x) = factor * (1/x - 1/3x^3 + 1/5x^5 - ...)
Fixed arctan(std::uint32_t factor, std::uint32_t x) {
  Fixed power(length);
  power[0] = factor;
  divide(power, x, 0);
  Fixed sum = power;
  bool minus = true;
  std::size_t from = 0;
  for (std::uint32_t n = 3; from < length; n += 2, minus = !minus) {
    divide(power, x * x, from);
    while (from < length && power[from] == 0) ++from;
    Fixed term = power;
    divide(term, n, from);
    minus ? subtract(sum, term) : add(sum, term);
  }
  return sum;
}

}  // namespace

TEST_CASE("the table that Blowfish begins with is the fraction of pi, to its last bit") {
  Fixed pi = arctan(16, 5);
  subtract(pi, arctan(4, 239));
  CHECK(pi[0] == 3);
  CHECK(std::ranges::equal(std::span{pi}.subspan(1, signet::detail::blowfish_words),
                           signet::detail::blowfish_pi));
}
