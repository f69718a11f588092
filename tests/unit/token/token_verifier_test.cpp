// The verifier: what build refuses, the order of its steps, keys, bounds and times.
#include "signet/token/token_verifier.hpp"
#include "signet/jose/key_set.hpp"

#include <string>
#include <vector>

#include "signet/jose/key.hpp"
#include "unit/token/tokens.hpp"

using namespace signet;
using namespace signet::rules;
using namespace signet_test;

namespace {

std::string build_verdict(const TokenVerifierOptions& options) {
  return verdict_of(TokenVerifier::build(options));
}

TokenVerifier with_leeway(const Leeway& leeway) {
  auto options = options_of(api_policy());
  options.leeway = leeway;
  return built(options);
}

}  // namespace

TEST_CASE("a token of each algorithm verifies, and shows what it says") {
  const auto policy = issuer("https://id.example") && any_audience({"api"}) && typ("at+jwt") && expires();
  for (const AlgorithmSpec& spec : present_algorithms()) {
    CAPTURE(spec.name);
    const SigningKey key = key_of(spec.algorithm).with_kid("k1");
    const auto verifier = built(
        {.algorithms = {spec.algorithm}, .keys = KeySource::from(key.verification_key()), .policy = policy});
    const auto compact = sign_compact(key, good_claims, {.typ = "at+jwt"});
    REQUIRE(compact.has_value());
    const auto token = verifier.verify(*compact, noon);
    REQUIRE(token.has_value());
    CHECK(token->algorithm() == spec.algorithm);
    CHECK(token->kid() == "k1");
    CHECK(token->typ() == "at+jwt");
    CHECK(token->subject() == "ann");
    CHECK(token->expires_at() == NumericDate::from_seconds(1'700'000'600));
  }
}

TEST_CASE("build names the option that is wrong") {
  const auto good = options_of(api_policy());
  CHECK(build_verdict(good) == "accepted");
  auto options = good;
  options.algorithms = {};
  CHECK(build_verdict(options) == "option_invalid algorithms");
  CHECK(build_verdict(options_of(expires())) == "option_invalid accept_any_audience");
  CHECK(build_verdict(options_of(any_audience({"api"}))) == "option_invalid accept_without_expiry");
  CHECK(build_verdict(options_of(!any_audience({"web"}) && expires())) ==
        "option_invalid accept_any_audience");
  options = options_of(issuer("a"));
  options.accept_any_audience = true;
  CHECK(build_verdict(options) == "option_invalid accept_without_expiry");
  options.accept_without_expiry = true;
  CHECK(build_verdict(options) == "accepted");
}

TEST_CASE("C03: each leeway lies in 0 to 10 minutes") {
  struct Row {
    Leeway leeway;
    std::string verdict;
  };
  const std::vector<Row> rows{
      {{.expires = Seconds::of(600), .not_before = Seconds::of(600), .issued_at = Seconds::of(600)},
       "accepted"},
      {{.expires = Seconds::of_microseconds(600'000'001)}, "option_invalid leeway"},
      {{.not_before = Seconds::of(601)}, "option_invalid leeway"},
      {{.issued_at = Seconds::of(INT64_MAX)}, "option_invalid leeway"},
      {{.expires = Seconds::of_microseconds(-1)}, "option_invalid leeway"},
      {{.not_before = Seconds::of(-30)}, "option_invalid leeway"},
      {{.issued_at = Seconds::of(INT64_MIN)}, "option_invalid leeway"},
  };
  for (const Row& row : rows) {
    auto options = options_of(api_policy());
    options.leeway = row.leeway;
    CHECK(build_verdict(options) == row.verdict);
  }
}

TEST_CASE("limits lie within the ranges that Limits tells") {
  struct Row {
    Limits limits;
    std::string verdict;
  };
  const std::vector<Row> rows{
      {{.token = 65'536, .header = 65'536, .depth = 64, .members = 256}, "accepted"},
      {{.token = 1, .header = 1, .depth = 1, .members = 1}, "accepted"},
      {{.token = 65'537}, "option_invalid limits"},
      {{.token = 0}, "option_invalid limits"},
      {{.token = 1000, .header = 1001}, "option_invalid limits"},
      {{.header = 0}, "option_invalid limits"},
      {{.depth = 65}, "option_invalid limits"},
      {{.depth = 0}, "option_invalid limits"},
      {{.members = 257}, "option_invalid limits"},
      {{.members = 0}, "option_invalid limits"},
  };
  for (const Row& row : rows) {
    auto options = options_of(api_policy());
    options.limits = row.limits;
    CHECK(build_verdict(options) == row.verdict);
  }
}

TEST_CASE("T40: each step is reached only when all before it passed") {
  const std::string expired = R"({"aud":"web","exp":1})";
  const std::string forged = token_of(*SigningKey::generate(Algorithm::HS256), R"({"alg":"HS256"})", expired);
  CHECK(verdict(std::string(16 * 1024 + 1, 'e')) == "token_too_large");
  CHECK(verdict(forged + "!") == "base64url_invalid");
  CHECK(verdict("e30." + forged.substr(forged.find('.') + 1)) == "header_malformed alg");
  CHECK(verdict(token_of(key_of(Algorithm::EdDSA), R"({"alg":"EdDSA"})", expired)) ==
        "algorithm_not_allowed");
  CHECK(verdict(forged) == "signature_invalid");
  CHECK(verdict(token_of(R"({"aud":1,"exp":1,)")) == "json_malformed");
  CHECK(verdict(token_of(R"({"aud":1,"exp":1})")) == "claim_invalid aud");
  CHECK(verdict(token_of(expired)) == "token_expired exp");
  CHECK(verdict(token_of(R"({"aud":"web","exp":1700000600})")) == "claim_mismatch aud");
}

TEST_CASE("C01 C02: times hold at every boundary without leeway") {
  const auto verifier = lenient_verifier(if_present(subject("ann")));
  CHECK(verdict(verifier, token_of(R"({"exp":1700000000})")) == "token_expired exp");
  CHECK(verdict(verifier, token_of(R"({"exp":1700000001})")) == "accepted");
  CHECK(verdict(verifier, token_of(R"({"nbf":1700000001})")) == "token_not_yet_valid nbf");
  CHECK(verdict(verifier, token_of(R"({"nbf":1700000000})")) == "accepted");
  CHECK(verdict(verifier, token_of(R"({"iat":1700000001})")) == "token_issued_in_future iat");
  CHECK(verdict(verifier, token_of(R"({"iat":1700000000})")) == "accepted");
}

TEST_CASE("C03: leeway moves each boundary by itself, in the verifier and in its policy") {
  const auto verifier =
      with_leeway({.expires = Seconds::of(30), .not_before = Seconds::of(20), .issued_at = Seconds::of(10)});
  const auto with = [](const std::string& claims) { return token_of(R"({"aud":"api",)" + claims + "}"); };
  CHECK(verdict(verifier, with(R"("exp":1699999970)")) == "token_expired exp");
  CHECK(verdict(verifier, with(R"("exp":1699999971)")) == "accepted");
  CHECK(verdict(verifier, with(R"("exp":1800000000,"nbf":1700000021)")) == "token_not_yet_valid nbf");
  CHECK(verdict(verifier, with(R"("exp":1800000000,"nbf":1700000020)")) == "accepted");
  CHECK(verdict(verifier, with(R"("exp":1800000000,"iat":1700000011)")) == "token_issued_in_future iat");
  CHECK(verdict(verifier, with(R"("exp":1800000000,"iat":1700000010)")) == "accepted");
}

TEST_CASE("the policy sees what this call expects") {
  const auto verifier = built(options_of(api_policy() && nonce()));
  const std::string token = token_of(R"({"aud":"api","exp":1700000600,"nonce":"n1"})");
  CHECK(verdict(verifier, token, {.nonce = "n1"}) == "accepted");
  CHECK(verdict(verifier, token, {.nonce = "n2"}) == "claim_mismatch nonce");
  CHECK(verdict(verifier, token) == "claim_mismatch nonce");
}

TEST_CASE("T21: a token of exactly the limit is taken, and one byte more is not") {
  const std::string head = R"({"aud":"api","exp":1700000600,"x":")";
  const auto token_with = [&](std::size_t fill) { return token_of(head + std::string(fill, 'x') + "\"}"); };
  std::size_t fill = 12'000;
  while (token_with(fill).size() < 16 * 1024) ++fill;
  REQUIRE(token_with(fill).size() == 16 * 1024);
  CHECK(verdict(token_with(fill)) == "accepted");
  CHECK(verdict(token_with(fill + 1)) == "token_too_large");
}

TEST_CASE("the limits of the verifier are those of the token's JSON") {
  auto options = options_of(api_policy());
  options.limits = {.depth = 2, .members = 3};
  const auto verifier = built(options);
  const std::string claims = R"({"aud":"api","exp":1700000600,"x":)";
  CHECK(verdict(verifier, token_of(claims + "[]}")) == "accepted");
  CHECK(verdict(verifier, token_of(claims + "[[]]}")) == "json_too_deep");
  CHECK(verdict(verifier, token_of(claims + R"({"y":1}})")) == "json_too_many_members");
}

TEST_CASE("C18: the token of one issuer under the other's key is refused") {
  const SigningKey a = key_of(Algorithm::ES256).with_kid("a");
  const SigningKey b = key_of(Algorithm::EdDSA).with_kid("b");
  KeySet keys;
  keys.add(a.verification_key()).add(b.verification_key());
  const auto verifier =
      built({.algorithms = all_algorithms, .keys = KeySource::from(keys), .policy = api_policy()});
  CHECK(verdict(verifier, token_of(a, R"({"alg":"ES256","kid":"a"})", good_claims)) == "accepted");
  CHECK(verdict(verifier, token_of(b, R"({"alg":"EdDSA","kid":"a"})", good_claims)) == "key_not_found");
  CHECK(verdict(verifier, token_of(b, R"({"alg":"ES256","kid":"a"})", good_claims)) == "signature_invalid");
}
