// Numbers modulo the order of P-256 against OpenSSL's, and their digits.
#include "curve/p256_scalar.hpp"

#include <doctest/doctest.h>

#include "unit/curve/p256_openssl.hpp"

using namespace signet;
using namespace signet::detail;

namespace {

constexpr Limbs all_ones{~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}};

// The number that digits stand for.
Limbs number_of(const SignedDigits& digits) {
  const p256::Number total{BN_new()};
  BN_zero(total.get());
  for (std::size_t i = SignedDigits::count; i-- > 0;) {
    BN_lshift(total.get(), total.get(), SignedDigits::bits);
    const int digit = digits[i];
    digit < 0 ? BN_sub_word(total.get(), static_cast<BN_ULONG>(-digit))
              : BN_add_word(total.get(), static_cast<BN_ULONG>(digit));
  }
  return p256::limbs(total);
}

void check_digits(const Limbs& number) {
  const SignedDigits digits{number};
  CHECK(number_of(digits) == number);
  for (std::size_t i = 0; i < SignedDigits::count; ++i) {
    CHECK(digits[i] <= SignedDigits::largest);
    CHECK(digits[i] > -SignedDigits::largest);
  }
}

}  // namespace

TEST_CASE("a scalar lies in 1 .. n-1") {
  CHECK_FALSE(is_p256_scalar({}));
  CHECK(is_p256_scalar({1, 0, 0, 0}));
  CHECK(is_p256_scalar(p256::near(p256_n, -1)));
  CHECK_FALSE(is_p256_scalar(p256_n));
  CHECK_FALSE(is_p256_scalar(p256::near(p256_n, 1)));
  CHECK_FALSE(is_p256_scalar(all_ones));
}

TEST_CASE("the constants are those of the curve that OpenSSL has") {
  CHECK(p256_n == p256::limbs(p256::Number{BN_dup(EC_GROUP_get0_order(p256::group()))}));
  CHECK(p256_p == p256::limbs(p256::Number{BN_dup(EC_GROUP_get0_field(p256::group()))}));
}

TEST_CASE("a quotient modulo n is OpenSSL's, also of numbers above n") {
  p256::Draw draw;
  std::vector<Limbs> dividends{{},     {1, 0, 0, 0},          p256::near(p256_n, -1),
                               p256_n, p256::near(p256_n, 1), all_ones};
  std::vector<Limbs> divisors{{1, 0, 0, 0}, {2, 0, 0, 0}, p256::near(p256_n, -1), p256::near(p256_n, -2)};
  for (std::size_t i = 0; i < 200; ++i) {
    dividends.push_back(draw());
    divisors.push_back(draw.below(p256_n));
  }
  for (const Limbs& divisor : divisors) {
    if (is_zero(divisor)) continue;
    const Limbs inverse = p256::inverse(divisor, p256_n);
    for (const Limbs& dividend : dividends)
      CHECK(p256_quotient(dividend, p256_divisor(divisor)) == p256::product(dividend, inverse, p256_n));
  }
}

TEST_CASE("digits stand for their number") {
  for (const Limbs& edge : {Limbs{}, Limbs{31, 0, 0, 0}, Limbs{32, 0, 0, 0}, Limbs{33, 0, 0, 0},
                            p256::near(p256_n, -1), all_ones})
    check_digits(edge);
  p256::Draw draw;
  for (std::size_t i = 0; i < 2000; ++i) check_digits(draw());
}
