// Integers modulo 2^255 - 19 against OpenSSL's numbers.
#include "curve/ed25519_field.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "seed.hpp"
#include "unit/curve/bignum.hpp"

using namespace signet::detail;
using signet_test::Big;
using signet_test::prime25519;
using signet_test::random_bytes;

namespace {

// The values around 0, p and 2^255, those that fill limbs, and random ones.
std::vector<Big> values() {
  const Big p = prime25519();
  std::vector<Big> all;
  for (unsigned long i = 0; i < 20; ++i) {
    all.push_back(Big{i});
    all.push_back((Big{1} << 255) - Big{i + 1});  // p + 18 down to p - 1
  }
  for (const int bit : {50, 51, 52, 102, 153, 204, 254}) {
    all.push_back(Big{1} << bit);
    all.push_back((Big{1} << bit) - Big{1});
    all.push_back(p - (Big{1} << bit));
  }
  std::mt19937_64 random{signet::testing::seed()};
  for (int i = 0; i < 60; ++i) all.push_back(Big::from(random_bytes<32>(random)) % (Big{1} << 255));
  return all;
}

Ed25519Element element_of(const Big& value) { return element_from(value.bytes<32>()); }

Big number(const Ed25519Element& a) { return Big::from(encode(a)); }

Big sum_of_limbs(const Ed25519Element& a) {
  Big sum;
  for (int i = 4; i >= 0; --i) sum = (sum << 51) + Big{a.limb[static_cast<std::size_t>(i)]};
  return sum;
}

constexpr std::uint64_t widest = (std::uint64_t{1} << 54U) - 1;
constexpr std::uint64_t widest_tight = ed25519_limb_mask + (std::uint64_t{1} << 13U);

}  // namespace

TEST_CASE("a field element is encoded as the number below p that was read modulo p") {
  for (const Big& value : values()) {
    CHECK(number(element_of(value)) == value % prime25519());
  }
}

TEST_CASE("the last bit of 32 bytes is no part of a field element") {
  CHECK(number(element_of((Big{1} << 255) + Big{7})) == Big{7});
}

TEST_CASE("sums, differences and products are those of OpenSSL modulo p") {
  const Big p = prime25519();
  const std::vector<Big> all = values();
  for (const Big& a : all) {
    for (const Big& b : all) {
      CHECK(number(element_of(a) + element_of(b)) == (a + b) % p);
      CHECK(number(element_of(a) - element_of(b)) == (a + p + p - b) % p);
      CHECK(number(element_of(a) * element_of(b)) == a * b % p);
    }
    CHECK(number(square(element_of(a))) == a * a % p);
  }
}

TEST_CASE("inverses and powers are those of OpenSSL, and 0 has the inverse 0") {
  const Big p = prime25519();
  for (const Big& a : values()) {
    CHECK(number(inverse(element_of(a))) == power(a % p, p - Big{2}, p));
    CHECK(number(root_power(element_of(a))) == power(a % p, (p - Big{5}) >> 3, p));
  }
  CHECK(number(inverse(ed25519_zero)) == Big{});
}

TEST_CASE("the widest limbs that are allowed lose no carry") {
  const Big p = prime25519();
  std::mt19937_64 random{signet::testing::seed()};
  std::vector<Ed25519Element> wide{
      {{widest, widest, widest, widest, widest}}, {{widest, 0, 0, 0, 0}}, {{0, 0, 0, 0, widest}}};
  for (int i = 0; i < 100; ++i) {
    Ed25519Element a{};
    for (std::uint64_t& limb : a.limb) limb = (random() & 1U) != 0 ? widest : random() & widest;
    wide.push_back(a);
  }
  for (const Ed25519Element& a : wide) {
    CHECK(number(a) == sum_of_limbs(a) % p);
    CHECK(sum_of_limbs(tight(a)) % p == sum_of_limbs(a) % p);
    CHECK(number(square(a)) == sum_of_limbs(a) * sum_of_limbs(a) % p);
    for (const Ed25519Element& b : wide) CHECK(number(a * b) == sum_of_limbs(a) * sum_of_limbs(b) % p);
  }
}

TEST_CASE("products, squares and tightened elements are tight, however wide what they come from") {
  const Ed25519Element a{{widest, widest, widest, widest, widest}};
  for (const Ed25519Element& result : {a * a, square(a), tight(a)}) {
    for (const std::uint64_t limb : result.limb) CHECK(limb <= widest_tight);
  }
}

TEST_CASE("a difference of the widest tight elements does not go below zero") {
  const Big p = prime25519();
  const Ed25519Element b{{widest_tight, widest_tight, widest_tight, widest_tight, widest_tight}};
  CHECK(number(ed25519_zero - b) == (p * Big{4} - sum_of_limbs(b)) % p);
  for (const std::uint64_t limb : (ed25519_zero - b).limb) CHECK(limb < widest);
}

TEST_CASE("zero is zero and a sign is the parity, in every form of the number") {
  const Big p = prime25519();
  CHECK(is_zero(element_of(Big{0})));
  CHECK(is_zero(element_of(p)));
  CHECK(is_zero(ed25519_one - ed25519_one));
  CHECK_FALSE(is_zero(element_of(Big{1})));
  CHECK_FALSE(is_zero(element_of(p + Big{1})));
  CHECK_FALSE(is_zero(element_of(p - Big{1})));
  CHECK_FALSE(is_odd(element_of(p)));
  CHECK(is_odd(element_of(p + Big{1})));
  CHECK_FALSE(is_odd(element_of(p - Big{1})));
  CHECK(is_odd(element_of(p - Big{2})));
}
