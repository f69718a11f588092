// Passphrases that are asked for when a key is encrypted, and not before.
#include "signet/jose/passphrase.hpp"

#include <doctest/doctest.h>

#include <concepts>
#include <new>
#include <stdexcept>
#include <string>

#include "signet/jose/key.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;

namespace {

const std::string encrypted = "encrypted.private.pem";

std::span<const std::byte> bytes(const std::string& text) { return std::as_bytes(std::span{text}); }

// The errors of both ways to read a file of the folder, which must be the same; the passphrase is asked
// twice.
Error error_of(const std::string& file, Algorithm algorithm, const Passphrase& passphrase) {
  const auto from_pem = SigningKey::from_pem(samples::file(file), algorithm, passphrase);
  const auto from_der = SigningKey::from_der(bytes(samples::der(file)), algorithm, passphrase);
  REQUIRE(from_pem.has_value() == from_der.has_value());
  if (from_pem) return Error{Errc::internal_error};
  CHECK(from_pem.error() == from_der.error());
  return from_pem.error();
}

Result<SecretBytes> right_one() { return SecretBytes::copy_of("secret"); }

}  // namespace

TEST_CASE("a passphrase is asked for once for each encrypted key") {
  int asked = 0;
  const auto ask = [&asked] {
    ++asked;
    return right_one();
  };
  const auto plain = SigningKey::from_pem(samples::file("ed25519.private.pem"), Algorithm::EdDSA);
  const auto from_pem = SigningKey::from_pem(samples::file(encrypted), Algorithm::EdDSA, ask);
  CHECK(asked == 1);
  const auto from_der = SigningKey::from_der(bytes(samples::der(encrypted)), Algorithm::EdDSA, ask);
  CHECK(asked == 2);
  REQUIRE(from_pem);
  REQUIRE(from_der);
  CHECK(from_pem->thumbprint() == plain->thumbprint());
  CHECK(from_der->thumbprint() == plain->thumbprint());
}

TEST_CASE("a function is asked like any callable") {
  CHECK(SigningKey::from_pem(samples::file(encrypted), Algorithm::EdDSA, right_one));
  CHECK(SigningKey::from_pem(samples::file(encrypted), Algorithm::EdDSA, &right_one));
}

TEST_CASE("no passphrase is asked for where none is needed, or none helps") {
  int asked = 0;
  const auto ask = [&asked] {
    ++asked;
    return right_one();
  };
  CHECK(SigningKey::from_pem(samples::file("ed25519.private.pem"), Algorithm::EdDSA, ask));
  CHECK(SigningKey::from_der(bytes(samples::der("sec1.private.pem")), Algorithm::ES256, ask));
  CHECK(SigningKey::from_pem("no key", Algorithm::EdDSA, ask).error() == fail(Errc::key_malformed));
  CHECK(error_of(encrypted, Algorithm::HS256, ask) == fail(Errc::key_mismatch));
  const std::string cut = samples::der(encrypted).substr(0, 60);
  CHECK(SigningKey::from_der(bytes(cut), Algorithm::EdDSA, ask).error() == fail(Errc::key_malformed));
  const std::string headed = samples::file("encrypted_by_headers.private.pem");
  CHECK(SigningKey::from_pem(headed, Algorithm::ES256, ask).error() == fail(Errc::key_malformed));
  CHECK(asked == 0);
}

TEST_CASE("who is asked may refuse, and the refusal is the error") {
  const auto refuse = []() -> Result<SecretBytes> { return fail(Errc::passphrase_missing); };
  CHECK(error_of(encrypted, Algorithm::EdDSA, refuse) == fail(Errc::passphrase_missing));
  const auto unreachable = []() -> Result<SecretBytes> { return fail(Errc::source_unavailable, "vault"); };
  CHECK(error_of(encrypted, Algorithm::EdDSA, unreachable) == fail(Errc::source_unavailable, "vault"));
}

TEST_CASE("a wrong answer is not asked for again") {
  int asked = 0;
  const auto wrong = [&asked]() -> Result<SecretBytes> {
    ++asked;
    return SecretBytes::copy_of("Secret");
  };
  CHECK(error_of(encrypted, Algorithm::EdDSA, wrong) == fail(Errc::passphrase_wrong));
  CHECK(asked == 2);  // once in PEM, once in DER
  const auto empty = []() -> Result<SecretBytes> { return SecretBytes{}; };
  CHECK(error_of(encrypted, Algorithm::EdDSA, empty) == fail(Errc::passphrase_wrong));
}

TEST_CASE("what is thrown instead of an answer stops there, want of memory aside") {
  const auto of_exception = []() -> Result<SecretBytes> { throw std::runtime_error{"no terminal"}; };
  const auto of_number = []() -> Result<SecretBytes> { throw 1; };
  CHECK(error_of(encrypted, Algorithm::EdDSA, of_exception) == fail(Errc::passphrase_missing));
  CHECK(error_of(encrypted, Algorithm::EdDSA, of_number) == fail(Errc::passphrase_missing));
  const auto out_of_memory = []() -> Result<SecretBytes> { throw std::bad_alloc{}; };
  CHECK_THROWS_AS(error_of(encrypted, Algorithm::EdDSA, out_of_memory), std::bad_alloc);
}

TEST_CASE("a passphrase at hand, or none, needs no callable") {
  CHECK(error_of(encrypted, Algorithm::EdDSA, {}) == fail(Errc::passphrase_missing));
  CHECK(error_of(encrypted, Algorithm::EdDSA, SecretBytes::copy_of("Secret")) ==
        fail(Errc::passphrase_wrong));
  CHECK(SigningKey::from_pem(samples::file(encrypted), Algorithm::EdDSA, SecretBytes::copy_of("secret")));
}

// Text is no passphrase, since nobody would wipe it; and a Passphrase is an argument, never kept.
static_assert(!std::convertible_to<const char*, Passphrase> && !std::convertible_to<std::string, Passphrase>);
static_assert(!std::copyable<Passphrase> && !std::movable<Passphrase>);
