// Verifying and signing with keys, HMAC secrets, thumbprints and what leaves a key.
#include "signet/jose/key.hpp"

#include <doctest/doctest.h>

#include <array>
#include <concepts>
#include <latch>
#include <ostream>
#include <thread>
#include <vector>

#include "signet/jose/base64url.hpp"
#include "support/algorithm_keys.hpp"
#include "unit/jose/numbers.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;
using namespace std::string_literals;
using signet_test::key_of;
using signet_test::present_algorithms;
using signet_test::private_jwk_of;

namespace {

using samples::Bytes;
using samples::bytes_of;
using samples::joined;
using samples::negated;
using samples::number;
using samples::reversed;
using samples::sign;
using samples::sum;

// The order of P-256 (SEC 2 §2.4.2) and of Ed25519's group (RFC 8032 §5.1).
const Bytes p256_order = bytes_of(*base64url_decode("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE"));
const Bytes ed25519_order = bytes_of(*base64url_decode("EAAAAAAAAAAAAAAAAAAAABTe-d6i95zWWBJjGlz10-0"));

const Error refused = fail(Errc::signature_invalid);
constexpr std::string_view input = "signing input";

}  // namespace

TEST_CASE("what a generated key signs, its verification key verifies, and nothing else") {
  for (const AlgorithmSpec& spec : present_algorithms()) {
    CAPTURE(spec.name);
    const auto key = SigningKey::generate(spec.algorithm);
    REQUIRE(key);
    const Bytes signature = sign(*key, input);
    const std::size_t of_key = spec.key_type == KeyType::RSA ? 256 : 64;
    CHECK(signature.size() == (spec.signature_size == 0 ? of_key : spec.signature_size));
    CHECK(signature.size() == key->signature_size());
    CHECK(key->verification_key().verify(input, signature));
    CHECK(key->verification_key().verify("signing inpuu", signature).error() == refused);
    CHECK(key_of(spec.algorithm).verification_key().verify(input, signature).error() == refused);
    CHECK(key->verification_key().algorithm() == spec.algorithm);
  }
}

TEST_CASE("T24, T27, T30, T31: a signature of another length is refused") {
  for (const AlgorithmSpec& spec : present_algorithms()) {
    const VerificationKey verifier = key_of(spec.algorithm).verification_key();
    const Bytes good = sign(key_of(spec.algorithm), input);
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{8}, std::size_t{16},
                                   good.size() - 1, good.size() + 1, std::size_t{63}}) {
      CAPTURE(spec.name);
      CAPTURE(size);
      Bytes cut = good;
      cut.resize(size);
      CHECK(verifier.verify(input, cut).error() == refused);
    }
    Bytes with_zero = good;
    with_zero.insert(with_zero.begin(), std::byte{0});
    CHECK(verifier.verify(input, with_zero).error() == refused);
  }
}

TEST_CASE("signing into too small a buffer fails") {
  const auto key = SigningKey::generate(Algorithm::ES256);
  Bytes small(63);
  CHECK(key->sign(input, small).error() == fail(Errc::signing_failed));
}

TEST_CASE("T24: r and s outside 1 .. n-1 are refused, even where they are equal to good ones modulo n") {
  // A public key made for this test (no private key is known): the point R with x = 5 and s = 1 is its
  // signature of `input`. So 5 + n and 1 + n fit in 32 bytes, and only a range check refuses them.
  const auto key = VerificationKey::from_jwk(
      R"({"kty":"EC","crv":"P-256","x":"hKhsMU428sewTTj4hE07DWCyUXrLmvGncxfJSu69bLo",)"
      R"("y":"SU_pkoTbFnDvXZjNiaC30lIRan-Vqnbh9C7n2lYaTg4"})");
  REQUIRE(key);
  const Bytes r = number(5);
  const Bytes s = number(1);
  CHECK(key->verify(input, joined(r, s)));
  CHECK(key->verify(input, joined(sum(r, p256_order), s)).error() == refused);
  CHECK(key->verify(input, joined(r, sum(s, p256_order))).error() == refused);
  const Bytes all_ones(32, std::byte{0xff});
  for (const Bytes& bad : {number(0), p256_order, all_ones}) {
    CHECK(key->verify(input, joined(bad, s)).error() == refused);
    CHECK(key->verify(input, joined(r, bad)).error() == refused);
    CHECK(key->verify(input, joined(bad, bad)).error() == refused);
  }
}

TEST_CASE("T24: a DER signature is refused") {
  const auto key = SigningKey::from_jwk(samples::ec_jwk());
  const Bytes raw = sign(*key, input);
  Bytes der{std::byte{0x30}, std::byte{0x44}, std::byte{2}, std::byte{32}};
  der.insert(der.end(), raw.begin(), raw.begin() + 32);
  der.insert(der.end(), {std::byte{2}, std::byte{32}});
  der.insert(der.end(), raw.begin() + 32, raw.end());
  CHECK(key->verification_key().verify(input, der).error() == refused);
}

TEST_CASE("T26: a signature with the other s is accepted, so the bytes of a token are no unique name") {
  const auto key = SigningKey::from_jwk(samples::ec_jwk());
  const Bytes signature = sign(*key, input);
  const Bytes r{signature.begin(), signature.begin() + 32};
  const Bytes s{signature.begin() + 32, signature.end()};
  CHECK(key->verification_key().verify(input, joined(r, sum(p256_order, negated(s)))));
}

TEST_CASE("T27: an RSA signature plus the modulus is refused") {
  const auto key = SigningKey::from_jwk(samples::rsa_jwk());
  const auto members = samples::members(samples::rsa_jwk());
  const std::string& quoted_n = members.at("n");
  const Bytes n = bytes_of(*base64url_decode(std::string_view{quoted_n}.substr(1, quoted_n.size() - 2)));
  // Some messages have a signature below 2^2048 - n; only for those does the sum fit.
  int tried = 0;
  for (int i = 0; i < 64; ++i) {
    const std::string message = "message " + std::to_string(i);
    const Bytes signature = sign(*key, message);
    if (signature >= negated(n)) continue;
    ++tried;
    CHECK(key->verification_key().verify(message, sum(signature, n)).error() == refused);
  }
  CHECK(tried > 0);
}

TEST_CASE("T31: an Ed25519 signature with S + L in place of S is refused, as is an all-zero one") {
  const auto key = SigningKey::from_jwk(samples::okp_jwk());
  const Bytes signature = sign(*key, input);
  const Bytes point{signature.begin(), signature.begin() + 32};
  const Bytes scalar{signature.begin() + 32, signature.end()};
  const Bytes raised = reversed(sum(reversed(scalar), ed25519_order));
  CHECK(key->verification_key().verify(input, joined(point, scalar)));
  CHECK(key->verification_key().verify(input, joined(point, raised)).error() == refused);
  CHECK(key->verification_key().verify(input, Bytes(64)).error() == refused);
}

TEST_CASE("T37: each bit of signing input and signature counts") {
  for (const std::string& jwk : {samples::hmac_jwk(), samples::ec_jwk()}) {
    const auto key = SigningKey::from_jwk(jwk);
    std::string text = *sign_compact(*key, R"({"sub":"a"})");
    Bytes signature = bytes_of(*base64url_decode(std::string_view{text}.substr(text.rfind('.') + 1)));
    text.resize(text.rfind('.'));
    const VerificationKey verifier = key->verification_key();
    REQUIRE(verifier.verify(text, signature));
    std::size_t rejected = 0;
    for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
      std::string changed = text;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
      rejected += !verifier.verify(changed, signature);
    }
    CHECK(rejected == text.size() * 8);
    rejected = 0;
    for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
      Bytes changed = signature;
      changed[bit / 8] ^= std::byte(1 << (bit % 8));
      rejected += !verifier.verify(text, changed);
    }
    CHECK(rejected == signature.size() * 8);
  }
}

TEST_CASE("one key answers more threads at once than it keeps contexts, each rightly") {
  constexpr std::ptrdiff_t threads = 20;
  constexpr std::size_t rounds = 20;
  for (const AlgorithmSpec& spec : present_algorithms()) {
    CAPTURE(spec.name);
    const SigningKey& key = key_of(spec.algorithm);
    const VerificationKey verifier = key.verification_key();
    const Bytes good = sign(key, input);
    Bytes bad = good;
    bad.back() ^= std::byte{1};
    std::latch start{threads};
    std::array<std::size_t, threads> right{};
    {
      std::vector<std::jthread> running;
      for (std::size_t& count : right) {
        running.emplace_back([&] {
          start.arrive_and_wait();
          for (std::size_t i = 0; i < rounds; ++i) {
            count += verifier.verify(input, good).has_value() && !verifier.verify(input, bad).has_value();
          }
          count += verifier.verify(input, sign(key, input)).has_value();
        });
      }
    }
    for (const std::size_t count : right) CHECK(count == rounds + 1);
  }
}

TEST_CASE("K08: an HMAC secret has at least the hash's size") {
  const auto secret = [](std::size_t size) { return SecretBytes::copy_of(std::string(size, 's')); };
  for (const auto& [algorithm, floor] :
       {std::pair{Algorithm::HS256, 32U}, {Algorithm::HS384, 48U}, {Algorithm::HS512, 64U}}) {
    for (const std::size_t size : {0U, 1U, floor - 1}) {
      CHECK(VerificationKey::from_secret(secret(size), algorithm).error() == fail(Errc::key_too_weak));
      CHECK(SigningKey::from_secret(secret(size), algorithm).error() == fail(Errc::key_too_weak));
    }
    CHECK(VerificationKey::from_secret(secret(floor), algorithm));
    CHECK(SigningKey::from_secret(secret(floor), algorithm));
  }
}

TEST_CASE("an HMAC secret is for an HMAC algorithm only") {
  const auto secret = SecretBytes::copy_of(std::string(64, 's'));
  for (const AlgorithmSpec& spec : algorithms) {
    if (spec.scheme == SignatureScheme::hmac) continue;
    CHECK(VerificationKey::from_secret(secret, spec.algorithm).error() == fail(Errc::key_mismatch));
    CHECK(SigningKey::from_secret(secret, spec.algorithm).error() == fail(Errc::key_mismatch));
  }
}

TEST_CASE("K09, T04: key text is no HMAC secret, whatever white space or mark is around it") {
  const std::string jwk_set = "{\"keys\": [" + samples::ec_jwk() + "]}";
  const std::vector<std::string> texts{samples::file("rsa2048.public.pem"),
                                       samples::file("rsa_pkcs1.public.pem"),
                                       samples::file("p256.private.pem"),
                                       samples::file("encrypted.private.pem"),
                                       samples::file("certificate.pem"),
                                       samples::file("openssh.pub"),
                                       samples::file("openssh.private.pem"),
                                       "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY",
                                       "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA",
                                       samples::rsa_jwk(),
                                       samples::hmac_jwk(),
                                       jwk_set};
  for (const std::string& text : texts) {
    for (const std::string& lead : {""s, " "s, "\n"s, "\r\n\t "s, "\xef\xbb\xbf"s, "\xef\xbb\xbf \n"s}) {
      for (const std::string& tail : {""s, " "s, "\n"s, "\r\n"s, "\0"s}) {
        CAPTURE(text.substr(0, 40));
        const auto secret = SecretBytes::copy_of(lead + text + tail);
        CHECK(VerificationKey::from_secret(secret, Algorithm::HS256).error() == fail(Errc::key_is_text));
        CHECK(SigningKey::from_secret(secret, Algorithm::HS256).error() == fail(Errc::key_is_text));
      }
    }
    const std::string k = samples::quoted(base64url_encode(text));
    CHECK(VerificationKey::from_jwk(samples::with(samples::hmac_jwk(), "k", k)).error() ==
          fail(Errc::key_is_text));
  }
}

TEST_CASE("T04: nor is the DER of a key or certificate, while a secret that begins like DER is one") {
  for (const char* const name :
       {"rsa2048.public.pem", "p256.private.pem", "certificate.pem", "rsa_pkcs1.public.pem",
        "rsa_pkcs1.private.pem", "sec1.private.pem", "encrypted.private.pem"}) {
    CAPTURE(name);
    const auto der = SecretBytes::copy_of(samples::der(name));
    CHECK(VerificationKey::from_secret(der, Algorithm::HS256).error() == fail(Errc::key_is_text));
  }
  std::string alike(32, 's');
  alike[0] = '\x30';
  alike[1] = '\x1e';
  CHECK(VerificationKey::from_secret(SecretBytes::copy_of(alike), Algorithm::HS256));
  CHECK(VerificationKey::from_secret(SecretBytes::copy_of("{" + std::string(31, 's')), Algorithm::HS256));
}

TEST_CASE("K18: a thumbprint depends on the required members' values alone") {
  const std::string expected = (*VerificationKey::from_jwk(samples::ec_jwk())).thumbprint();
  const auto members = samples::members(samples::ec_jwk());
  const std::string reordered = R"({"y":)" + members.at("y") +
                                R"(,"alg":"ES256","kid":"k","use":"sig","z":[1],"x":)" + members.at("x") +
                                R"(,"crv":"P-\u0032\u00356","kty":"\u0045C"})";
  CHECK((*VerificationKey::from_jwk(reordered)).thumbprint() == expected);
  CHECK((*SigningKey::from_jwk(samples::ec_jwk())).thumbprint() == expected);
}

TEST_CASE("a thumbprint of a symmetric key is over k and kty") {
  // Computed with Python's hashlib over {"k":"…","kty":"oct"} of RFC 7515 A.1.
  CHECK((*VerificationKey::from_jwk(samples::hmac_jwk())).thumbprint() ==
        "y_x3gCJnL6oKGBBIXScabduwxTVy2Wd2bzRVEUbdUzc");
}

TEST_CASE("K17: the public JWK has no private member, and reads back as the same key") {
  for (const AlgorithmSpec& spec : present_algorithms()) {
    if (spec.key_type == KeyType::oct) continue;
    CAPTURE(spec.name);
    const auto key = key_of(spec.algorithm).with_kid("k \"1\"");
    const auto jwk = key.verification_key().to_jwk();
    REQUIRE(jwk);
    auto members = samples::members(*jwk);
    for (const char* const name : {"d", "p", "q", "dp", "dq", "qi", "k", "priv"})
      CHECK(members.count(name) == 0);
    CHECK(members.at("use") == R"("sig")");
    CHECK(members.at("alg") == samples::quoted(spec.name));
    const auto again = VerificationKey::from_jwk(*jwk);
    REQUIRE(again);
    CHECK(again->kid() == "k \"1\"");
    CHECK(again->thumbprint() == key.thumbprint());
    CHECK(again->verify(input, sign(key, input)));
  }
}

TEST_CASE("the thumbprint URI is the thumbprint behind the name of its hash, for both types of key") {
  // RFC 9278 §3; tests/vectors has its example.
  for (const AlgorithmSpec& spec : present_algorithms()) {
    CAPTURE(spec.name);
    const SigningKey& key = key_of(spec.algorithm);
    const std::string expected = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:" + key.thumbprint();
    CHECK(key.thumbprint_uri() == expected);
    CHECK(key.with_kid("k1").verification_key().thumbprint_uri() == expected);
  }
}

TEST_CASE("an HMAC key has no public JWK") {
  const auto key = SigningKey::generate(Algorithm::HS256);
  CHECK(key->verification_key().symmetric());
  CHECK(key->verification_key().to_jwk().error() == fail(Errc::key_use_forbidden));
}

TEST_CASE("an exposed private JWK is the key that was read") {
  std::vector<std::string> jwks{samples::hmac_jwk(), samples::rsa_jwk(), samples::ec_jwk(),
                                samples::okp_jwk(), samples::rfc7515("A.4.jwk")};
  for (const AlgorithmSpec& spec : present_algorithms()) jwks.push_back(private_jwk_of(spec.algorithm));
  for (const std::string& jwk : jwks) {
    const auto key = SigningKey::from_jwk(samples::with(jwk, "kid", R"("")"));
    REQUIRE(key);
    const auto exposed = key->expose_private_jwk();
    REQUIRE(exposed);
    const auto expected = samples::with(samples::with(jwk, "kid", R"("")"), "alg",
                                        samples::quoted(to_string(key->algorithm())));
    CHECK(samples::members(std::string(exposed->expose_text())) == samples::members(expected));
  }
}

TEST_CASE("a kid that is not UTF-8 stops each text that would carry it") {
  const auto key = (*SigningKey::generate(Algorithm::EdDSA)).with_kid("\xff");
  CHECK(key.verification_key().to_jwk().error() == fail(Errc::utf8_invalid));
  CHECK(key.expose_private_jwk().error() == fail(Errc::utf8_invalid));
  CHECK(sign_compact(key, "{}").error() == fail(Errc::utf8_invalid));
}

TEST_CASE("a key without a kid differs from one whose kid is empty") {
  const auto key = SigningKey::generate(Algorithm::ES256);
  CHECK_FALSE(key->kid().has_value());
  const SigningKey named = key->with_kid("");
  CHECK(named.kid() == "");
  const VerificationKey verifier = named.verification_key();
  CHECK(verifier.kid() == "");
}

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };
template <class T>
concept Comparable = requires(const T& a, const T& b) { a == b; };

static_assert(std::is_nothrow_move_constructible_v<SigningKey>);

TEST_CASE("K22: keys are neither printed nor compared, and one that was moved from still works") {
  CHECK_FALSE(Printable<SigningKey>);
  CHECK_FALSE(Printable<VerificationKey>);
  CHECK_FALSE(Comparable<SigningKey>);
  CHECK_FALSE(Comparable<VerificationKey>);
  SigningKey key = *SigningKey::generate(Algorithm::EdDSA);
  const SigningKey moved = std::move(key);
  CHECK(key.verification_key().verify(input, sign(moved, input)));
  CHECK(moved.verification_key().verify(input, sign(key, input)));
}
