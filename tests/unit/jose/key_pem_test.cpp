// Reading of PEM: the one structure, the right kind of key, and nothing beside it (K19).
#include <doctest/doctest.h>

#include <vector>

#include "signet/jose/key.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;

namespace {

struct Row {
  std::string file;
  Algorithm algorithm;
};
const std::vector<Row> good{{"rsa2048", Algorithm::RS256}, {"p256", Algorithm::ES256},
                            {"ed25519", Algorithm::EdDSA}, {"p384", Algorithm::ES384},
                            {"p521", Algorithm::ES512},    {"secp256k1", Algorithm::ES256K},
                            {"ed448", Algorithm::Ed448}};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

Error public_error(const std::string& pem, Algorithm algorithm) {
  const auto key = VerificationKey::from_pem(pem, algorithm);
  return key ? Error{Errc::internal_error} : key.error();
}

Error private_error(const std::string& pem, Algorithm algorithm) {
  const auto key = SigningKey::from_pem(pem, algorithm);
  return key ? Error{Errc::internal_error} : key.error();
}

const Error malformed = fail(Errc::key_malformed);
const Error mismatch = fail(Errc::key_mismatch);

}  // namespace

TEST_CASE("a private PEM signs what its public PEM verifies") {
  for (const Row& row : good) {
    CAPTURE(row.file);
    const auto key = SigningKey::from_pem(samples::file(row.file + ".private.pem"), row.algorithm);
    const auto verifier = VerificationKey::from_pem(samples::file(row.file + ".public.pem"), row.algorithm);
    REQUIRE(key);
    REQUIRE(verifier);
    std::vector<std::byte> signature(key->signature_size());
    signature.resize(*key->sign("input", signature));
    CHECK(verifier->verify("input", signature));
    CHECK(verifier->thumbprint() == key->thumbprint());
    CHECK_FALSE(verifier->kid().has_value());
  }
}

TEST_CASE("K19: CRLF line ends, and text around the block, are accepted") {
  for (const Row& row : good) {
    const std::string pem = samples::file(row.file + ".public.pem");
    CHECK(VerificationKey::from_pem(replaced(pem, "\n", "\r\n"), row.algorithm));
    CHECK(VerificationKey::from_pem("subject=a key\n" + pem + "end of it\n", row.algorithm));
  }
}

TEST_CASE("K19: two blocks are refused, even where the second is cut or of another label") {
  for (const Row& row : good) {
    const std::string pem = samples::file(row.file + ".public.pem");
    for (const std::string& second : {pem, pem.substr(0, 60), samples::file("certificate.pem")}) {
      CHECK(public_error(pem + second, row.algorithm) == malformed);
      CHECK(public_error(second + pem, row.algorithm) == malformed);
    }
  }
  CHECK(private_error(samples::file("parameters_first.private.pem"), Algorithm::ES256) == malformed);
}

TEST_CASE("K19: another structure is refused") {
  const std::string spki = samples::file("p256.public.pem");
  CHECK(public_error(samples::file("certificate.pem"), Algorithm::ES256) == malformed);
  CHECK(public_error(samples::file("p256.private.pem"), Algorithm::ES256) == malformed);
  CHECK(public_error(samples::file("openssh.pub"), Algorithm::EdDSA) == malformed);
  CHECK(public_error(replaced(spki, "PUBLIC KEY", "PRIVATE KEY"), Algorithm::ES256) == malformed);
  CHECK(private_error(samples::file("openssh.private.pem"), Algorithm::EdDSA) == malformed);
  CHECK(private_error(spki, Algorithm::ES256) == malformed);
  CHECK(private_error(replaced(spki, "PUBLIC KEY", "PRIVATE KEY"), Algorithm::ES256) == malformed);
}

TEST_CASE("K19: text that is no whole block is refused") {
  const std::string pem = samples::file("ed25519.public.pem");
  for (const std::string& text : {std::string{}, std::string("no key"), pem.substr(0, pem.size() / 2),
                                  replaced(pem, "END PUBLIC", "END PRIVATE"), replaced(pem, "MCow", "MCo"),
                                  replaced(pem, "MCow", "MCox"), pem + std::string(32 * 1024, '\n'),
                                  pem + std::string(10 << 20, '\n')}) {
    CHECK(public_error(text, Algorithm::EdDSA) == malformed);
  }
}

TEST_CASE("K19: a byte behind the key inside the block is refused") {
  // 44 bytes of key end in one padding character; an A in its place makes it 45.
  const std::string pem = samples::file("ed25519.public.pem");
  REQUIRE(pem.find("=\n") != std::string::npos);
  CHECK(public_error(replaced(pem, "=\n", "A\n"), Algorithm::EdDSA) == malformed);
}

TEST_CASE(
    "K19: a block with encryption headers is refused without asking for a passphrase, and with the right "
    "one") {
  const std::string pem = samples::file("encrypted_by_headers.private.pem");
  CHECK(private_error(pem, Algorithm::ES256) == malformed);
  CHECK(SigningKey::from_pem(pem, Algorithm::ES256, SecretBytes::copy_of("secret")).error() == malformed);
}

TEST_CASE("T25, T28: a key of another kind or curve than the algorithm takes is refused") {
  for (const Row& row : good) {
    for (const Row& other : good) {
      const bool eddsa_takes_both = row.algorithm == Algorithm::Ed448 && other.algorithm == Algorithm::EdDSA;
      if (row.algorithm == other.algorithm || eddsa_takes_both) continue;
      CAPTURE(row.file);
      CAPTURE(to_string(other.algorithm));
      CHECK(public_error(samples::file(row.file + ".public.pem"), other.algorithm) == mismatch);
      CHECK(private_error(samples::file(row.file + ".private.pem"), other.algorithm) == mismatch);
    }
    CHECK(public_error(samples::file(row.file + ".public.pem"), Algorithm::HS256) == mismatch);
    CHECK(private_error(samples::file(row.file + ".private.pem"), Algorithm::HS256) == mismatch);
  }
  CHECK(public_error(samples::file("p384.public.pem"), Algorithm::ES256) == mismatch);
  CHECK(public_error(samples::file("secp256k1.public.pem"), Algorithm::ES256) == mismatch);
  CHECK(public_error(samples::file("ed448.public.pem"), Algorithm::Ed25519) == mismatch);
  CHECK(VerificationKey::from_pem(samples::file("ed448.public.pem"), Algorithm::EdDSA));
  CHECK(public_error(samples::file("x25519.public.pem"), Algorithm::EdDSA) == mismatch);
  CHECK(public_error(samples::file("rsa_pss.public.pem"), Algorithm::RS256) == fail(Errc::key_unsupported));
}

TEST_CASE("K02, K03, K04: RSA keys that are too small, with e = 3 or of three primes are refused") {
  CHECK(public_error(samples::file("rsa2047.public.pem"), Algorithm::RS256) == fail(Errc::key_too_weak, "n"));
  CHECK(public_error(samples::file("rsa_e3.public.pem"), Algorithm::RS256) ==
        fail(Errc::key_unsupported, "e"));
  CHECK(private_error(samples::file("rsa_e3.private.pem"), Algorithm::RS256) ==
        fail(Errc::key_unsupported, "e"));
  CHECK(private_error(samples::file("rsa_3primes.private.pem"), Algorithm::RS256) ==
        fail(Errc::key_unsupported, "oth"));
}

TEST_CASE("K19: explicit EC parameters are refused, even those of P-256 (CVE-2020-0601)") {
  CHECK(public_error(samples::file("p256_explicit.public.pem"), Algorithm::ES256) ==
        fail(Errc::key_unsupported));
  CHECK(private_error(samples::file("p256_explicit.private.pem"), Algorithm::ES256) ==
        fail(Errc::key_unsupported));
}
