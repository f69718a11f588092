// RSA signatures that OpenSSL makes to another recipe than the algorithm's: hash, padding, salt, MGF1.
#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <optional>
#include <vector>

#include "signet/crypto/digest.hpp"
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

namespace {

// What RFC 8017 §9.2 encodes, part by part, so that each can be wrong.
struct Encoding {
  std::string lead{"\x00\x01", 2};
  std::size_t padding = 202;  // bytes of FF: what a DigestInfo of SHA-256 leaves of 256
  char pad = '\xff';
  std::string separator{"\x00", 1};
  // SEQUENCE { SEQUENCE { OID of SHA-256, NULL }, OCTET STRING of 32 bytes } before the hash
  std::string info{"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20", 19};
  std::string behind;
};

// The RSA private operation on the bytes themselves (RFC 8017 §5.2.1).
std::vector<std::byte> raw_signature(const std::string& encoded) {
  const std::string pem = samples::file("rsa2048.private.pem");
  BIO* const text = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(text, nullptr, nullptr, nullptr);
  EVP_PKEY_CTX* const operation = EVP_PKEY_CTX_new(key, nullptr);
  REQUIRE(EVP_PKEY_sign_init(operation) == 1);
  REQUIRE(EVP_PKEY_CTX_set_rsa_padding(operation, RSA_NO_PADDING) == 1);
  std::vector<std::byte> signature(256);
  std::size_t size = signature.size();
  REQUIRE(EVP_PKEY_sign(operation, reinterpret_cast<unsigned char*>(signature.data()), &size,
                        reinterpret_cast<const unsigned char*>(encoded.data()), encoded.size()) == 1);
  EVP_PKEY_CTX_free(operation);
  EVP_PKEY_free(key);
  BIO_free(text);
  return signature;
}

bool rs256_takes(const Encoding& encoding) {
  const Sha256 hash = sha256(input);
  std::string encoded = encoding.lead + std::string(encoding.padding, encoding.pad) + encoding.separator +
                        encoding.info + std::string(reinterpret_cast<const char*>(hash.data()), hash.size()) +
                        encoding.behind;
  REQUIRE(encoded.size() == 256);
  const auto key = VerificationKey::from_pem(samples::file("rsa2048.public.pem"), Algorithm::RS256);
  const auto held = key->verify(input, raw_signature(encoded));
  if (!held) CHECK(held.error() == fail(Errc::signature_invalid));
  return held.has_value();
}

}  // namespace

TEST_CASE("T27: of all encodings of a hash RS256 takes the one of RFC 8017 §9.2") {
  using namespace std::string_literals;
  const Encoding good;
  CHECK(rs256_takes(good));
  const auto refused = [](const char* what, Encoding wrong) {
    CAPTURE(what);
    CHECK_FALSE(rs256_takes(wrong));
  };
  const auto with_info = [](const std::string& info, std::size_t padding) {
    Encoding wrong;
    wrong.info = info;
    wrong.padding = padding;
    return wrong;
  };
  const std::string& info = good.info;
  const std::string oid = info.substr(4, 11);
  refused("without NULL", with_info("\x30\x2f\x30\x0b"s + oid + info.substr(17), 204));
  refused("NULL of another length",
          with_info("\x30\x33\x30\x0f"s + oid + "\x05\x02\0\0"s + info.substr(17), 200));
  refused("BER length of two bytes", with_info("\x30\x81\x31"s + info.substr(2), 201));
  refused("BER length of three bytes", with_info("\x30\x82\0\x31"s + info.substr(2), 200));
  refused("BER length without end", with_info("\x30\x80"s + info.substr(2), 202));
  refused("the bare hash", with_info("", 221));
  refused("the hash of another algorithm", with_info(info.substr(0, 14) + "\x02" + info.substr(15), 202));

  Encoding wrong = good;
  wrong.behind = std::string(16, '\x2a');
  wrong.padding -= 16;
  refused("bytes behind the hash", wrong);
  wrong.padding = 8;
  wrong.behind = std::string(194, '\x2a');
  refused("8 bytes of padding, the rest behind the hash", wrong);
  wrong = good;
  wrong.pad = '\xfe';
  refused("padding of other bytes", wrong);
  wrong = good;
  wrong.lead = "\x00\x02"s;
  refused("the block type of encryption", wrong);
  wrong = good;
  wrong.separator = "\x01";
  refused("no zero between padding and hash", wrong);
  wrong = good;
  wrong.padding = 0;
  wrong.behind = std::string(202, '\0');
  refused("no padding", wrong);
}

TEST_CASE("T27: a good signature with a leading zero, or cut by one, is refused") {
  const auto key = VerificationKey::from_pem(samples::file("rsa2048.public.pem"), Algorithm::RS256);
  std::vector<std::byte> signature =
      sign(samples::file("rsa2048.private.pem"), {RSA_PKCS1_PADDING, EVP_sha256()});
  CHECK(key->verify(input, signature));
  CHECK(key->verify(input, std::span{signature}.first(255)).error() == fail(Errc::signature_invalid));
  signature.insert(signature.begin(), std::byte{0});
  CHECK(key->verify(input, signature).error() == fail(Errc::signature_invalid));
}
