// K14: several keys that fit one header, and how many of them a verifier is willing to try.
#include <doctest/doctest.h>

#include "signet/jose/key_set.hpp"
#include "unit/jose/jws_texts.hpp"
#include "unit/jose/key_set_texts.hpp"

using namespace signet;

namespace {

const std::string plain = R"({"alg":"HS256"})";
const std::string with_kid = R"({"alg":"HS256","kid":"k"})";

// The HS256 key of this number.
SigningKey key(int number) {
  const std::string secret(32, static_cast<char>('a' + number));
  return *SigningKey::from_secret(SecretBytes::copy_of(secret), Algorithm::HS256);
}

// The keys 0 .. count, each with the same kid or none.
KeySet keys(int count, bool named = false) {
  KeySet set;
  for (int i = 0; i < count; ++i) {
    const VerificationKey bare = key(i).verification_key();
    set.add(named ? bare.with_kid("k") : bare);
  }
  return set;
}

// What comes of a JWS by the key `signer` where up to `most` keys are tried.
std::string verify(const KeySet& set, int signer, std::size_t most, const std::string& header = plain) {
  const std::string input = base64url_encode(header) + ".e30";
  const std::string jws = input + '.' + samples::signature_over(key(signer), input);
  return samples::verdict(
      verify_jws(jws, KeySource::from(set), {Algorithm::HS256}, {.try_candidates = most}));
}

}  // namespace

TEST_CASE("K14: candidates are all keys that fit, in the order of the set") {
  for (const bool named : {false, true}) {
    const KeySet set = keys(4, named);
    const auto found = set.candidates(samples::header(named ? with_kid : plain), {Algorithm::HS256}, 4);
    REQUIRE(found);
    REQUIRE(found->size() == 4);
    CHECK(found->front() == set.keys().data());
    const VerificationKey* expected = set.keys().data();
    for (const VerificationKey* const each : *found) CHECK(each == expected++);
  }
}

TEST_CASE("K14: a key without alg stands among the candidates at its own place") {
  const std::string rsa = samples::rsa_jwk();
  const auto stated = [&](const std::string& kid) {
    return samples::named(samples::with(rsa, "alg", R"("PS256")"), kid);
  };
  const auto set = KeySet::parse(samples::set_of({stated("a"), samples::named(rsa, "b"), stated("c")}));
  REQUIRE(set);
  const auto found = set->candidates(samples::header(R"({"alg":"PS256"})"), {Algorithm::PS256}, 3);
  REQUIRE(found);
  std::string kids;
  for (const VerificationKey* const each : *found) kids += *each->kid();
  CHECK(kids == "abc");
}

TEST_CASE("K14: more candidates than asked for are none, and how many may be asked for is bounded") {
  const auto header = samples::header(plain);
  const auto error = [&](int count, std::size_t most) {
    const auto found = keys(count).candidates(header, {Algorithm::HS256}, most);
    return found ? Error{Errc::internal_error} : found.error();
  };
  CHECK(error(0, 4) == fail(Errc::key_not_found));
  for (std::size_t most = 1; most <= 4; ++most) {
    CHECK(error(static_cast<int>(most) + 1, most) == fail(Errc::key_ambiguous));
    CHECK(error(50, most) == fail(Errc::key_ambiguous));
  }
  CHECK(error(1, 0) == fail(Errc::option_invalid, "try_candidates"));
  CHECK(error(1, 5) == fail(Errc::option_invalid, "try_candidates"));
}

TEST_CASE("K14: with kid absent or the same, as many keys are tried as asked for") {
  for (const bool named : {false, true}) {
    const std::string& header = named ? with_kid : plain;
    CHECK(verify(keys(2, named), 0, 1, header) == "key_ambiguous");
    CHECK(verify(keys(3, named), 0, 2, header) == "key_ambiguous");
    for (int signer = 0; signer < 4; ++signer) CHECK(verify(keys(4, named), signer, 4, header) == "accepted");
    CHECK(verify(keys(4, named), 4, 4, header) == "signature_invalid");
    CHECK(verify(keys(5, named), 0, 4, header) == "key_ambiguous");
    CHECK(verify(keys(26, named), 0, 4, header) == "key_ambiguous");
  }
}

TEST_CASE("K14: keys of the header's kid are tried and no other, however many may be") {
  KeySet set = keys(1, true);
  set.add(key(1).verification_key()).add(key(2).verification_key().with_kid("other"));
  CHECK(verify(set, 0, 4, with_kid) == "accepted");
  CHECK(verify(set, 1, 4, with_kid) == "signature_invalid");
  CHECK(verify(set, 2, 4, with_kid) == "signature_invalid");
  CHECK(verify(set, 2, 4) == "accepted");
}

TEST_CASE("K14: each signature of a JWS has its own candidates") {
  const auto part_by = [](int signer) { return samples::part({.key = key(signer)}); };
  const auto verify_two = [&](int first, int second, std::size_t most, int count) {
    return samples::verdict(verify_jws(samples::general({part_by(first), part_by(second)}),
                                       KeySource::from(keys(count)), {Algorithm::HS256},
                                       {.try_candidates = most}));
  };
  CHECK(verify_two(3, 0, 4, 4) == "accepted");
  CHECK(verify_two(3, 4, 4, 4) == "signature_invalid");
  CHECK(verify_two(3, 0, 4, 5) == "key_ambiguous");
}

TEST_CASE("options of a JWS out of range are named before its text is looked at") {
  const KeySource source = KeySource::from(keys(1));
  const auto verdict = [&](const JwsOptions& options) {
    const std::string compact = samples::verdict(verify_compact_jws("", source, {Algorithm::HS256}, options));
    CHECK(samples::verdict(verify_json_jws("", source, {Algorithm::HS256}, options)) == compact);
    return compact;
  };
  CHECK(verdict({.try_candidates = 0}) == "option_invalid try_candidates");
  CHECK(verdict({.try_candidates = 5}) == "option_invalid try_candidates");
  for (const Limits& limits :
       {Limits{.token = 65'537}, Limits{.header = 0}, Limits{.depth = 65}, Limits{.members = 257},
        Limits{.signatures = 0}, Limits{.signatures = 65}, Limits{.keys = 0}}) {
    CHECK(verdict({.limits = limits}) == "option_invalid limits");
  }
}
