// ML-DSA keys (RFC 9964), where OpenSSL has them; where it has not, algorithm_test.cpp says what happens.
#include <doctest/doctest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>
#include <vector>

#include "signet/jose/key.hpp"
#include "support/algorithm_keys.hpp"
#include "unit/jose/numbers.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;
using samples::Bytes;
using signet_test::key_of;
using signet_test::present_algorithms;
using signet_test::private_jwk_of;

namespace {

std::vector<Algorithm> ml_dsa() {
  std::vector<Algorithm> present;
  for (const AlgorithmSpec& spec : present_algorithms()) {
    if (spec.scheme == SignatureScheme::ml_dsa) present.push_back(spec.algorithm);
  }
  return present;
}

std::string with_octets(const std::string& jwk, const std::string& name, const Bytes& bytes) {
  return samples::with(jwk, name, samples::quoted(base64url_encode(bytes)));
}

Error public_error(const std::string& jwk) {
  const auto key = VerificationKey::from_jwk(jwk);
  return key ? Error{Errc::internal_error} : key.error();
}

Error private_error(const std::string& jwk) {
  const auto key = SigningKey::from_jwk(jwk);
  return key ? Error{Errc::internal_error} : key.error();
}

// A private key as OpenSSL makes it, in PKCS#8 without the seed.
Bytes expanded_key(const std::string& name) {
  EVP_PKEY* const made = EVP_PKEY_Q_keygen(nullptr, nullptr, name.c_str());
  Bytes expanded(8192);
  std::size_t size = 0;
  REQUIRE(EVP_PKEY_get_octet_string_param(made, OSSL_PKEY_PARAM_PRIV_KEY,
                                          reinterpret_cast<unsigned char*>(expanded.data()), expanded.size(),
                                          &size) == 1);
  std::array params{OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, expanded.data(), size),
                    OSSL_PARAM_construct_end()};
  EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, name.c_str(), nullptr);
  EVP_PKEY* bare = nullptr;
  REQUIRE(EVP_PKEY_fromdata_init(context) == 1);
  REQUIRE(EVP_PKEY_fromdata(context, &bare, EVP_PKEY_KEYPAIR, params.data()) == 1);
  PKCS8_PRIV_KEY_INFO* const info = EVP_PKEY2PKCS8(bare);
  REQUIRE(info != nullptr);
  Bytes der(static_cast<std::size_t>(i2d_PKCS8_PRIV_KEY_INFO(info, nullptr)));
  auto* out = reinterpret_cast<unsigned char*>(der.data());
  i2d_PKCS8_PRIV_KEY_INFO(info, &out);
  PKCS8_PRIV_KEY_INFO_free(info);
  EVP_PKEY_free(bare);
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(made);
  return der;
}

Bytes sign_in_context(const std::string& jwk, std::string_view input) {
  const auto members = samples::members(jwk);
  const std::string name = members.at("alg").substr(1, members.at("alg").size() - 2);
  const std::string& quoted = members.at("priv");
  Bytes seed = samples::from_base64url(std::string_view{quoted}.substr(1, quoted.size() - 2));
  std::array params{OSSL_PARAM_construct_octet_string("seed", seed.data(), seed.size()),
                    OSSL_PARAM_construct_end()};
  EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, name.c_str(), nullptr);
  EVP_PKEY* key = nullptr;
  REQUIRE(EVP_PKEY_fromdata_init(context) == 1);
  REQUIRE(EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, params.data()) == 1);
  std::string text = "context";
  std::array options{OSSL_PARAM_construct_octet_string("context-string", text.data(), text.size()),
                     OSSL_PARAM_construct_end()};
  EVP_MD_CTX* const operation = EVP_MD_CTX_new();
  REQUIRE(EVP_DigestSignInit_ex(operation, nullptr, nullptr, nullptr, nullptr, key, options.data()) == 1);
  Bytes signature(8192);
  std::size_t size = signature.size();
  REQUIRE(EVP_DigestSign(operation, reinterpret_cast<unsigned char*>(signature.data()), &size,
                         reinterpret_cast<const unsigned char*>(input.data()), input.size()) == 1);
  signature.resize(size);
  EVP_MD_CTX_free(operation);
  EVP_PKEY_free(key);
  EVP_PKEY_CTX_free(context);
  return signature;
}

constexpr std::string_view input = "signing input";
const Error refused = fail(Errc::signature_invalid);

}  // namespace

TEST_CASE("K07: an AKP key must name its algorithm, an ML-DSA one") {
  const std::string bare = R"({"kty":"AKP","pub":"AAAA","priv":"AAAA"})";
  CHECK(public_error(bare) == fail(Errc::key_malformed, "alg"));
  CHECK(public_error(samples::with(bare, "alg", "1")) == fail(Errc::key_malformed, "alg"));
  CHECK(public_error(samples::with(bare, "alg", R"("ML-DSA-45")")) ==
        fail(Errc::algorithm_unsupported, "alg"));
  CHECK(public_error(samples::with(bare, "alg", R"("ES256")")) == fail(Errc::key_mismatch, "alg"));
  CHECK(public_error(samples::with(samples::ec_jwk(), "alg", R"("ML-DSA-44")")) ==
        fail(Errc::key_mismatch, "alg"));
}

TEST_CASE("K07: priv is the 32-byte seed, and pub is made of it") {
  for (const Algorithm algorithm : ml_dsa()) {
    CAPTURE(to_string(algorithm));
    const std::string jwk = private_jwk_of(algorithm);
    const Error bad = fail(Errc::key_malformed, "priv");
    for (const std::size_t size : {0U, 31U, 33U, 2560U}) {
      CHECK(private_error(with_octets(jwk, "priv", Bytes(size, std::byte{7}))) == bad);
    }
    CHECK(private_error(with_octets(jwk, "priv", Bytes(32, std::byte{7}))) == bad);
    CHECK(private_error(samples::without(jwk, "priv")) == bad);
    CHECK(VerificationKey::from_jwk(with_octets(jwk, "priv", Bytes(31, std::byte{7}))));  // not looked at
  }
}

TEST_CASE("K07: pub has the size of its parameter set") {
  for (const Algorithm algorithm : ml_dsa()) {
    CAPTURE(to_string(algorithm));
    const std::string jwk = private_jwk_of(algorithm);
    const Error bad = fail(Errc::key_malformed, "pub");
    const std::string quoted = samples::members(jwk).at("pub");
    Bytes pub = samples::from_base64url(std::string_view{quoted}.substr(1, quoted.size() - 2));
    for (const Algorithm other : ml_dsa()) {
      if (other == algorithm) continue;
      CHECK(public_error(samples::with(jwk, "alg", samples::quoted(to_string(other)))) == bad);
    }
    pub.push_back(std::byte{0});
    CHECK(public_error(with_octets(jwk, "pub", pub)) == bad);
    pub.resize(pub.size() - 2);
    CHECK(public_error(with_octets(jwk, "pub", pub)) == bad);
    CHECK(public_error(samples::without(jwk, "pub")) == bad);
  }
}

TEST_CASE("K07: a private key without its seed is refused, since no JWK could hold it") {
  for (const Algorithm algorithm : ml_dsa()) {
    CAPTURE(to_string(algorithm));
    const auto key = SigningKey::from_der(expanded_key(std::string{to_string(algorithm)}), algorithm);
    REQUIRE_FALSE(key);
    CHECK(key.error() == fail(Errc::key_unsupported, "priv"));
  }
}

TEST_CASE("T32: a signature by another parameter set, or in a context, is refused") {
  for (const Algorithm algorithm : ml_dsa()) {
    CAPTURE(to_string(algorithm));
    const VerificationKey verifier = key_of(algorithm).verification_key();
    for (const Algorithm other : ml_dsa()) {
      const auto held = verifier.verify(input, samples::sign(key_of(other), input));
      CHECK(held.has_value() == (other == algorithm));
    }
    const Bytes in_context = sign_in_context(private_jwk_of(algorithm), input);
    CHECK(in_context.size() == key_of(algorithm).signature_size());
    CHECK(verifier.verify(input, in_context).error() == refused);
  }
}
