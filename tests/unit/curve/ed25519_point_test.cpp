// Points of edwards25519 and their multiples: against OpenSSL's keys and the laws of the group.
#include "curve/ed25519_point.hpp"

#include <doctest/doctest.h>

#include "curve/ed25519_windows.hpp"
#include "jose/edwards_point.hpp"
#include "seed.hpp"
#include "unit/curve/ed25519_keys.hpp"

using namespace signet::detail;
using signet_test::Big;
using signet_test::encoded;
using signet_test::order25519;
using signet_test::prime25519;
using signet_test::random_bytes;
using signet_test::SomeKey;
using signet_test::sum_of;
using signet_test::torsion_points;

namespace {

Ed25519Scalar scalar_of(const Big& value) {
  const auto scalar = scalar_from(value.bytes<32>());
  REQUIRE(scalar.has_value());
  return *scalar;
}

// By doubling and adding, bit by bit.
Ed25519Point multiple(const Big& factor, const Ed25519Point& point) {
  Ed25519Point result = ed25519_neutral;
  for (int bit = 252; bit >= 0; --bit) {
    result = doubled(result);
    if ((factor >> bit) % Big{2} == Big{1}) result = sum_of(result, point);
  }
  return result;
}

}  // namespace

TEST_CASE("the base point is that of RFC 8032 §5.1") {
  const Big four_fifths = Big{4} * power(Big{5}, prime25519() - Big{2}, prime25519()) % prime25519();
  CHECK(encode(ed25519_base()) == encoded(four_fifths, false));
}

TEST_CASE("multiples of the base point are the public keys that OpenSSL makes") {
  const Ed25519Windows base{ed25519_base()};
  std::mt19937_64 random{signet::testing::seed()};
  for (int i = 0; i < 200; ++i) {
    const SomeKey key{random_bytes<32>(random)};
    CHECK(encode(base.plus_multiple(ed25519_neutral, scalar_of(key.scalar))) == key.public_key);
  }
}

TEST_CASE("multiples by windows are those by doubling, with digits at both ends of their range") {
  const Ed25519Point point = sum_of(ed25519_base(), torsion_points()[3]);
  const Ed25519Windows windows{point};
  Big sixteens;
  Big seventeens;
  Big last;
  for (int i = 0; i < 50; ++i) {
    sixteens = (sixteens << 5) + Big{16};
    seventeens = (seventeens << 5) + Big{17};
    last = (last << 5) + Big{31};
  }
  std::vector<Big> factors{sixteens, seventeens, last, last - Big{15}, order25519() - Big{1}, Big{1} << 252};
  for (unsigned long i = 0; i < 66; ++i) factors.push_back(Big{i});
  for (const Big& factor : factors) {
    const Ed25519Point sum = windows.plus_multiple(point, scalar_of(factor));
    CHECK(encode(sum) == encode(sum_of(multiple(factor, point), point)));
  }
}

TEST_CASE("the order times the base point is neutral") {
  const Ed25519Windows base{ed25519_base()};
  const Ed25519Point all = base.plus_multiple(ed25519_base(), scalar_of(order25519() - Big{1}));
  CHECK(encode(all) == encode(ed25519_neutral));
}

TEST_CASE("addition holds for neutral, equal and opposite points, of every order") {
  const auto torsion = torsion_points();
  for (std::size_t i = 0; i < 8; ++i) {
    const Ed25519Point point = sum_of(ed25519_base(), torsion[i]);
    for (const Ed25519Point& a : {torsion[i], point}) {
      std::array<Ed25519Addend, 1> addend;
      make_addends(std::span{&a, 1}, addend);
      CHECK(encode(plus(a, addend[0])) == encode(doubled(a)));
      CHECK(encode(minus(a, addend[0])) == encode(ed25519_neutral));
      CHECK(encode(plus(negated(a), addend[0])) == encode(ed25519_neutral));
      CHECK(encode(plus(ed25519_neutral, addend[0])) == encode(a));
      CHECK(encode(minus(ed25519_neutral, addend[0])) == encode(negated(a)));
      CHECK(encode(sum_of(a, ed25519_neutral)) == encode(a));
    }
    for (std::size_t j = 0; j < 8; ++j) {
      CHECK(encode(sum_of(torsion[i], torsion[j])) == encode(torsion[(i + j) % 8]));
    }
  }
}

TEST_CASE("bytes are read as a point just when the check of keys finds one, and are written the same") {
  std::mt19937_64 random{signet::testing::seed()};
  int points = 0;
  for (int i = 0; i < 400; ++i) {
    const auto bytes = random_bytes<32>(random);
    const auto checked = check_point(
        edwards25519, std::span{reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
    const auto point = point_from(bytes);
    REQUIRE(point.has_value() == checked.has_value());
    if (!point) continue;
    CHECK(encode(*point) == bytes);
    ++points;
  }
  CHECK(points > 100);
  CHECK(points < 300);
}

TEST_CASE("a y from p on is read modulo p, as OpenSSL reads it, and is not written so again") {
  int points = 0;
  for (unsigned long y = 0; y < 19; ++y) {
    for (const bool odd : {false, true}) {
      const auto point = point_from(encoded(Big{y}, odd));
      const auto same = point_from(encoded(prime25519() + Big{y}, odd));
      REQUIRE(point.has_value() == same.has_value());
      if (!point) continue;
      CHECK(encode(*same) == encode(*point));
      ++points;
    }
  }
  CHECK(points > 10);
}

TEST_CASE("x = 0 may have the sign bit, as OpenSSL reads it, and is written without") {
  for (const Big& y : {Big{1}, prime25519() - Big{1}}) {
    const auto point = point_from(encoded(y, true));
    REQUIRE(point.has_value());
    CHECK(encode(*point) == encoded(y, false));
  }
}
