// What the limits keep out is kept out before memory is asked for, and the tries of keys are bounded.
#include <string>
#include <vector>

#include "signet/jose/key_set.hpp"
#include "signet/jose/verified_jws.hpp"
#include "unit/token/counted_new.hpp"
#include "unit/token/tokens.hpp"

using namespace signet;
using namespace signet_test;

namespace {

// What a call allocates, and what it answers.
template <class Call>
std::string cost_and_verdict(Call call) {
  const std::size_t start = allocations();
  const auto result = call();
  const std::size_t cost = allocations() - start;
  return std::to_string(cost) + ' ' + verdict_of(result);
}

std::string general_jws(std::size_t signatures) {
  std::string list;
  for (std::size_t i = 0; i < signatures; ++i)
    list += std::string(i == 0 ? "" : ",") + R"({"signature":"AA"})";
  return R"({"payload":"","signatures":[)" + list + "]}";
}

SigningKey key(int number) {
  const std::string secret(32, static_cast<char>('a' + number));
  return *SigningKey::from_secret(SecretBytes::copy_of(secret), Algorithm::HS256);
}

// The verdict on a token by the key `signer`, of a verifier with the keys 0 .. count that tries up to `most`.
std::string tried(int count, int signer, std::size_t most) {
  KeySet set;
  for (int i = 0; i < count; ++i) set.add(key(i).verification_key());
  auto options = options_of(api_policy());
  options.keys = KeySource::from(set);
  options.try_candidates = most;
  return verdict(built(options), token_of(key(signer), R"({"alg":"HS256"})", good_claims));
}

}  // namespace

TEST_CASE("T21: a token that is too large is refused without an allocation") {
  const TokenVerifier verifier = built(options_of(api_policy()));
  const auto cost = [&](const std::string& token) {
    return cost_and_verdict([&] { return verifier.verify(token, noon); });
  };
  CHECK(cost(std::string(16'385, 'a')) == "0 token_too_large");
  CHECK(cost(std::string(4'097, 'a') + ".e30.AA") == "0 token_too_large");
  CHECK(cost(std::string(4'096, 'a') + ".e30.AA") != "0 token_too_large");
}

TEST_CASE(
    "T21: a JWS that is too large is refused without an allocation, one of too many signatures after one") {
  const KeySource keys = KeySource::from(hs256().verification_key());
  const JwsOptions options;
  const auto cost = [&](const std::string& text) {
    return cost_and_verdict([&] { return verify_jws(text, keys, {Algorithm::HS256}, options); });
  };
  CHECK(cost(std::string(16'385, 'a')) == "0 token_too_large");
  CHECK(cost('{' + std::string(16'384, ' ')) == "0 token_too_large");
  CHECK(cost(std::string(4'097, 'a') + ".e30.AA") == "0 token_too_large");
  CHECK(cost(general_jws(9)) == "1 token_too_large signatures");  // the copy that is scanned
  CHECK(cost(general_jws(200)) == "1 token_too_large signatures");
  CHECK(cost(R"({"payload":"","signature":"AA","protected":")" + std::string(4'097, 'a') + "\"}") ==
        "1 token_too_large protected");
}

TEST_CASE("K15: keys and sets that are too large are refused without an allocation") {
  const auto cost_of_key = [](const std::string& text) {
    return cost_and_verdict([&] { return VerificationKey::from_jwk(text); });
  };
  const auto cost_of_set = [](const std::string& text) {
    return cost_and_verdict([&] { return KeySet::parse(text); });
  };
  CHECK(cost_of_key(std::string(32'769, ' ')) == "0 key_malformed");
  CHECK(cost_of_set(std::string(1'048'577, ' ')) == "0 key_malformed");
  // Of 100 keys it was noted where they stand, in a list that grew by doubling; none was copied or read.
  std::string nulls = "null";
  for (int i = 0; i < 100'000; ++i) nulls += ",null";
  CHECK(cost_of_set(R"({"keys":[)" + nulls + "]}") == "8 key_unsupported keys");
}

TEST_CASE("K14: up to as many keys are tried as the verifier was told, and no key of more than that") {
  CHECK(tried(1, 0, 1) == "accepted");
  CHECK(tried(2, 0, 1) == "key_ambiguous");
  for (int signer = 0; signer < 4; ++signer) CHECK(tried(4, signer, 4) == "accepted");
  CHECK(tried(4, 4, 4) == "signature_invalid");
  CHECK(tried(3, 2, 2) == "key_ambiguous");
  CHECK(tried(5, 0, 4) == "key_ambiguous");
  CHECK(tried(25, 0, 4) == "key_ambiguous");
}

TEST_CASE("K14: between one key and four may be tried") {
  for (const auto& [most, expected] :
       std::vector<std::pair<std::size_t, std::string>>{{0, "option_invalid try_candidates"},
                                                        {1, "accepted"},
                                                        {4, "accepted"},
                                                        {5, "option_invalid try_candidates"}}) {
    auto options = options_of(api_policy());
    options.try_candidates = most;
    CHECK(verdict_of(TokenVerifier::build(options)) == expected);
  }
}
