// Division modulo n and the recoding of numbers as signed digits.
#include "curve/p256_scalar.hpp"

#include "curve/inverse.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::uint64_t minus_inverse_of_n = 0xccd1c8aaee00bc4f;  // -1/n modulo 2^64
static_assert(p256_n[0] * minus_inverse_of_n == ~std::uint64_t{0});

constexpr Limbs two_to_256{0x0c46353d039cdaaf, 0x4319055258e8617b, 0, 0x00000000ffffffff};

// a / 2^256 modulo n, of what is below n·2^256 (Montgomery's reduction).
Limbs reduce(WideLimbs a) noexcept {
  std::uint64_t top = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint64_t m = a[i] * minus_inverse_of_n;
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const Word2 t = Word2{m} * p256_n[j] + a[i + j] + carry;
      a[i + j] = low(t);
      carry = high(t);
    }
    const Word2 t = Word2{a[i + 4]} + carry + top;
    a[i + 4] = low(t);
    top = high(t);
  }
  return reduce_once({{a[4], a[5], a[6], a[7]}, top}, p256_n);
}

}  // namespace

Limbs p256_divisor(const Limbs& s) noexcept { return divide(two_to_256, s, p256_n); }

Limbs p256_quotient(const Limbs& a, const Limbs& divisor) noexcept { return reduce(multiply(a, divisor)); }

SignedDigits::SignedDigits(const Limbs& number) noexcept {
  int carry = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = i * bits;
    const std::size_t limb = at / 64;
    std::uint64_t window = number[limb] >> at % 64;
    if (at % 64 > 64 - bits && limb < 3) window |= number[limb + 1] << (64 - at % 64);
    const int digit = static_cast<int>(window % (1U << bits)) + carry;
    carry = digit > largest ? 1 : 0;  // none is left at the end: the last digit has four bits
    digits_[i] = static_cast<std::int8_t>(digit - (carry << bits));
  }
}

}  // namespace signet::inline v0::detail
