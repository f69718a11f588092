// Signatures and keys that no honest signer makes have the verdict of OpenSSL: small and mixed orders,
// encodings that are not canonical, s from the order on.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "curve/ed25519_table.hpp"
#include "curve/little_endian.hpp"
#include "jose/edwards_point.hpp"
#include "seed.hpp"
#include "signet/crypto/digest.hpp"
#include "unit/curve/ed25519_keys.hpp"

using namespace signet::detail;
using signet_test::Big;
using signet_test::encoded;
using signet_test::order25519;
using signet_test::Point;
using signet_test::random_bytes;
using signet_test::Signature;
using signet_test::SomeKey;
using signet_test::sum_of;
using signet_test::torsion_encodings;
using signet_test::torsion_points;

namespace {

struct Verdicts {
  int held = 0;
  int refused = 0;
};

// Adds the verdict, if it is that of OpenSSL too.
void judge(Verdicts& verdicts, const Ed25519Table& table, const Point& key, const std::string& message,
           const Point& r, const Big& s) {
  Signature signature;
  std::ranges::copy(r, signature.begin());
  std::ranges::copy(s.bytes<32>(), signature.begin() + 32);
  const bool holds = table.holds(message, signature);
  REQUIRE(holds == signet_test::openssl_holds(key, message, signature));
  ++(holds ? verdicts.held : verdicts.refused);
}

// RFC 8032 §5.1.7, step 2.
Big challenge(const Point& r, const Point& key, const std::string& message) {
  std::string bytes;
  for (const Point& point : {r, key}) bytes.append(reinterpret_cast<const char*>(point.data()), point.size());
  return Big::from(signet::sha512(bytes + message)) % order25519();
}

bool key_is_read(const Point& key) {
  return check_point(edwards25519, std::span{signet_test::octets(key.data()), key.size()}).has_value();
}

Ed25519Point base_times(const Big& scalar) {
  static const Ed25519Windows base{ed25519_base()};
  return base.plus_multiple(ed25519_neutral, scalar_from(scalar.bytes<32>()).value());
}

}  // namespace

TEST_CASE("keys of small order, which the reading of keys refuses, have OpenSSL's verdict all the same") {
  Verdicts below;
  Verdicts from_order;
  for (const Point& key : torsion_encodings()) {
    CHECK_FALSE(key_is_read(key));
    const auto table = Ed25519Table::make(key);
    REQUIRE(table.has_value());
    for (const std::string message : {"a", "b", "c", "d"}) {
      for (const Point& r : torsion_encodings()) {
        judge(below, *table, key, message, r, Big{0});
        judge(below, *table, key, message, r, order25519() - Big{1});
        judge(from_order, *table, key, message, r, order25519());
      }
      for (const Ed25519Point& torsion : torsion_points()) {
        judge(below, *table, key, message, encode(sum_of(ed25519_base(), torsion)), Big{1});
        judge(from_order, *table, key, message, encode(sum_of(ed25519_base(), torsion)),
              order25519() + Big{1});
      }
    }
  }
  CHECK(below.held > 50);
  CHECK(below.refused > 50);
  CHECK(from_order.held == 0);
}

TEST_CASE("keys and R of mixed order, which the reading of keys takes, have OpenSSL's verdict") {
  std::mt19937_64 random{signet::testing::seed()};
  const Big order = order25519();
  const SomeKey signer{random_bytes<32>(random)};
  Verdicts verdicts;
  for (const Ed25519Point& key_part : torsion_points()) {
    const Point key = encode(sum_of(base_times(signer.scalar), key_part));
    CHECK(key_is_read(key));
    const auto table = Ed25519Table::make(key);
    REQUIRE(table.has_value());
    for (const Ed25519Point& r_part : torsion_points()) {
      for (const std::string message : {"a", "b", "c", "d"}) {
        const Big nonce = Big::from(random_bytes<32>(random)) % order;
        const Point r = encode(sum_of(base_times(nonce), r_part));
        const Big s = (nonce + challenge(r, key, message) * signer.scalar) % order;
        judge(verdicts, *table, key, message, r, s);  // holds when -h times the key's part is that of R
      }
    }
  }
  CHECK(verdicts.held >= 8);  // about one of eight
  CHECK(verdicts.refused >= 128);
}

TEST_CASE("R of small order, in every encoding, has OpenSSL's verdict under keys that are read") {
  std::mt19937_64 random{signet::testing::seed()};
  const Big order = order25519();
  const SomeKey signer{random_bytes<32>(random)};
  Verdicts verdicts;
  for (const Ed25519Point& key_part : torsion_points()) {
    const Point key = encode(sum_of(base_times(signer.scalar), key_part));
    const auto table = Ed25519Table::make(key);
    REQUIRE(table.has_value());
    for (const Point& r : torsion_encodings()) {
      for (const std::string message : {"a", "b", "c", "d"}) {
        const Big s = challenge(r, key, message) * signer.scalar % order;  // s·B - h·A is of small order
        judge(verdicts, *table, key, message, r, s);
        judge(verdicts, *table, key, message, r, Big{0});
      }
    }
  }
  CHECK(verdicts.held >= 8);
  CHECK(verdicts.refused >= 128);
}

TEST_CASE("an R that is neutral holds when encoded as RFC 8032 §5.1.2 says, and in no other encoding") {
  const SomeKey signer{Point{}};
  const auto table = Ed25519Table::make(signer.public_key);
  REQUIRE(table.has_value());
  const auto verdicts_of = [&](const Point& r) {
    Verdicts verdicts;
    const Big s = challenge(r, signer.public_key, "message") * signer.scalar % order25519();
    judge(verdicts, *table, signer.public_key, "message", r, s);
    return verdicts;
  };
  const Big p = signet_test::prime25519();
  CHECK(verdicts_of(encoded(Big{1}, false)).held == 1);
  CHECK(verdicts_of(encoded(Big{1}, true)).held == 0);
  CHECK(verdicts_of(encoded(p + Big{1}, false)).held == 0);
  CHECK(verdicts_of(encoded(p + Big{1}, true)).held == 0);
}

TEST_CASE("s with multiples of the order added holds no more") {
  const SomeKey signer{Point{}};
  const auto table = Ed25519Table::make(signer.public_key);
  REQUIRE(table.has_value());
  const Signature good = signer.sign("message");
  Point r;
  std::ranges::copy(std::span{good}.first<32>(), r.begin());
  const Big s = Big::from(std::span{good}.last<32>());
  Verdicts verdicts;
  judge(verdicts, *table, signer.public_key, "message", r, s);
  CHECK(verdicts.held == 1);
  for (unsigned long i = 1; i < 16; ++i) {
    judge(verdicts, *table, signer.public_key, "message", r, s + order25519() * Big{i});
  }
  CHECK(verdicts.held == 1);
}

TEST_CASE("s at the ends of its range has OpenSSL's verdict") {
  const SomeKey signer{Point{}};
  const auto table = Ed25519Table::make(signer.public_key);
  REQUIRE(table.has_value());
  const Signature good = signer.sign("message");
  Point r;
  std::ranges::copy(std::span{good}.first<32>(), r.begin());
  Verdicts verdicts;
  for (const Big& s : {Big{0}, Big{1}, order25519() - Big{1}, order25519(), order25519() + Big{1},
                       Big{1} << 252, Big{1} << 253, (Big{1} << 256) - Big{1}}) {
    judge(verdicts, *table, signer.public_key, "message", r, s);
    judge(verdicts, *table, signer.public_key, "message", encode(ed25519_neutral), s);
  }
  CHECK(verdicts.held == 0);
}
