// Numbers modulo n, the order of P-256's generator, and how tables are walked by them.
#pragma once

#include <cstdint>

#include "curve/limbs.hpp"

namespace signet::inline v0::detail {

inline constexpr Limbs p256_n{0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000};

/// Whether `a` lies in 1 .. n-1 (FIPS 186-5 §6.4.2, step 1).
constexpr bool is_p256_scalar(const Limbs& a) noexcept { return !is_zero(a) && less(a, p256_n); }

/// 2^256 / s modulo n, of s in 1 .. n-1: the divisor that p256_quotient takes.
Limbs p256_divisor(const Limbs& s) noexcept;
/// a / s modulo n, of any a, by p256_divisor(s).
Limbs p256_quotient(const Limbs& a, const Limbs& divisor) noexcept;

/// A number below 2^256 as 43 digits of six bits, of -31 .. 32, least significant first.
class SignedDigits {
 public:
  static constexpr std::size_t count = 43;
  static constexpr unsigned bits = 6;
  static constexpr int largest = 1 << (bits - 1);

  explicit SignedDigits(const Limbs& number) noexcept;
  int operator[](std::size_t i) const noexcept { return digits_[i]; }

 private:
  std::array<std::int8_t, count> digits_;
};

}  // namespace signet::inline v0::detail
