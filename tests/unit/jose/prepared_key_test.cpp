// Prepared keys: they verify what OpenSSL verifies, and are the same keys otherwise.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "seed.hpp"
#include "signet/jose/key_set.hpp"
#include "support/algorithm_keys.hpp"
#include "unit/jose/numbers.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;
using samples::Bytes;
using signet_test::key_of;
using signet_test::present_algorithms;

namespace {

const Error refused = fail(Errc::signature_invalid);

constexpr AlgorithmSet with_tables{Algorithm::ES256, Algorithm::EdDSA, Algorithm::Ed25519};

// One change of a signature, a message or both, as drawn.
void change(std::string& message, Bytes& signature, std::mt19937_64& draw) {
  const auto flip = [&](auto& bytes) {
    auto& byte = bytes[draw() % bytes.size()];
    byte =
        static_cast<std::remove_reference_t<decltype(byte)>>(static_cast<unsigned>(byte) ^ 1U << draw() % 8);
  };
  switch (draw() % 4) {
    case 0:
      return flip(message);
    case 1:
      return flip(signature);
    case 2:  // r and s, or R and s
      std::ranges::rotate(signature, signature.begin() + 32);
      return;
    default:
      signature[draw() % 2 * 32 + draw() % 4] = std::byte{0xff};
  }
}

}  // namespace

TEST_CASE("a prepared key verifies what OpenSSL does, of 4,000 signatures and as many changed ones") {
  std::mt19937_64 draw{signet::testing::seed()};
  for (int round = 0; round < 80; ++round) {
    const Algorithm algorithm = round % 2 == 0 ? Algorithm::ES256 : Algorithm::EdDSA;
    const auto key = SigningKey::generate(algorithm);
    REQUIRE(key);
    const VerificationKey plain = key->verification_key();
    const VerificationKey prepared = plain.prepared();
    const VerificationKey stranger = key_of(algorithm).verification_key().prepared();
    for (int i = 0; i < 50; ++i) {
      std::string message(1 + draw() % 300, static_cast<char>(draw()));
      Bytes signature = samples::sign(*key, message);
      CHECK(prepared.verify(message, signature));
      CHECK(stranger.verify(message, signature).error() == refused);
      change(message, signature, draw);
      CHECK(prepared.verify(message, signature).has_value() == plain.verify(message, signature).has_value());
    }
  }
}

TEST_CASE("a prepared key has the algorithm, the kid, the thumbprint and the JWK of the key") {
  for (const AlgorithmSpec& spec : present_algorithms()) {
    CAPTURE(spec.name);
    const VerificationKey plain = key_of(spec.algorithm).verification_key().with_kid("one");
    const VerificationKey prepared = plain.prepared();
    CHECK((prepared.table_bytes() != 0) == with_tables.contains(spec.algorithm));
    CHECK(plain.table_bytes() == 0);
    CHECK(prepared.algorithm() == spec.algorithm);
    CHECK(prepared.kid() == "one");
    CHECK(prepared.thumbprint() == plain.thumbprint());
    CHECK(prepared.to_jwk().has_value() == plain.to_jwk().has_value());
    if (plain.to_jwk()) CHECK(*prepared.to_jwk() == *plain.to_jwk());
    const Bytes signature = samples::sign(key_of(spec.algorithm), "input");
    CHECK(prepared.verify("input", signature));
    CHECK(prepared.verify("inpus", signature).error() == refused);
  }
}

TEST_CASE("copies of a prepared key, also with another kid and prepared again, have its table") {
  for (const auto& [algorithm, bytes] : {std::pair{Algorithm::ES256, 88'064U}, {Algorithm::EdDSA, 97'920U}}) {
    const VerificationKey prepared = key_of(algorithm).verification_key().prepared();
    const Bytes signature = samples::sign(key_of(algorithm), "input");
    for (const VerificationKey& copy : {prepared, prepared.with_kid("two"), prepared.prepared()}) {
      CHECK(copy.table_bytes() == bytes);
      CHECK(copy.verify("input", signature));
    }
  }
}

TEST_CASE("an Ed448 key has no table, for EdDSA neither") {
  const auto key = VerificationKey::from_pem(samples::file("ed448.public.pem"), Algorithm::EdDSA);
  REQUIRE(key);
  CHECK(key->prepared().table_bytes() == 0);
}

TEST_CASE("a prepared key refuses signatures of another length") {
  for (const Algorithm algorithm : {Algorithm::ES256, Algorithm::EdDSA}) {
    const VerificationKey prepared = key_of(algorithm).verification_key().prepared();
    const Bytes good = samples::sign(key_of(algorithm), "input");
    for (std::size_t size = 0; size <= 130; ++size) {
      Bytes resized = good;
      resized.resize(size);
      CHECK(prepared.verify("input", resized).has_value() == (size == 64));
    }
    Bytes with_zero = good;
    with_zero.insert(with_zero.begin(), std::byte{0});
    CHECK(prepared.verify("input", with_zero).error() == refused);
  }
}

TEST_CASE("the key of RFC 7515 A.3 verifies that token once prepared") {
  const auto key = VerificationKey::from_jwk(samples::ec_jwk(), Algorithm::ES256);
  REQUIRE(key);
  const std::string token = samples::rfc7515("A.3.jwsc");
  const std::size_t dot = token.rfind('.');
  const Bytes signature = samples::from_base64url(token.substr(dot + 1, 86));
  CHECK(key->prepared().verify(token.substr(0, dot), signature));
  CHECK(key->prepared().verify(token.substr(0, dot - 1), signature).error() == refused);
}

TEST_CASE("a prepared set selects as before, and its keys are prepared") {
  const KeySet plain{{key_of(Algorithm::ES256).verification_key().with_kid("ec"),
                      key_of(Algorithm::RS256).verification_key().with_kid("rsa")}};
  const KeySet prepared = plain.prepared();
  REQUIRE(prepared.keys().size() == 2);
  CHECK(prepared.keys()[0].table_bytes() > 0);
  CHECK(prepared.keys()[0].kid() == "ec");
  CHECK(prepared.keys()[1].table_bytes() == 0);
  CHECK(prepared.keys()[1].kid() == "rsa");
  CHECK(plain.keys()[0].table_bytes() == 0);
  CHECK(*prepared.to_jwks() == *plain.to_jwks());
}

TEST_CASE("a set of keys without alg keeps that, prepared") {
  const auto plain = KeySet::parse(R"({"keys":[)" + samples::without(samples::ec_jwk(), "d") + "]}");
  REQUIRE(plain);
  const KeySet prepared = plain->prepared();
  REQUIRE(prepared.keys().size() == 1);
  CHECK(prepared.keys()[0].table_bytes() > 0);
  CHECK(*prepared.to_jwks() == *plain->to_jwks());
}

TEST_CASE("threads verify with one prepared key at once") {
  const VerificationKey prepared = key_of(Algorithm::ES256).verification_key().prepared();
  const Bytes signature = samples::sign(key_of(Algorithm::ES256), "input");
  std::vector<int> held(4);
  std::vector<std::thread> threads;
  for (int& count : held) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) count += prepared.verify("input", signature).has_value() ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(held == std::vector{200, 200, 200, 200});
}
