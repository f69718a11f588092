// Points of P-256 and the tables of their multiples against OpenSSL's.
#include "curve/p256_point.hpp"

#include <doctest/doctest.h>

#include "curve/p256_windows.hpp"
#include "unit/curve/p256_openssl.hpp"

using namespace signet;
using namespace signet::detail;

namespace {

Limbs small(std::uint64_t k) { return {k, 0, 0, 0}; }
std::vector<std::byte> expected(const Limbs& k) { return p256::bytes(p256::multiple(k)); }
std::vector<std::byte> at_infinity() { return {}; }

std::optional<P256Affine> point_from(const Limbs& x, const Limbs& y) {
  std::array<std::byte, 64> bytes{};
  std::ranges::copy(p256::big_endian(y), std::ranges::copy(p256::big_endian(x), bytes.begin()).out);
  return P256Affine::from(bytes);
}

P256Point walked(const P256Windows& windows, const Limbs& k) {
  const SignedDigits digits{k};
  P256Point sum;
  for (std::size_t i = 0; i < SignedDigits::count; ++i) windows.add_to(sum, i, digits[i]);
  return sum;
}

}  // namespace

TEST_CASE("a point is read when it is on the curve and its coordinates are below p") {
  const Limbs x = p256_generator.x.value();
  const Limbs y = p256_generator.y.value();
  CHECK(p256::bytes(P256Point{p256_generator}) == expected(small(1)));
  CHECK(point_from(x, y));
  CHECK(point_from(x, subtract(p256_p, y).limbs));
  CHECK_FALSE(point_from(x, p256::near(y, 1)));
  CHECK_FALSE(point_from(p256::near(x, 1), y));
  CHECK_FALSE(point_from({}, {}));
  CHECK_FALSE(point_from(p256_p, y));
  CHECK_FALSE(point_from(x, p256_p));
  // 5 is the x of a point, whose other names are refused: it is below 2^256 - p.
  const auto five = p256::Number{BN_new()};
  BN_set_word(five.get(), 5);
  const p256::Point point{EC_POINT_new(p256::group())};
  REQUIRE(EC_POINT_set_compressed_coordinates(p256::group(), point.get(), five.get(), 0, p256::scratch()) ==
          1);
  const Limbs its_y = p256::affine(point).y.value();
  CHECK(point_from(small(5), its_y));
  CHECK_FALSE(point_from(p256::near(p256_p, 5), its_y));
}

TEST_CASE("doubling and adding lead to OpenSSL's multiples") {
  P256Point doubled{p256_generator};
  P256Point added{p256_generator};
  Limbs power = small(1);
  for (std::uint64_t k = 2; k < 200; ++k) {
    added += p256_generator;
    CHECK(p256::bytes(added) == expected(small(k)));
    doubled = doubled.doubled();
    power = p256::joined(BN_mod_add, power, power, p256_n);
    CHECK(p256::bytes(doubled) == expected(power));
  }
}

TEST_CASE("a sum has no case that fails: equal points, opposite ones, and the one at infinity") {
  p256::Draw draw;
  for (std::size_t i = 0; i < 50; ++i) {
    const Limbs k = draw.below(p256_n);
    if (is_zero(k)) continue;
    const P256Affine point = p256::affine(p256::multiple(k));
    // The same point by another zz than 1.
    P256Point by_other_zz = P256Point{point}.doubled();
    by_other_zz += -point;
    CHECK(p256::bytes(by_other_zz) == expected(k));

    P256Point sum;
    CHECK(sum.at_infinity());
    CHECK(sum.doubled().at_infinity());
    sum += point;
    CHECK(p256::bytes(sum) == expected(k));
    for (P256Point twice : {P256Point{point}, by_other_zz}) {
      P256Point none = twice;
      twice += point;
      CHECK(p256::bytes(twice) == expected(p256::joined(BN_mod_add, k, k, p256_n)));
      none += -point;
      CHECK(p256::bytes(none) == at_infinity());
      none += point;
      CHECK(p256::bytes(none) == expected(k));
    }
  }
}

TEST_CASE("sums of different points are OpenSSL's") {
  p256::Draw draw;
  P256Point sum;
  Limbs total{};
  for (std::size_t i = 0; i < 300; ++i) {
    const Limbs k = draw.below(p256_n);
    if (is_zero(k)) continue;
    sum += p256::affine(p256::multiple(k));
    total = p256::joined(BN_mod_add, total, k, p256_n);
    if (i % 7 == 0) {
      sum = sum.doubled();
      total = p256::joined(BN_mod_add, total, total, p256_n);
    }
    CHECK(p256::bytes(sum) == expected(total));
  }
}

TEST_CASE("windows give every multiple of their point") {
  p256::Draw draw;
  const p256::Point base = p256::multiple(p256::near(draw.below(p256_n), 1));
  const P256Windows windows{p256::affine(base)};
  std::vector<Limbs> factors{{}, p256::near(p256_n, -1), p256_n, p256::near(p256_n, 1), p256::near({}, -1)};
  for (std::uint64_t k = 1; k < 70; ++k) factors.push_back(small(k));
  for (unsigned bit = 0; bit < 256; ++bit) {
    Limbs power{};
    power[bit / 64] = std::uint64_t{1} << bit % 64;
    factors.push_back(power);
  }
  for (std::size_t i = 0; i < 300; ++i) factors.push_back(draw());
  for (const Limbs& k : factors)
    CHECK(p256::bytes(walked(windows, k)) == p256::bytes(p256::multiple(k, base)));
}

TEST_CASE("each entry of a table is the multiple that it stands for") {
  const P256Windows windows{p256_generator};
  p256::Point row = p256::multiple(small(1));
  for (std::size_t i = 0; i < SignedDigits::count; ++i) {
    for (const int digit : {-31, -1, 1, 2, 17, 32}) {
      P256Point sum;
      windows.add_to(sum, i, digit);
      const p256::Point point =
          p256::multiple(small(static_cast<std::uint64_t>(digit < 0 ? -digit : digit)), row);
      if (digit < 0) EC_POINT_invert(p256::group(), point.get(), p256::scratch());
      CHECK(p256::bytes(sum) == p256::bytes(point));
    }
    row = p256::multiple(small(64), row);
  }
}
