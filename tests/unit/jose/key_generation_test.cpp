// Making RSA keys of a chosen size.
#include <doctest/doctest.h>

#include <cstdint>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"
#include "unit/jose/numbers.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;

namespace {

Error error_of(Algorithm algorithm, std::uint32_t bits) {
  const auto key = SigningKey::generate(algorithm, RsaSize{.bits = bits});
  return key ? Error{Errc::internal_error} : key.error();
}

// Of the modulus.
std::size_t bits_of(const SigningKey& key) {
  const std::string n = samples::members(*key.verification_key().to_jwk()).at("n");
  const std::string bytes = *base64url_decode(n.substr(1, n.size() - 2));
  std::size_t bits = 8 * bytes.size();
  for (auto first = static_cast<unsigned char>(bytes.front()); (first & 0x80) == 0; --bits) first <<= 1;
  return bits;
}

}  // namespace

TEST_CASE("an RSA key is made in the size that is asked for, else of 2048 bits") {
  const auto standard = SigningKey::generate(Algorithm::RS256);
  REQUIRE(standard);
  CHECK(bits_of(*standard) == 2048);
  struct Row {
    Algorithm algorithm;
    std::uint32_t bits;
    std::size_t signature_size;  // RFC 8017 §8.2.1: the modulus's octets
  };
  for (const Row& row : {Row{Algorithm::RS256, 2048, 256}, Row{Algorithm::PS384, 2050, 257},
                         Row{Algorithm::PS512, 3072, 384}}) {
    CAPTURE(row.bits);
    const auto key = SigningKey::generate(row.algorithm, {.bits = row.bits});
    REQUIRE(key);
    CHECK(key->algorithm() == row.algorithm);
    CHECK(bits_of(*key) == row.bits);
    CHECK(key->signature_size() == row.signature_size);
    CHECK(key->verification_key().verify("input", samples::sign(*key, "input")));
  }
}

TEST_CASE("a size that is odd or out of range, or for keys that have one size only, is refused") {
  const Error invalid = fail(Errc::option_invalid, "bits");
  for (const std::uint32_t bits : {0U, 1024U, 2046U, 2047U, 2049U, 16383U, 16385U, 16386U, 4294967295U}) {
    CAPTURE(bits);
    CHECK(error_of(Algorithm::RS512, bits) == invalid);
    CHECK(error_of(Algorithm::PS256, bits) == invalid);
  }
  for (const AlgorithmSpec& spec : algorithms) {
    if (spec.key_type != KeyType::RSA) CHECK(error_of(spec.algorithm, 2048) == invalid);
  }
}
