// K12: a key of a set that does not say its algorithm is for what the caller accepts and its kty and crv
// take.
#include <doctest/doctest.h>

#include <array>

#include "signet/jose/key_set.hpp"
#include "support/algorithm_keys.hpp"
#include "unit/jose/key_set_texts.hpp"

using namespace signet;
using samples::set_of;

namespace {

JoseHeader header_of(Algorithm algorithm) {
  return samples::header(R"({"alg":")" + std::string{to_string(algorithm)} + "\"}");
}

std::string names_of(AlgorithmSet set) {
  std::string names;
  for (const AlgorithmSpec& spec : algorithms) {
    if (set.contains(spec.algorithm)) names.append(names.empty() ? "" : " ").append(spec.name);
  }
  return names;
}

// Names of the algorithms for which the only key of the set is found, where all are accepted.
std::string uses_of(const std::string& jwk) {
  const auto set = KeySet::parse(set_of({jwk}));
  REQUIRE(set);
  std::string names;
  for (const AlgorithmSpec& spec : algorithms) {
    const auto key = set->select(header_of(spec.algorithm), signet_test::all_algorithms);
    if (!key) {
      CHECK(key.error() == fail(Errc::key_not_found));
      continue;
    }
    CHECK((*key)->algorithm() == spec.algorithm);
    names.append(names.empty() ? "" : " ").append(spec.name);
  }
  return names;
}

std::string secret_of(std::size_t size) {
  return R"({"kty":"oct","k":")" + base64url_encode(std::string(size, '\x81')) + "\"}";
}

const std::string rsa = samples::rsa_jwk();
const std::string public_okp = samples::without(samples::okp_jwk(), "d");

}  // namespace

TEST_CASE("K12: without alg, kty and crv say what a key may be for") {
  CHECK(uses_of(rsa) == "RS256 RS384 RS512 PS256 PS384 PS512");
  CHECK(uses_of(samples::ec_jwk()) == "ES256");
  CHECK(uses_of(samples::okp_jwk()) == "EdDSA Ed25519");
  CHECK(uses_of(samples::with(rsa, "crv", R"("P-256")")) == "RS256 RS384 RS512 PS256 PS384 PS512");
}

TEST_CASE("K12: with alg a key is for that alone") {
  CHECK(uses_of(samples::with(rsa, "alg", R"("PS384")")) == "PS384");
  CHECK(uses_of(samples::with(public_okp, "alg", R"("Ed25519")")) == "Ed25519");
  CHECK(uses_of(samples::with(secret_of(64), "alg", R"("HS256")")) == "HS256");
}

TEST_CASE("K12, K08: a secret is for the hashes that are no longer than it (RFC 7518 §3.2)") {
  CHECK(uses_of(secret_of(32)) == "HS256");
  CHECK(uses_of(secret_of(47)) == "HS256");
  CHECK(uses_of(secret_of(48)) == "HS256 HS384");
  CHECK(uses_of(secret_of(63)) == "HS256 HS384");
  CHECK(uses_of(secret_of(64)) == "HS256 HS384 HS512");
  const auto short_one = KeySet::parse(set_of({secret_of(31)}));
  REQUIRE(short_one);
  CHECK(short_one->keys().empty());
  CHECK(short_one->skipped()[0].error == fail(Errc::key_too_weak));
}

TEST_CASE("K12: each use of a key without alg verifies what that algorithm signed, and nothing else") {
  const auto set = KeySet::parse(set_of({samples::named(rsa, "k")}));
  REQUIRE(set);
  for (const Algorithm algorithm : {Algorithm::RS256, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384}) {
    const auto signing = SigningKey::from_jwk(rsa, algorithm);
    REQUIRE(signing);
    std::array<std::byte, 256> signature;
    REQUIRE(signing->sign("text", signature));
    for (const AlgorithmSpec& spec : algorithms) {
      if (spec.key_type != KeyType::RSA) continue;
      CAPTURE(spec.name);
      const auto key = set->select(header_of(spec.algorithm), {spec.algorithm});
      REQUIRE(key);
      CHECK((*key)->kid() == "k");
      CHECK((*key)->verify("text", signature).has_value() == (spec.algorithm == algorithm));
    }
  }
}

TEST_CASE("K12: what the caller does not accept, no key without alg makes acceptable") {
  const auto set = KeySet::parse(set_of({rsa, secret_of(64)}));
  REQUIRE(set);
  CHECK(set->select(header_of(Algorithm::PS256), {Algorithm::RS256, Algorithm::HS256}).error() ==
        fail(Errc::algorithm_not_allowed));
  CHECK(set->select(header_of(Algorithm::ES256), {Algorithm::ES256}).error() == fail(Errc::key_not_found));
  CHECK((*set->select(header_of(Algorithm::HS256), {Algorithm::HS256}))->symmetric());
}

TEST_CASE("K12, K14: a key without alg competes with those that state the header's") {
  const std::string stated = samples::with(rsa, "alg", R"("PS256")");
  const auto both = KeySet::parse(set_of({rsa, stated}));
  CHECK(both->select(header_of(Algorithm::PS256), {Algorithm::PS256}).error() == fail(Errc::key_ambiguous));
  CHECK(*both->select(header_of(Algorithm::PS384), {Algorithm::PS384}) != nullptr);
  const auto named = KeySet::parse(set_of({samples::named(rsa, "a"), samples::named(stated, "b")}));
  const auto found = named->select(samples::header(R"({"alg":"PS256","kid":"a"})"), {Algorithm::PS256});
  REQUIRE(found);
  CHECK((*found)->kid() == "a");
}

TEST_CASE("K12: a key without alg is listed once, for the first algorithm of its type") {
  const auto set = KeySet::parse(set_of({rsa, public_okp, secret_of(64), samples::ec_jwk()}));
  REQUIRE(set);
  REQUIRE(set->keys().size() == 4);
  CHECK(set->keys()[0].algorithm() == Algorithm::RS256);
  CHECK(set->keys()[1].algorithm() == Algorithm::EdDSA);
  CHECK(set->keys()[2].algorithm() == Algorithm::HS256);
  CHECK(set->skipped().empty());
  CHECK(std::vector<std::size_t>(set->exposed().begin(), set->exposed().end()) ==
        std::vector<std::size_t>{0, 3});
}

TEST_CASE("K12: algorithms() are those for which a key can be found, and no other") {
  const std::string ed_stated = samples::with(public_okp, "alg", R"("Ed25519")");
  struct Row {
    std::vector<std::string> keys;
    std::string algorithms;
  };
  const std::vector<Row> rows{
      {{}, ""},
      {{R"({"kty":"new"})"}, ""},
      {{rsa}, "RS256 RS384 RS512 PS256 PS384 PS512"},
      {{samples::with(rsa, "alg", R"("PS384")")}, "PS384"},
      {{samples::with(rsa, "alg", R"("PS384")"), rsa}, "RS256 RS384 RS512 PS256 PS384 PS512"},
      {{public_okp}, "EdDSA Ed25519"},
      {{secret_of(48), samples::ec_jwk(), R"({"kty":"new"})", ed_stated}, "HS256 HS384 ES256 Ed25519"},
  };
  for (const Row& row : rows) {
    auto set = KeySet::parse(set_of(row.keys));
    REQUIRE(set);
    CHECK(names_of(set->algorithms()) == row.algorithms);
  }
}

TEST_CASE("K12: algorithms() count a key that was added for the one that it has") {
  KeySet set;
  CHECK(set.algorithms().empty());
  set.add(*VerificationKey::from_jwk(rsa, Algorithm::PS512));
  CHECK(names_of(set.algorithms()) == "PS512");
}

TEST_CASE("K12: the set of one JWK is what parse reads from the same key") {
  for (const std::string& jwk : {rsa, samples::with(rsa, "alg", R"("PS384")"), public_okp, secret_of(64)}) {
    const auto one = KeySet::from_jwk(jwk);
    const auto parsed = KeySet::parse(set_of({jwk}));
    REQUIRE(one);
    CHECK(one->keys().size() == 1);
    CHECK(names_of(one->algorithms()) == names_of(parsed->algorithms()));
    CHECK(one->exposed().size() == parsed->exposed().size());
    CHECK(*one->to_jwks() == *parsed->to_jwks());
  }
  CHECK(KeySet::from_jwk(secret_of(31)).error() == fail(Errc::key_too_weak));
  CHECK(KeySet::from_jwk(set_of({rsa})).error() == fail(Errc::key_malformed, "kty"));
  CHECK(KeySet::from_jwk(rsa, {.key_text = 100}).error() == fail(Errc::key_malformed));
  CHECK(KeySet::from_jwk(rsa, {.key_text = 0}).error() == fail(Errc::option_invalid, "limits"));
}

TEST_CASE("K12: a key that was read without alg is written once and without it") {
  const std::string stated = samples::with(public_okp, "alg", R"("EdDSA")");
  auto set = KeySet::parse(set_of({rsa, stated, secret_of(64), samples::ec_jwk()}));
  REQUIRE(set);
  set->add(*VerificationKey::from_jwk(rsa, Algorithm::PS512));
  const auto jwks = set->to_jwks();
  REQUIRE(jwks);
  const auto again = KeySet::parse(*jwks);
  REQUIRE(again);
  REQUIRE(again->keys().size() == 4);
  std::size_t algs = 0;
  for (std::size_t at = jwks->find("\"alg\""); at != std::string::npos; at = jwks->find("\"alg\"", at + 1))
    ++algs;
  CHECK(algs == 2);
  CHECK(again->keys()[0].thumbprint() == set->keys()[0].thumbprint());
  CHECK(again->keys()[3].algorithm() == Algorithm::PS512);
  CHECK(*again->to_jwks() == *jwks);
}

TEST_CASE("a copy of a set has the other uses of its keys too, when the first is gone") {
  auto first = KeySet::parse(set_of({rsa}));
  REQUIRE(first);
  const KeySet copy = *first;
  *first = KeySet{};
  const auto key = copy.select(header_of(Algorithm::PS512), {Algorithm::PS512});
  REQUIRE(key);
  CHECK((*key)->algorithm() == Algorithm::PS512);
}
