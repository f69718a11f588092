// What each curve refuses, of keys and of signatures: P-256, P-384, P-521, secp256k1, Ed25519, Ed448.
#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "signet/jose/key.hpp"
#include "support/algorithm_keys.hpp"
#include "unit/jose/numbers.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;
using samples::Bytes;
using samples::from_base64url;
using samples::joined;
using samples::negated;
using samples::number;
using samples::sum;
using signet_test::key_of;
using signet_test::private_jwk_of;

namespace {

struct EcRow {
  Algorithm algorithm;
  std::size_t size;    // of a coordinate, in bytes
  std::string_view p;  // the field's prime (SEC 2 §2.4 - §2.6), base64url
  std::string_view n;  // the order of the group
};
constexpr std::array ec_rows{
    EcRow{Algorithm::ES256, 32, "_____wAAAAEAAAAAAAAAAAAAAAD_______________8",
          "_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE"},
    EcRow{Algorithm::ES384, 48, "__________________________________________7_____AAAAAAAAAAD_____",
          "________________________________x2NNgfQ3Ld9YGg2ySLCneuzsGWrMxSlz"},
    EcRow{Algorithm::ES512, 66,
          "Af______________________________________________________________________________________",
          "Af__________________________________________-lGGh4O_L5Zrf8wBSPcJpdA7tcm4iZxHrrtvtx6ROGQJ"},
    EcRow{Algorithm::ES256K, 32, "_____________________________________v___C8",
          "_____________________rqu3OavSKA7v9JejNA2QUE"}};

std::string quoted(const Bytes& bytes) { return samples::quoted(base64url_encode(bytes)); }

Bytes member(const std::string& jwk, const std::string& name) {
  const std::string text = samples::members(jwk).at(name);
  return from_base64url(std::string_view{text}.substr(1, text.size() - 2));
}

void check_refused(const std::string& jwk, const Error& error) {
  CAPTURE(jwk);
  const auto key = VerificationKey::from_jwk(jwk);
  REQUIRE_FALSE(key);
  CHECK(key.error() == error);
}

void check_signing_refused(const std::string& jwk, const Error& error) {
  CAPTURE(jwk);
  const auto key = SigningKey::from_jwk(jwk);
  REQUIRE_FALSE(key);
  CHECK(key.error() == error);
}

const Error malformed = fail(Errc::key_malformed);
const Error refused = fail(Errc::signature_invalid);
constexpr std::string_view input = "signing input";

// RFC 8032 §7.4, "Blank".
const std::string ed448_jwk =
    R"({"kty":"OKP","crv":"Ed448",)"
    R"("d":"bIKlYsuAjRDWMr6JyFE-v2ySnzTd-oyfY8mWDvbjSKNSjIo_zC8ETjmj_FuUSS-PAy51SaIAmPlb",)"
    R"("x":"X9dEm1m0Yf0s54fsYWrUah2hNCSFpw4fig6nXYDpZ3jt8SR2m0bHBhvWeD3x5Q9s0foavq_oJWGA"})";

std::string okp_with_x(const std::string& jwk, const Bytes& x) { return samples::with(jwk, "x", quoted(x)); }

// A number little-endian, as RFC 8032 encodes.
Bytes little(std::uint8_t value, std::size_t size) { return samples::reversed(number(value, size)); }

Bytes with_sign(Bytes point) {
  point.back() ^= std::byte{0x80};
  return point;
}

}  // namespace

TEST_CASE("K05: a coordinate has the curve's size, and the point lies on the curve, for each curve") {
  for (const EcRow& row : ec_rows) {
    CAPTURE(to_string(row.algorithm));
    const std::string jwk = private_jwk_of(row.algorithm);
    const std::string zero = quoted(Bytes(row.size));
    for (const char* const name : {"x", "y"}) {
      const Error bad = fail(Errc::key_malformed, name);
      check_refused(samples::with(jwk, name, quoted(Bytes(row.size - 1, std::byte{1}))), bad);
      check_refused(samples::with(jwk, name, quoted(Bytes(row.size + 1, std::byte{1}))), bad);
      check_refused(samples::with(jwk, name, zero), malformed);
      check_refused(samples::with(jwk, name, quoted(from_base64url(row.p))), malformed);
      check_refused(samples::with(jwk, name, quoted(sum(member(jwk, name), number(1, row.size)))), malformed);
    }
    check_refused(samples::with(samples::with(jwk, "x", zero), "y", zero), malformed);
  }
}

TEST_CASE("K05: d has the curve's size, lies in 1 .. n-1 and gives the point, for each curve") {
  for (const EcRow& row : ec_rows) {
    CAPTURE(to_string(row.algorithm));
    const std::string jwk = private_jwk_of(row.algorithm);
    const Bytes flipped_y = sum(from_base64url(row.p), negated(member(jwk, "y")));
    const std::string flipped = samples::with(jwk, "y", quoted(flipped_y));
    const Bytes other_d = sum(member(jwk, "d"), negated(number(1, row.size)));
    CHECK(VerificationKey::from_jwk(flipped));  // a point of the curve; the private part is not looked at
    check_signing_refused(flipped, malformed);
    check_signing_refused(samples::with(jwk, "d", quoted(other_d)), malformed);
    check_signing_refused(samples::with(jwk, "d", quoted(Bytes(row.size))), malformed);
    check_signing_refused(samples::with(jwk, "d", quoted(from_base64url(row.n))), malformed);
    for (const std::size_t size : {row.size - 1, row.size + 1}) {
      check_signing_refused(samples::with(jwk, "d", quoted(number(1, size))), fail(Errc::key_malformed, "d"));
    }
  }
}

TEST_CASE("T24, T26: r and s are in 1 .. n-1 of their curve; the other s is accepted") {
  for (const EcRow& row : ec_rows) {
    CAPTURE(to_string(row.algorithm));
    const VerificationKey key = key_of(row.algorithm).verification_key();
    const Bytes signature = samples::sign(key_of(row.algorithm), input);
    const Bytes r = samples::first_half(signature);
    const Bytes s = samples::second_half(signature);
    const Bytes n = from_base64url(row.n);
    CHECK(key.verify(input, signature));
    CHECK(key.verify(input, joined(r, sum(n, negated(s)))));
    for (const Bytes& bad : {Bytes(row.size), n, Bytes(row.size, std::byte{0xff})}) {
      CHECK(key.verify(input, joined(bad, s)).error() == refused);
      CHECK(key.verify(input, joined(r, bad)).error() == refused);
      CHECK(key.verify(input, joined(bad, bad)).error() == refused);
    }
    CHECK(key.verify(input, Bytes(signature.begin() + 1, signature.end())).error() == refused);
    CHECK(key.verify(input, joined({std::byte{0}}, signature)).error() == refused);
  }
}

TEST_CASE("T25: a signature on one curve is none on another of its size") {
  const Bytes signature = samples::sign(key_of(Algorithm::ES256), input);
  CHECK(key_of(Algorithm::ES256K).verification_key().verify(input, signature).error() == refused);
  const auto renamed = samples::with(private_jwk_of(Algorithm::ES256), "alg", R"("ES256K")");
  check_refused(renamed, fail(Errc::key_mismatch, "alg"));
  // The point is not on the other curve either.
  check_refused(samples::with(renamed, "crv", R"("secp256k1")"), malformed);
}

TEST_CASE("a JWK without alg is for what its curve takes; Ed448 for EdDSA") {
  for (const auto& [algorithm, taken] : {std::pair{Algorithm::ES384, Algorithm::ES384},
                                         {Algorithm::ES512, Algorithm::ES512},
                                         {Algorithm::ES256K, Algorithm::ES256K},
                                         {Algorithm::Ed25519, Algorithm::EdDSA},
                                         {Algorithm::Ed448, Algorithm::EdDSA},
                                         {Algorithm::PS384, Algorithm::RS256},
                                         {Algorithm::HS512, Algorithm::HS256}}) {
    const auto key = VerificationKey::from_jwk(samples::without(private_jwk_of(algorithm), "alg"));
    REQUIRE(key);
    CHECK(key->algorithm() == taken);
  }
}

TEST_CASE("K12: the caller's algorithm is taken where kty, crv and alg agree with it, and nowhere else") {
  for (const AlgorithmSpec& spec : signet_test::present_algorithms()) {
    for (const AlgorithmSpec& wanted : signet_test::present_algorithms()) {
      CAPTURE(spec.name);
      CAPTURE(wanted.name);
      const std::string named = private_jwk_of(spec.algorithm);
      const std::string bare = samples::without(named, "alg");
      const auto strict = VerificationKey::from_jwk(named, wanted.algorithm);
      CHECK(strict.has_value() == (spec.algorithm == wanted.algorithm));
      if (strict || spec.key_type == KeyType::AKP) continue;
      const bool fits = spec.key_type == wanted.key_type &&
                        (spec.curves.empty() || wanted.curves.contain(spec.curves.first));
      CHECK(strict.error() == fail(Errc::key_mismatch, fits ? "alg" : "kty"));
      const auto key = SigningKey::from_jwk(bare, wanted.algorithm);
      if (fits && spec.key_type != KeyType::oct) {
        REQUIRE(key);
        CHECK(key->algorithm() == wanted.algorithm);
      } else if (!fits) {
        CHECK(key.error() == fail(Errc::key_mismatch, "kty"));
      }
    }
  }
  const std::string short_secret = samples::without(private_jwk_of(Algorithm::HS256), "alg");
  CHECK(VerificationKey::from_jwk(short_secret, Algorithm::HS512).error() == fail(Errc::key_too_weak));
}

TEST_CASE("EdDSA signs with the curve of its key, and makes RFC 8032's signatures on both") {
  const auto ed448 = SigningKey::from_jwk(ed448_jwk);
  REQUIRE(ed448);
  CHECK(ed448->algorithm() == Algorithm::EdDSA);
  CHECK(ed448->signature_size() == 114);
  // RFC 8032 §7.4, "Blank": the signature of the empty message.
  const Bytes signature = samples::sign(*ed448, "");
  CHECK(base64url_encode(signature) ==
        "Uzo39rvkVyUfAjwNiPl2ri37UEqEPjTSB0_YI9QaWR8rIz8DT2KCgfL9eiLd1H14KMWb0KIb_TmA"
        "_w0gKNSxip32PgBsXRwtNFuSXY3AC0EEhS25msXHzdqFMKEToPTbthFJ8FpzYyaMcdlYCP8uZSYA");
  for (const char* const alg : {"EdDSA", "Ed448"}) {
    const auto key = VerificationKey::from_jwk(samples::with(ed448_jwk, "alg", samples::quoted(alg)));
    REQUIRE(key);
    CHECK(key->verify("", signature));
  }
  check_refused(samples::with(ed448_jwk, "alg", R"("Ed25519")"), fail(Errc::key_mismatch, "alg"));
  check_refused(samples::with(samples::okp_jwk(), "alg", R"("Ed448")"), fail(Errc::key_mismatch, "alg"));
}

TEST_CASE("T31: an Ed448 signature with S + L in place of S is refused, as is an all-zero one") {
  const auto key = SigningKey::from_jwk(ed448_jwk);
  const Bytes signature = samples::sign(*key, input);
  const Bytes point = samples::first_half(signature);
  const Bytes scalar = samples::reversed(samples::second_half(signature));
  const Bytes order =
      from_base64url("AD____________________________________98yiPpxE7bSa7WNpAhbMJyjcWPVSN4wpKrWETz");
  CHECK(key->verification_key().verify(input, joined(point, samples::reversed(scalar))));
  CHECK(key->verification_key().verify(input, joined(point, samples::reversed(sum(scalar, order)))).error() ==
        refused);
  CHECK(key->verification_key().verify(input, Bytes(114)).error() == refused);
}

TEST_CASE("K06: Ed448 x and d have 57 bytes and belong together") {
  for (const std::size_t size : {32U, 56U, 58U}) {
    check_refused(okp_with_x(ed448_jwk, Bytes(size, std::byte{1})), fail(Errc::key_malformed, "x"));
    check_signing_refused(samples::with(ed448_jwk, "d", quoted(Bytes(size, std::byte{1}))),
                          fail(Errc::key_malformed, "d"));
  }
  check_signing_refused(samples::with(ed448_jwk, "d", quoted(Bytes(57, std::byte{1}))),
                        fail(Errc::key_malformed, "d"));
}

TEST_CASE("T31: an Ed448 point of order 1, 2 or 4, beyond the field or with stray bits is refused") {
  const Bytes minus_one =
      from_base64url("_v____________________________________7___________________________________8A");
  for (const Bytes& small : {little(0, 57), little(1, 57), minus_one}) {
    check_refused(okp_with_x(ed448_jwk, small), fail(Errc::key_too_weak, "x"));
    check_refused(okp_with_x(ed448_jwk, with_sign(small)), fail(Errc::key_too_weak, "x"));
  }
  const Bytes p = sum(samples::reversed(minus_one), number(1, 57));
  Bytes stray = little(3, 57);
  stray.back() = std::byte{1};
  for (const Bytes& beyond : {samples::reversed(p), samples::reversed(sum(p, number(1, 57))), stray}) {
    check_refused(okp_with_x(ed448_jwk, beyond), fail(Errc::key_malformed, "x"));
  }
}

TEST_CASE("an Edwards y of which no point has it is refused: 2 on either curve, where 3 is one") {
  // By Euler's criterion, computed with Python.
  for (const auto& [jwk, size] : {std::pair{samples::okp_jwk(), 32U}, {ed448_jwk, 57U}}) {
    check_refused(okp_with_x(jwk, little(2, size)), fail(Errc::key_malformed, "x"));
    CHECK(VerificationKey::from_jwk(okp_with_x(jwk, little(3, size))));
    CHECK(VerificationKey::from_jwk(okp_with_x(jwk, with_sign(little(3, size)))));
  }
}
