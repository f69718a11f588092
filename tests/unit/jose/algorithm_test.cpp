// The algorithm table: what is in it, and that nothing else is found in it.
#include "signet/jose/algorithm.hpp"

#include <doctest/doctest.h>
#include <openssl/crypto.h>

#include <string>

#include "signet/jose/key.hpp"

using namespace signet;

TEST_CASE("each row stands at its enumerator and is found by its registered name") {
  for (const AlgorithmSpec& spec : algorithms) {
    CHECK(&spec_of(spec.algorithm) == &spec);
    CHECK(find_algorithm(spec.name) == &spec);
  }
}

TEST_CASE("T01, T03: no other spelling is an algorithm, none least of all") {
  for (const std::string_view name : {"none", "None", "NONE", "nOnE", "none ", "", "hs256", "Rs256", "ES521",
                                      "ES256k", "ed25519", "HS256 ", "HS256\n", "HS25", "ML-DSA-45"}) {
    CAPTURE(name);
    CHECK(find_algorithm(name) == nullptr);
  }
}

TEST_CASE("what takes a curve takes its own alone, and EdDSA those of Ed25519 and Ed448") {
  CHECK(spec_of(Algorithm::EdDSA).curves.contain("Ed448"));
  CHECK_FALSE(spec_of(Algorithm::Ed25519).curves.contain("Ed448"));
  CHECK_FALSE(spec_of(Algorithm::ES256).curves.contain("secp256k1"));
  CHECK_FALSE(spec_of(Algorithm::ES256).curves.contain(""));
  CHECK_FALSE(spec_of(Algorithm::RS256).curves.contain(""));
}

TEST_CASE("all but ML-DSA is there in every OpenSSL that is supported; ML-DSA is from 3.5 on") {
  for (const AlgorithmSpec& spec : algorithms) {
    CAPTURE(spec.name);
    const bool since_3_5 = spec.scheme == SignatureScheme::ml_dsa;
    CHECK(available(spec.algorithm) == (!since_3_5 || OpenSSL_version_num() >= 0x30500000UL));
  }
}

TEST_CASE("what is not there is refused as such, however a key is asked for") {
  for (const AlgorithmSpec& spec : algorithms) {
    if (available(spec.algorithm)) continue;
    CAPTURE(spec.name);
    const Error unavailable = fail(Errc::algorithm_unavailable, spec.name);
    const std::string jwk = R"({"kty":"AKP","pub":"AAAA","alg":")" + std::string(spec.name) + "\"}";
    CHECK(SigningKey::generate(spec.algorithm).error() == unavailable);
    CHECK(SigningKey::from_jwk(jwk).error() == unavailable);
    CHECK(VerificationKey::from_jwk(jwk).error() == unavailable);
    CHECK(SigningKey::from_pem("", spec.algorithm).error() == unavailable);
    CHECK(VerificationKey::from_pem("", spec.algorithm).error() == unavailable);
  }
}

TEST_CASE("a set contains what it was made of and what was inserted") {
  AlgorithmSet set{Algorithm::ES256, Algorithm::HS256};
  CHECK(set.contains(Algorithm::ES256));
  CHECK(set.contains(Algorithm::HS256));
  CHECK_FALSE(set.contains(Algorithm::RS256));
  CHECK(set.insert(Algorithm::RS256).contains(Algorithm::RS256));
  CHECK(AlgorithmSet{}.empty());
  CHECK_FALSE(set.empty());
}
