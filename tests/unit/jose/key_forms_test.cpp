// The structures that keys are stored in: SPKI, PKCS#8, PKCS#1 and SEC 1, as PEM and DER, plain and encrypted
// (K19).
#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "signet/jose/key.hpp"
#include "unit/jose/numbers.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;

namespace {

struct Row {
  std::string file;
  Algorithm algorithm;
  std::string same_as;  // a file with the public part
};
const std::vector<Row> private_forms{{"rsa2048.private.pem", Algorithm::PS384, "rsa2048.public.pem"},
                                     {"rsa_pkcs1.private.pem", Algorithm::RS256, "rsa2048.public.pem"},
                                     {"p256.private.pem", Algorithm::ES256, "p256.public.pem"},
                                     {"sec1.private.pem", Algorithm::ES256, "p256.public.pem"},
                                     {"p521.private.pem", Algorithm::ES512, "p521.public.pem"},
                                     {"ed448.private.pem", Algorithm::EdDSA, "ed448.public.pem"}};
const std::vector<Row> public_forms{{"rsa2048.public.pem", Algorithm::RS512, "rsa2048.public.pem"},
                                    {"rsa_pkcs1.public.pem", Algorithm::RS256, "rsa2048.public.pem"},
                                    {"p384.public.pem", Algorithm::ES384, "p384.public.pem"},
                                    {"ed25519.public.pem", Algorithm::Ed25519, "ed25519.public.pem"}};

std::string thumbprint_of(const Row& row) {
  return (*VerificationKey::from_pem(samples::file(row.same_as), row.algorithm)).thumbprint();
}

std::span<const std::byte> bytes(const std::string& text) { return std::as_bytes(std::span{text}); }

Error der_error(const std::string& der, Algorithm algorithm) {
  const auto key = VerificationKey::from_der(bytes(der), algorithm);
  return key ? Error{Errc::internal_error} : key.error();
}

Error private_der_error(const std::string& der, Algorithm algorithm) {
  const auto key = SigningKey::from_der(bytes(der), algorithm);
  return key ? Error{Errc::internal_error} : key.error();
}

Error open_error(const std::string& file, const SecretBytes& passphrase) {
  const auto key = SigningKey::from_pem(samples::file(file), Algorithm::EdDSA, passphrase);
  return key ? Error{Errc::internal_error} : key.error();
}

std::size_t length_at(const std::string& der, std::size_t at) {
  return static_cast<unsigned char>(der[at]) * 256U + static_cast<unsigned char>(der[at + 1]);
}

// The DER of a SEQUENCE of INTEGERs, longer than 255 bytes, with the i-th of them zero.
std::string with_zero(const std::string& der, std::size_t i) {
  std::size_t at = 4;  // behind tag, 82 and two bytes of length
  std::size_t size = 0;
  for (std::size_t n = 0;; ++n) {
    const auto first = static_cast<unsigned char>(der[at + 1]);
    size = first < 0x80    ? 2U + first
           : first == 0x81 ? 3U + static_cast<unsigned char>(der[at + 2])
                           : 4 + length_at(der, at + 2);
    if (n == i) break;
    at += size;
  }
  std::string body = der.substr(4, at - 4) + std::string("\x02\x01\x00", 3) + der.substr(at + size);
  return der.substr(0, 2) + static_cast<char>(body.size() >> 8U) + static_cast<char>(body.size()) + body;
}

const Error malformed = fail(Errc::key_malformed);
const SecretBytes right = SecretBytes::copy_of("secret");  // what make.sh encrypts with

}  // namespace

TEST_CASE("a private key is the same in each structure, in PEM and in DER") {
  for (const Row& row : private_forms) {
    CAPTURE(row.file);
    const auto from_pem = SigningKey::from_pem(samples::file(row.file), row.algorithm);
    const auto from_der = SigningKey::from_der(bytes(samples::der(row.file)), row.algorithm);
    REQUIRE(from_pem);
    REQUIRE(from_der);
    CHECK(from_pem->thumbprint() == thumbprint_of(row));
    CHECK(from_der->thumbprint() == thumbprint_of(row));
    const auto verifier = VerificationKey::from_pem(samples::file(row.same_as), row.algorithm);
    CHECK(verifier->verify("input", samples::sign(*from_der, "input")));
  }
}

TEST_CASE("a public key is the same in each structure, in PEM and in DER") {
  for (const Row& row : public_forms) {
    CAPTURE(row.file);
    const auto from_pem = VerificationKey::from_pem(samples::file(row.file), row.algorithm);
    const auto from_der = VerificationKey::from_der(bytes(samples::der(row.file)), row.algorithm);
    REQUIRE(from_pem);
    REQUIRE(from_der);
    CHECK(from_pem->thumbprint() == thumbprint_of(row));
    CHECK(from_der->thumbprint() == thumbprint_of(row));
  }
}

TEST_CASE("DER that is cut, followed by a byte, too long or of the other purpose is refused") {
  for (const Row& row : public_forms) {
    CAPTURE(row.file);
    const std::string der = samples::der(row.file);
    CHECK(der_error(der.substr(0, der.size() - 1), row.algorithm) == malformed);
    CHECK(der_error(der + '\0', row.algorithm) == malformed);
    CHECK(private_der_error(der, row.algorithm) == malformed);
  }
  for (const Row& row : private_forms) {
    CAPTURE(row.file);
    const std::string der = samples::der(row.file);
    CHECK(private_der_error(der.substr(0, der.size() - 1), row.algorithm) == malformed);
    CHECK(private_der_error(der + '\0', row.algorithm) == malformed);
    CHECK(der_error(der, row.algorithm) == malformed);
  }
  CHECK(der_error("", Algorithm::ES256) == malformed);
  CHECK(der_error(std::string(32 * 1024 + 1, '\x30'), Algorithm::ES256) == malformed);
  CHECK(der_error(samples::file("p256.public.pem"), Algorithm::ES256) == malformed);
  CHECK(der_error(samples::der("certificate.pem"), Algorithm::ES256) == malformed);
}

TEST_CASE("T04, T25: a key of another kind, whatever its structure, is refused as such") {
  const Error mismatch = fail(Errc::key_mismatch);
  CHECK(der_error(samples::der("rsa_pkcs1.public.pem"), Algorithm::ES256) == mismatch);
  CHECK(der_error(samples::der("p384.public.pem"), Algorithm::ES256) == mismatch);
  CHECK(der_error(samples::der("p256.public.pem"), Algorithm::HS256) == mismatch);
  CHECK(private_der_error(samples::der("sec1.private.pem"), Algorithm::ES256K) == mismatch);
  CHECK(private_der_error(samples::der("rsa_pkcs1.private.pem"), Algorithm::EdDSA) == mismatch);
  CHECK(private_der_error(samples::der("sec1.private.pem"), Algorithm::HS512) == mismatch);
}

TEST_CASE("K19: explicit EC parameters are refused in SEC 1 as in PKCS#8 (CVE-2020-0601)") {
  CHECK(private_der_error(samples::der("sec1_explicit.private.pem"), Algorithm::ES256) ==
        fail(Errc::key_unsupported));
  CHECK(private_der_error(samples::der("p256_explicit.private.pem"), Algorithm::ES256) ==
        fail(Errc::key_unsupported));
}

TEST_CASE("K05: the point at infinity is no key") {
  // SubjectPublicKeyInfo of P-256 whose point is the single byte 00 (SEC 1 §2.3.3).
  const std::string infinity = *base64url_decode("MBkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDAgAA");
  CHECK(der_error(infinity, Algorithm::ES256) == malformed);
}

TEST_CASE("K19: the label of a block says what it holds, and is held to it") {
  const auto relabelled = [](const std::string& file, const std::string& from, const std::string& to) {
    std::string pem = samples::file(file);
    for (std::size_t at = pem.find(from); at != std::string::npos; at = pem.find(from, at + to.size())) {
      pem.replace(at, from.size(), to);
    }
    return pem;
  };
  struct Relabelled {
    std::string file;
    std::string from;
    std::string to;
    Algorithm algorithm;
  };
  for (const Relabelled& row : {Relabelled{"rsa_pkcs1.public.pem", "RSA PUBLIC", "PUBLIC", Algorithm::RS256},
                                Relabelled{"rsa2048.public.pem", "PUBLIC", "RSA PUBLIC", Algorithm::RS256}}) {
    CAPTURE(row.file);
    const auto pem = relabelled(row.file, row.from, row.to);
    CHECK(VerificationKey::from_pem(pem, row.algorithm).error() == malformed);
  }
  for (const Relabelled& row :
       {Relabelled{"sec1.private.pem", "EC PRIVATE", "RSA PRIVATE", Algorithm::ES256},
        Relabelled{"sec1.private.pem", "EC PRIVATE", "PRIVATE", Algorithm::ES256},
        Relabelled{"p256.private.pem", "PRIVATE", "EC PRIVATE", Algorithm::ES256},
        Relabelled{"rsa2048.private.pem", "PRIVATE", "RSA PRIVATE", Algorithm::RS256},
        Relabelled{"rsa_pkcs1.private.pem", "RSA PRIVATE", "PRIVATE", Algorithm::RS256},
        Relabelled{"ed25519.private.pem", "PRIVATE", "ENCRYPTED PRIVATE", Algorithm::EdDSA},
        Relabelled{"encrypted.private.pem", "ENCRYPTED PRIVATE", "PRIVATE", Algorithm::EdDSA}}) {
    CAPTURE(row.file);
    const auto pem = relabelled(row.file, row.from, row.to);
    CHECK(SigningKey::from_pem(pem, row.algorithm, right).error() == malformed);
  }
}

TEST_CASE("K19: an encrypted key opens with its passphrase, and with no other") {
  const auto plain = SigningKey::from_pem(samples::file("ed25519.private.pem"), Algorithm::EdDSA);
  const std::string file = "encrypted.private.pem";
  const auto from_pem = SigningKey::from_pem(samples::file(file), Algorithm::EdDSA, right);
  const auto from_der = SigningKey::from_der(bytes(samples::der(file)), Algorithm::EdDSA, right);
  REQUIRE(from_pem);
  REQUIRE(from_der);
  CHECK(from_pem->thumbprint() == plain->thumbprint());
  CHECK(from_der->thumbprint() == plain->thumbprint());
  for (const char* const wrong : {"", "Secret", "secret ", "secre", "another passphrase"}) {
    CHECK(open_error(file, SecretBytes::copy_of(wrong)) == fail(Errc::passphrase_wrong));
  }
  CHECK(open_error(file, SecretBytes::copy_of(std::string(64 * 1024, 's'))) == fail(Errc::passphrase_wrong));
}

TEST_CASE("K19: an encrypted key without a passphrase is refused without asking for one") {
  const std::string file = "encrypted.private.pem";
  CHECK(SigningKey::from_pem(samples::file(file), Algorithm::EdDSA).error() ==
        fail(Errc::passphrase_missing));
  CHECK(private_der_error(samples::der(file), Algorithm::EdDSA) == fail(Errc::passphrase_missing));
  CHECK(VerificationKey::from_pem(samples::file(file), Algorithm::EdDSA).error() == malformed);
  CHECK(SigningKey::from_pem(samples::file(file), Algorithm::ES256, right).error() ==
        fail(Errc::key_mismatch));
}

TEST_CASE("K04: a number of a PKCS#1 key that is zero is refused by name") {
  // RFC 8017 A.1.2: a SEQUENCE of version, n, e, and from the fourth on what a JWK names so.
  const std::array<std::string, 6> names{"d", "p", "q", "dp", "dq", "qi"};
  const std::string der = samples::der("rsa_pkcs1.private.pem");
  for (std::size_t i = 0; i < names.size(); ++i) {
    CAPTURE(names[i]);
    CHECK(private_der_error(with_zero(der, i + 3), Algorithm::RS256) == fail(Errc::key_malformed, names[i]));
  }
}

TEST_CASE("a passphrase that is not needed is not looked at") {
  for (const Row& row : private_forms) {
    CHECK(SigningKey::from_pem(samples::file(row.file), row.algorithm, right));
    CHECK(SigningKey::from_der(bytes(samples::der(row.file)), row.algorithm, right));
  }
}
