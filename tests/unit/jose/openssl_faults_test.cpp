// OpenSSL without memory: each of its allocations fails in turn. In a program of its own, since OpenSSL takes
// an allocator only before its first use.
#include <doctest/doctest.h>
#include <openssl/crypto.h>

#include <concepts>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "signet/jose/key.hpp"
#include "support/algorithm_keys.hpp"
#include "unit/jose/numbers.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;
using signet_test::key_of;
using signet_test::present_algorithms;
using signet_test::private_jwk_of;

namespace {

constexpr int all = -1;
int allocations_left = all;  // until one fails, after which the others succeed; this program has one thread

bool fails() { return allocations_left != all && allocations_left-- == 0; }

void* allocate(std::size_t size, const char*, int) { return fails() ? nullptr : std::malloc(size); }
void* reallocate(void* memory, std::size_t size, const char*, int) {
  return fails() ? nullptr : std::realloc(memory, size);
}
void release(void* memory, const char*, int) { std::free(memory); }

const bool installed = CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;

constexpr std::string_view input = "signing input";

// For each allocation that `operation` makes: `prepare` with all of them, `operation` with that one failing,
// `judge` what came of it. Returns how many failed.
template <class Prepare, class Operation, class Judge>
int with_each_failing(Prepare prepare, Operation operation, Judge judge) {
  judge(operation(prepare()));  // OpenSSL fetches some things once and keeps them
  for (int n = 0;; ++n) {
    const auto prepared = prepare();
    allocations_left = n;
    const auto outcome = operation(prepared);
    const bool failed = allocations_left == all;
    allocations_left = all;
    judge(outcome);
    if (!failed) return n;
  }
}

constexpr auto nothing = [] { return 0; };

// The text, or nothing where std::bad_alloc was thrown.
std::string text_or_none(const std::invocable auto& make) {
  try {
    return make();
  } catch (const std::bad_alloc&) {
    return {};
  }
}

// One row of each way to sign and kind of key: each allocation of each operation takes its time.
std::vector<AlgorithmSpec> asymmetric() {
  auto rows = present_algorithms();
  std::erase_if(rows, [](const AlgorithmSpec& row) {
    return row.scheme == SignatureScheme::hmac || row.name.ends_with("384") ||
           row.algorithm == Algorithm::RS512 || row.algorithm == Algorithm::PS512 ||
           row.algorithm == Algorithm::EdDSA;
  });
  return rows;
}

// Whether no allocation that fails makes a key of this, public or private.
void check_never_a_key(const std::string& jwk) {
  CAPTURE(jwk);
  int keys = 0;
  const auto read = [&](int) {
    return std::pair{VerificationKey::from_jwk(jwk).has_value(), SigningKey::from_jwk(jwk).has_value()};
  };
  with_each_failing(nothing, read, [&](std::pair<bool, bool> made) { keys += made.first + made.second; });
  CHECK(keys == 0);
}

// OpenSSL 3.0 does not look whether its list of factors has grown, and then gives q as p. No reader takes
// that.
bool no_rsa_key(const std::string& jwk) {
  return jwk.find(R"("kty":"RSA")") != std::string::npos &&
         SigningKey::from_jwk(jwk).error() == fail(Errc::key_malformed);
}

}  // namespace

TEST_CASE("without memory a JWK is read as the key that it is, or as none") {
  REQUIRE(installed);
  for (const AlgorithmSpec& spec : asymmetric()) {
    CAPTURE(spec.name);
    const std::string jwk = private_jwk_of(spec.algorithm);
    const std::string thumbprint = key_of(spec.algorithm).thumbprint();
    const auto judge = [&](const auto& key) {
      if (key) CHECK(key->thumbprint() == thumbprint);
    };
    CHECK(with_each_failing(nothing, [&](int) { return VerificationKey::from_jwk(jwk); }, judge) > 0);
    CHECK(with_each_failing(nothing, [&](int) { return SigningKey::from_jwk(jwk); }, judge) > 0);
  }
}

TEST_CASE("without memory a key in PEM, encrypted or not, is read as what it is, or not at all") {
  const std::string thumbprint =
      (*VerificationKey::from_pem(samples::file("ed25519.public.pem"), Algorithm::EdDSA)).thumbprint();
  const SecretBytes passphrase = SecretBytes::copy_of("secret");
  const auto judge = [&](const auto& key) {
    if (key) CHECK(key->thumbprint() == thumbprint);
  };
  const auto read_public = [](int) {
    return VerificationKey::from_pem(samples::file("ed25519.public.pem"), Algorithm::EdDSA);
  };
  const auto read_private = [&](int) {
    return SigningKey::from_pem(samples::file("encrypted.private.pem"), Algorithm::EdDSA, passphrase);
  };
  CHECK(with_each_failing(nothing, read_public, judge) > 0);
  CHECK(with_each_failing(nothing, read_private, judge) > 0);
}

TEST_CASE("without memory no key is accepted that is refused with it") {
  // Points of order 1, 2, 4 and 8 of edwards25519, a point off P-256, a factor in the place of another.
  for (const char* const x :
       {"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "7P_______________________________________38",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU",
        "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o"}) {
    check_never_a_key(samples::with(samples::okp_jwk(), "x", samples::quoted(x)));
  }
  const auto rsa = samples::members(samples::rsa_jwk());
  check_never_a_key(samples::with(samples::ec_jwk(), "x", samples::members(samples::ec_jwk()).at("y")));
  const std::string wrong = samples::with(samples::rsa_jwk(), "dp", rsa.at("dq"));
  int keys = 0;
  with_each_failing(
      nothing, [&](int) { return SigningKey::from_jwk(wrong).has_value(); },
      [&](bool made) { keys += made; });
  CHECK(keys == 0);
}

TEST_CASE("without memory a key is written as it is, or std::bad_alloc is thrown") {
  for (const AlgorithmSpec& spec : asymmetric()) {
    CAPTURE(spec.name);
    const SigningKey& key = key_of(spec.algorithm);
    const VerificationKey verifier = key.verification_key();
    const auto check = [&](const auto& write) {
      const std::string expected = write();
      REQUIRE_FALSE(expected.empty());
      with_each_failing(
          nothing, [&](int) { return text_or_none(write); },
          [&](const std::string& text) { CHECK((text.empty() || text == expected || no_rsa_key(text))); });
    };
    check([&] { return verifier.thumbprint(); });
    check([&] { return *verifier.to_jwk(); });
    check([&] {
      const auto exposed = key.expose_private_jwk();
      return std::string{exposed->expose_text()};
    });
  }
}

TEST_CASE("without memory no forged signature is good, and a good one is good or refused") {
  for (const AlgorithmSpec& spec : asymmetric()) {
    CAPTURE(spec.name);
    const auto signature = samples::sign(key_of(spec.algorithm), input);
    // One whose contexts are yet to be made.
    const auto fresh = [&] { return *VerificationKey::from_jwk(private_jwk_of(spec.algorithm)); };
    const auto refused = [](const Result<void>& held) {
      CHECK(held.error() == fail(Errc::signature_invalid));
    };
    with_each_failing(
        fresh, [&](const VerificationKey& key) { return key.verify("another input", signature); }, refused);
    with_each_failing(
        fresh, [&](const VerificationKey& key) { return key.verify(input, signature); },
        [&](const Result<void>& held) {
          if (!held) refused(held);
        });
  }
}

// But for ML-DSA: there OpenSSL 3.5 overlooks one failure and gives a signature that nobody accepts.
TEST_CASE("without memory a signature is made that verifies, or none") {
  for (const AlgorithmSpec& spec : asymmetric()) {
    CAPTURE(spec.name);
    const VerificationKey verifier = key_of(spec.algorithm).verification_key();
    const auto fresh = [&] { return *SigningKey::from_jwk(private_jwk_of(spec.algorithm)); };
    std::vector<std::byte> signature(key_of(spec.algorithm).signature_size());
    with_each_failing(
        fresh, [&](const SigningKey& key) { return key.sign(input, signature); },
        [&](const Result<std::size_t>& size) {
          if (size) {
            const bool holds = verifier.verify(input, std::span{signature}.first(*size)).has_value();
            CHECK((holds || spec.scheme == SignatureScheme::ml_dsa));
          } else {
            CHECK(size.error() == fail(Errc::signing_failed));
          }
        });
  }
}

TEST_CASE("without memory a key is generated that signs what it verifies, or none") {
  for (const Algorithm algorithm :
       {Algorithm::ES256, Algorithm::ES512, Algorithm::Ed25519, Algorithm::Ed448}) {
    CAPTURE(to_string(algorithm));
    with_each_failing(
        nothing, [&](int) { return SigningKey::generate(algorithm); },
        [&](const Result<SigningKey>& key) {
          if (key) {
            CHECK(key->verification_key().verify(input, samples::sign(*key, input)));
          } else {
            const Error unavailable = fail(Errc::algorithm_unavailable, to_string(algorithm));
            CHECK((key.error() == fail(Errc::key_generation_failed) || key.error() == unavailable));
          }
        });
  }
}
