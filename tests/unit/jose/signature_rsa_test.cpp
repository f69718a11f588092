// RSA signatures that OpenSSL makes to another recipe than the algorithm's: hash, padding, salt, MGF1.
#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <optional>
#include <vector>

#include "signet/jose/key.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;

namespace {

struct Recipe {
  int padding;
  const EVP_MD* hash;
  const EVP_MD* mgf1 = nullptr;
  int salt = 0;  // bytes
};

constexpr std::string_view input = "signing input";

std::vector<std::byte> sign(const std::string& pem, const Recipe& recipe) {
  BIO* const text = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(text, nullptr, nullptr, nullptr);
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* operation = nullptr;
  REQUIRE(EVP_DigestSignInit(context, &operation, recipe.hash, nullptr, key) == 1);
  REQUIRE(EVP_PKEY_CTX_set_rsa_padding(operation, recipe.padding) == 1);
  if (recipe.mgf1 != nullptr) {
    REQUIRE(EVP_PKEY_CTX_set_rsa_pss_saltlen(operation, recipe.salt) == 1);
    REQUIRE(EVP_PKEY_CTX_set_rsa_mgf1_md(operation, recipe.mgf1) == 1);
  }
  std::vector<std::byte> signature(256);
  std::size_t size = signature.size();
  REQUIRE(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                         reinterpret_cast<const unsigned char*>(input.data()), input.size()) == 1);
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  BIO_free(text);
  return signature;
}

// The one RSA algorithm that takes what this recipe makes.
void check_taken_by(std::optional<Algorithm> taken, const Recipe& recipe) {
  const auto signature = sign(samples::file("rsa2048.private.pem"), recipe);
  for (const AlgorithmSpec& spec : algorithms) {
    if (spec.key_type != KeyType::RSA) continue;
    CAPTURE(spec.name);
    const auto key = VerificationKey::from_pem(samples::file("rsa2048.public.pem"), spec.algorithm);
    REQUIRE(key);
    const auto held = key->verify(input, signature);
    CHECK(held.has_value() == (spec.algorithm == taken));
    if (!held) CHECK(held.error() == fail(Errc::signature_invalid));
  }
}

}  // namespace

TEST_CASE("T28: a signature to the recipe of one RSA algorithm is taken by that one alone") {
  check_taken_by(Algorithm::RS256, {RSA_PKCS1_PADDING, EVP_sha256()});
  check_taken_by(Algorithm::RS384, {RSA_PKCS1_PADDING, EVP_sha384()});
  check_taken_by(Algorithm::RS512, {RSA_PKCS1_PADDING, EVP_sha512()});
  check_taken_by(Algorithm::PS256, {RSA_PKCS1_PSS_PADDING, EVP_sha256(), EVP_sha256(), 32});
  check_taken_by(Algorithm::PS384, {RSA_PKCS1_PSS_PADDING, EVP_sha384(), EVP_sha384(), 48});
  check_taken_by(Algorithm::PS512, {RSA_PKCS1_PSS_PADDING, EVP_sha512(), EVP_sha512(), 64});
}

TEST_CASE("T29: a salt of another size than the hash is refused, as is MGF1 with another hash") {
  for (const int salt : {0, 20, 31, 33, 64}) {
    check_taken_by(std::nullopt, {RSA_PKCS1_PSS_PADDING, EVP_sha256(), EVP_sha256(), salt});
  }
  for (const int salt : {0, 32, 48, 63, 65}) {
    check_taken_by(std::nullopt, {RSA_PKCS1_PSS_PADDING, EVP_sha512(), EVP_sha512(), salt});
  }
  check_taken_by(std::nullopt, {RSA_PKCS1_PSS_PADDING, EVP_sha256(), EVP_sha1(), 32});
  check_taken_by(std::nullopt, {RSA_PKCS1_PSS_PADDING, EVP_sha384(), EVP_sha256(), 48});
}

TEST_CASE("T27: RS256 over a SHA-1 digest is refused") {
  check_taken_by(std::nullopt, {RSA_PKCS1_PADDING, EVP_sha1()});
}
