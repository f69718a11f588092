// Numbers modulo p against OpenSSL's.
#include "curve/p256_field.hpp"

#include <doctest/doctest.h>

#include "curve/inverse.hpp"
#include "unit/curve/p256_openssl.hpp"

using namespace signet;
using namespace signet::detail;

namespace {

// The ends of the range, powers of two around the words of both sizes, and what has many carries.
std::vector<Limbs> edges(const Limbs& modulus) {
  std::vector<Limbs> numbers;
  for (int i = 0; i < 4; ++i) {
    numbers.push_back({static_cast<std::uint64_t>(i), 0, 0, 0});
    numbers.push_back(p256::near(modulus, -1 - i));
  }
  for (unsigned bit = 0; bit < 256; ++bit) {
    Limbs power{};
    power[bit / 64] = std::uint64_t{1} << bit % 64;
    numbers.push_back(power);
    numbers.push_back(p256::near(power, -1));
    numbers.push_back(subtract(modulus, power).limbs);
  }
  return numbers;
}

std::vector<Limbs> numbers_below(const Limbs& modulus, std::size_t random) {
  std::vector<Limbs> numbers = edges(modulus);
  p256::Draw draw;
  for (std::size_t i = 0; i < random; ++i) numbers.push_back(draw.below(modulus));
  std::erase_if(numbers, [&](const Limbs& number) { return !less(number, modulus); });
  return numbers;
}

void check_pair(const Limbs& a, const Limbs& b) {
  const P256Element x = P256Element::from(a);
  const P256Element y = P256Element::from(b);
  CHECK((x + y).value() == p256::joined(BN_mod_add, a, b, p256_p));
  CHECK((x - y).value() == p256::joined(BN_mod_sub, a, b, p256_p));
  CHECK((x * y).value() == p256::product(a, b, p256_p));
  CHECK(P256Element::difference(x, y, y, y).value() ==
        p256::joined(BN_mod_sub, p256::product(a, b, p256_p), p256::product(b, b, p256_p), p256_p));
  CHECK((x == y) == (a == b));
}

}  // namespace

TEST_CASE("a number modulo p gives back its value, its square, its negative and its inverse") {
  for (const Limbs& a : numbers_below(p256_p, 1000)) {
    const P256Element x = P256Element::from(a);
    CHECK(x.value() == a);
    CHECK(P256Element::unpack(x.canonical()).value() == a);
    CHECK(x.squared().value() == p256::product(a, a, p256_p));
    CHECK((-x).value() == p256::joined(BN_mod_sub, {}, a, p256_p));
    CHECK(x.is_zero() == is_zero(a));
    if (!is_zero(a)) CHECK(x.inverse().value() == p256::inverse(a, p256_p));
  }
  CHECK(P256Element{}.inverse().is_zero());
}

TEST_CASE("sums, differences and products modulo p are OpenSSL's") {
  const auto numbers = numbers_below(p256_p, 0);
  p256::Draw draw;
  for (std::size_t i = 0; i < 20'000; ++i) {
    check_pair(numbers[draw.word() % numbers.size()], numbers[draw.word() % numbers.size()]);
    check_pair(numbers[i % numbers.size()], draw.below(p256_p));
    check_pair(draw.below(p256_p), draw.below(p256_p));
  }
}

TEST_CASE("every multiple of p that sums lead to is zero, and its neighbours are not") {
  const P256Element p_less_1 = P256Element::from(p256::near(p256_p, -1));
  P256Element sum;
  for (int times = 1; times <= 500; ++times) {
    sum = sum + p_less_1 + p256_one;
    CHECK(sum.is_zero());
    CHECK((-sum).is_zero());
    CHECK(sum.value() == Limbs{});
    CHECK((-sum).canonical() == Limbs{});
    CHECK_FALSE((sum + p256_one).is_zero());
    CHECK((sum - p256_one).value() == p256::near(p256_p, -1));
    CHECK((-sum).reduced().value() == Limbs{});
  }
}

// A point's coordinates go through long chains of operations before they have one form again.
TEST_CASE("chains of operations modulo p stay right") {
  p256::Draw draw;
  for (std::size_t chain = 0; chain < 200; ++chain) {
    Limbs a = draw.below(p256_p);
    Limbs b = draw.below(p256_p);
    P256Element x = P256Element::from(a);
    P256Element y = P256Element::from(b);
    for (std::size_t step = 0; step < 60; ++step) {
      const P256Element old_x = x;
      const Limbs old_a = a;
      x = (x - y - y).squared() - y;
      const Limbs difference = p256::joined(BN_mod_sub, p256::joined(BN_mod_sub, a, b, p256_p), b, p256_p);
      a = p256::joined(BN_mod_sub, p256::product(difference, difference, p256_p), b, p256_p);
      y = (y * old_x + x).reduced();
      b = p256::joined(BN_mod_add, p256::product(b, old_a, p256_p), a, p256_p);
    }
    CHECK(x.value() == a);
    CHECK(y.value() == b);
  }
}

TEST_CASE("division modulo p and n is OpenSSL's, and division of or by zero is zero") {
  p256::Draw draw;
  for (const Limbs& modulus : {p256_p, p256_n}) {
    for (const Limbs& divisor : numbers_below(modulus, 2000)) {
      const Limbs factor = draw.below(modulus);
      CHECK(divide({}, divisor, modulus) == Limbs{});
      if (is_zero(divisor)) {
        CHECK(divide(factor, divisor, modulus) == Limbs{});
      } else {
        CHECK(divide({1, 0, 0, 0}, divisor, modulus) == p256::inverse(divisor, modulus));
        CHECK(divide(factor, divisor, modulus) ==
              p256::product(factor, p256::inverse(divisor, modulus), modulus));
      }
    }
  }
}
