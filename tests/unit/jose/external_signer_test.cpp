// Keys whose private part is elsewhere: what they can do, and what they make of signers that misbehave.
#include "signet/jose/external_signer.hpp"

#include <array>
#include <concepts>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "signet/jose/key_source.hpp"
#include "signet/jose/sign_jws.hpp"
#include "signet/jose/verified_jws.hpp"
#include "support/algorithm_keys.hpp"
#include "unit/jose/device.hpp"
#include "unit/jose/numbers.hpp"

using namespace signet;
using samples::Bytes;
using samples::Device;
using samples::key_in;
using samples::KeyPair;
using samples::pairs;
using samples::public_key;

namespace {

constexpr std::string_view input = "signing input";
constexpr KeyPair rsa{"rsa2048", Algorithm::RS256};
constexpr KeyPair p256{"p256", Algorithm::ES256};
constexpr KeyPair ed25519{"ed25519", Algorithm::EdDSA};

const Error failed = fail(Errc::signing_failed);

// What a key answers whose signer is this, and the buffer after it, which was full of ee.
struct Attempt {
  explicit Attempt(const KeyPair& pair, ExternalSigner signer) {
    const auto key = SigningKey::from_signer(public_key(pair), std::move(signer));
    REQUIRE(key);
    buffer.assign(key->signature_size(), std::byte{0xee});
    const auto made = key->sign(input, buffer);
    error = made ? Error{Errc::internal_error} : made.error();
  }

  Error error{Errc::internal_error};
  Bytes buffer;
};

const Bytes ecdsa_zeros(64);

}  // namespace

TEST_CASE("a key whose private part is elsewhere signs as any key does") {
  for (const KeyPair& pair : pairs) {
    CAPTURE(to_string(pair.algorithm));
    const Device device{pair};
    const SigningKey key = key_in(device, pair);
    const Bytes signature = samples::sign(key, input);
    CHECK(signature.size() == key.signature_size());
    CHECK(public_key(pair).verify(input, signature));
    CHECK(key.verification_key().verify(input, signature));
  }
}

TEST_CASE("each algorithm with a public key signs elsewhere") {
  for (const AlgorithmSpec& spec : signet_test::present_algorithms()) {
    if (spec.key_type == KeyType::oct) continue;
    CAPTURE(spec.name);
    const SigningKey& elsewhere = signet_test::key_of(spec.algorithm);
    const auto key = SigningKey::from_signer(
        elsewhere.verification_key(),
        [&](std::string_view text, std::span<std::byte> out) { return elsewhere.sign(text, out); });
    REQUIRE(key);
    CHECK(key->signature_size() == elsewhere.signature_size());
    CHECK(elsewhere.verification_key().verify(input, samples::sign(*key, input)));
  }
}

TEST_CASE("RSA PKCS#1 and EdDSA signatures are those of the private part at hand") {
  for (const KeyPair& pair : {rsa, ed25519, KeyPair{"ed448", Algorithm::Ed448}}) {
    CAPTURE(to_string(pair.algorithm));
    const auto at_hand =
        SigningKey::from_pem(samples::file(std::string{pair.file} + ".private.pem"), pair.algorithm);
    REQUIRE(at_hand);
    const Device device{pair};
    CHECK(samples::sign(key_in(device, pair), input) == samples::sign(*at_hand, input));
  }
}

TEST_CASE("the JWS of RFC 8037 A.4, its signature made elsewhere") {
  const std::string made_elsewhere =
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  std::string asked;
  const auto key = SigningKey::from_signer(
      *VerificationKey::from_jwk(samples::without(samples::okp_jwk(), "d")),
      [&](std::string_view signing_input, std::span<std::byte> out) -> Result<std::size_t> {
        asked = signing_input;
        std::ranges::copy(samples::from_base64url(made_elsewhere), out.begin());
        return out.size();
      });
  REQUIRE(key);
  const std::string signed_part = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  CHECK(*sign_compact(*key, "Example of Ed25519 signing") == signed_part + '.' + made_elsewhere);
  CHECK(asked == signed_part);
}

TEST_CASE("JWS are signed elsewhere in each serialization") {
  for (const KeyPair& pair : pairs) {
    CAPTURE(to_string(pair.algorithm));
    const Device device{pair};
    const NewSignature signature{.key = key_in(device, pair).with_kid("hsm-1")};
    const auto keys = KeySource::from(signature.key.verification_key());
    const JwsPayload payload{.bytes = "payload"};
    const std::array made{sign_compact_jws(payload, signature), sign_flattened_jws(payload, signature),
                          sign_general_jws(payload, std::array{signature, signature})};
    for (const Result<std::string>& jws : made) {
      REQUIRE(jws);
      const auto verified = verify_jws(*jws, keys, {pair.algorithm});
      REQUIRE(verified);
      CHECK(verified->signatures().front().kid() == "hsm-1");
    }
  }
}

TEST_CASE("such a key has the kid, thumbprint and public JWK of its public part, and no private JWK") {
  const Device device{p256};
  const VerificationKey named = public_key(p256).with_kid("hsm-1");
  const auto key = SigningKey::from_signer(
      named, [&](std::string_view text, std::span<std::byte> out) { return device.sign_into(text, out); });
  REQUIRE(key);
  CHECK(key->algorithm() == Algorithm::ES256);
  CHECK(key->kid() == "hsm-1");
  CHECK(key->thumbprint() == named.thumbprint());
  CHECK(key->thumbprint_uri() == named.thumbprint_uri());
  CHECK(*key->verification_key().to_jwk() == *named.to_jwk());
  CHECK(key->expose_private_jwk().error() == fail(Errc::key_use_forbidden));
  const SigningKey renamed = key->with_kid("hsm-2");
  CHECK(renamed.kid() == "hsm-2");
  CHECK(named.verify(input, samples::sign(renamed, input)));
}

TEST_CASE("an HMAC key has no signer elsewhere: what verifies could sign") {
  const auto shared = VerificationKey::from_secret(SecretBytes{32}, Algorithm::HS256);
  const auto never = [](std::string_view, std::span<std::byte>) -> Result<std::size_t> { return failed; };
  CHECK(SigningKey::from_signer(*shared, never).error() == fail(Errc::key_use_forbidden));
}

TEST_CASE("a signature of another length than it should have is refused and wiped") {
  const Device device{p256};
  for (const int more : {-64, -1, 1, 77}) {
    CAPTURE(more);
    const Attempt attempt{p256, [&](std::string_view text, std::span<std::byte> out) -> Result<std::size_t> {
                            const auto size = device.sign_into(text, out);
                            return *size + static_cast<std::size_t>(more);
                          }};
    CHECK(attempt.error == failed);
    CHECK(attempt.buffer == ecdsa_zeros);
  }
}

TEST_CASE("a signature that does not hold is refused and wiped") {
  for (const KeyPair& pair : pairs) {
    CAPTURE(to_string(pair.algorithm));
    const Device device{pair};
    const Attempt with_fault{pair, [&](std::string_view text, std::span<std::byte> out) {
                               const auto size = device.sign_into(text, out);
                               out[out.size() / 2] ^= std::byte{1};
                               return size;
                             }};
    const Attempt of_other_text{pair, [&](std::string_view, std::span<std::byte> out) {
                                  return device.sign_into("signing inpuu", out);
                                }};
    const Attempt of_nothing{
        pair, [](std::string_view, std::span<std::byte> out) -> Result<std::size_t> { return out.size(); }};
    for (const Attempt* attempt : {&with_fault, &of_other_text, &of_nothing}) {
      CHECK(attempt->error == failed);
      CHECK(attempt->buffer == Bytes(attempt->buffer.size()));
    }
  }
}

TEST_CASE("a signature by another key, or to another recipe, is refused") {
  const auto other = SigningKey::generate(Algorithm::ES256);
  const Attempt by_other_key{
      p256, [&](std::string_view text, std::span<std::byte> out) { return other->sign(text, out); }};
  CHECK(by_other_key.error == failed);
  const Device pss{{"rsa2048", Algorithm::PS256}};
  const Attempt by_pss{
      rsa, [&](std::string_view text, std::span<std::byte> out) { return pss.sign_into(text, out); }};
  CHECK(by_pss.error == failed);
}

TEST_CASE("what a signer throws stops there") {
  const Attempt of_exception{p256, [](std::string_view, std::span<std::byte> out) -> Result<std::size_t> {
                               out[0] = std::byte{1};
                               throw std::runtime_error{"the device is gone"};
                             }};
  const Attempt of_number{p256,
                          [](std::string_view, std::span<std::byte>) -> Result<std::size_t> { throw 1; }};
  for (const Attempt* attempt : {&of_exception, &of_number}) {
    CHECK(attempt->error == failed);
    CHECK(attempt->buffer == ecdsa_zeros);
  }
}

TEST_CASE("the error that a signer answers is the error of signing, with when to come back") {
  const Device device{p256};
  const auto busy = SigningKey::from_signer(
      public_key(p256), [&](std::string_view text, std::span<std::byte> out) -> Result<std::size_t> {
        if (!device.sign_into(text, out)) return failed;
        return Error::retry(Errc::overloaded, 5);
      });
  Bytes out(64);
  const auto made = busy->sign(input, out);
  CHECK(made.error() == Error{Errc::overloaded});
  CHECK(made.error().retry_after() == 5U);
  CHECK(out == ecdsa_zeros);
  const auto compact = sign_compact(*busy, "{}");
  CHECK(compact.error().retry_after() == 5U);
}

TEST_CASE("a signer is given room for one signature exactly, and none where that is too little") {
  const Device device{p256};
  std::vector<std::size_t> rooms;
  const auto key =
      SigningKey::from_signer(public_key(p256), [&](std::string_view text, std::span<std::byte> out) {
        rooms.push_back(out.size());
        return device.sign_into(text, out);
      });
  Bytes small(63);
  CHECK(key->sign(input, small).error() == failed);
  CHECK(rooms.empty());
  Bytes large(66, std::byte{0xee});
  CHECK(*key->sign(input, large) == 64);
  CHECK(rooms == std::vector<std::size_t>{64});
  CHECK(large[64] == std::byte{0xee});
}

TEST_CASE("a signer lives as long as a copy of its key, and need not be copyable") {
  const auto watched = std::make_shared<int>();
  auto key = SigningKey::from_signer(public_key(p256), [watched, own = std::make_unique<Device>(p256)](
                                                           std::string_view text, std::span<std::byte> out) {
    return own->sign_into(text, out);
  });
  CHECK(watched.use_count() == 2);
  {
    const SigningKey copy = key->with_kid("copy");
    key = fail(Errc::key_not_found);
    CHECK(copy.verification_key().verify(input, samples::sign(copy, input)));
    CHECK(watched.use_count() == 2);
  }
  CHECK(watched.use_count() == 1);
}

TEST_CASE("a signer that was moved from signs nothing") {
  ExternalSigner signer = [](std::string_view, std::span<std::byte> out) -> Result<std::size_t> {
    return out.size();
  };
  const ExternalSigner moved = std::move(signer);
  Bytes out(3);
  CHECK(*moved.sign(input, out) == 3);
  CHECK(signer.sign(input, out).error() == failed);
}

TEST_CASE("copies of a key sign elsewhere from many threads at once") {
  const Device device{ed25519};
  const SigningKey key = key_in(device, ed25519);
  const Bytes expected = samples::sign(key, input);
  std::latch start{4};
  std::array<int, 4> right{};
  std::vector<std::thread> threads;
  for (int& count : right) {
    threads.emplace_back([&count, &start, &expected, copy = key] {
      start.arrive_and_wait();
      for (int i = 0; i < 25; ++i) count += samples::sign(copy, input) == expected ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == std::array{25, 25, 25, 25});
}

// What is answered must be a Result: a bare size or bool would be taken for a length.
static_assert(!std::convertible_to<std::size_t (*)(std::string_view, std::span<std::byte>), ExternalSigner>);
static_assert(!std::convertible_to<bool (*)(std::string_view, std::span<std::byte>), ExternalSigner>);
static_assert(
    std::convertible_to<Result<std::size_t> (*)(std::string_view, std::span<std::byte>), ExternalSigner>);
