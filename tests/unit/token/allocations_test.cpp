// What verifying and judging a token allocates of our own: nothing. OpenSSL's allocations are its own.
#include "unit/token/counted_new.hpp"
#include "unit/token/tokens.hpp"

using namespace signet;
using namespace signet_test;

namespace {

// Of a size that nothing short keeps inside: what copied it would allocate.
constexpr std::string_view long_claims =
    R"({"iss":"https://id.example","sub":"a subject longer than a short string","aud":["another audience",)"
    R"("api"],"exp":1700000600,"nbf":1700000000,"iat":1700000000,"jti":"a\u002dtoken id with an escape",)"
    R"("scope":"posts:read posts:write","role":"editor","level":3,"admin":false,"groups":["one","two"]})";

Policy every_claim_rule() {
  using namespace rules;
  return issuer("https://id.example") && any_audience({"api"}) &&
         subject("a subject longer than a short string") && expires() && not_before() && issued_at() &&
         max_age(Seconds::of(60)) && scope("posts:write") &&
         claim("jti").equals("a-token id with an escape") && claim("role").one_of({"admin", "editor"}) &&
         claim("level").equals(3) && claim("admin").equals(false) && claim("groups").contains("two") &&
         claim("scope").present() && !claim("role").equals("guest") &&
         (claim("level").equals(4) || claim("level").equals(3));
}

}  // namespace

TEST_CASE("verifying allocates nothing of ours, for every algorithm, once its header is known") {
  for (const AlgorithmSpec& spec : present_algorithms()) {
    CAPTURE(spec.name);
    const SigningKey& key = key_of(spec.algorithm);
    const std::string header =
        R"({"alg":")" + std::string{spec.name} + R"(","kid":"of more than fifteen bytes"})";
    const std::string good = token_of(key, header, long_claims);
    // Over another input, so of the right form: the whole signature is computed before it is refused.
    const std::string other = token_of(key, header, good_claims);
    const std::string forged = good.substr(0, good.rfind('.')) + other.substr(other.rfind('.'));
    const auto verifier = built({.algorithms = {spec.algorithm},
                                 .keys = KeySource::from(key.verification_key()),
                                 .policy = every_claim_rule()});
    REQUIRE(verdict(verifier, good) == "accepted");
    std::size_t before = allocations();
    const auto accepted = verifier.verify(good, noon);
    CHECK(allocations() == before);
    CHECK(accepted.has_value());
    before = allocations();
    const auto refused = verifier.verify(forged, noon);
    CHECK(allocations() == before);
    CHECK(verdict_of(refused) == "signature_invalid");
  }
}

TEST_CASE("judging by a policy allocates nothing, whether it accepts or not") {
  const auto token = lenient_verifier(rules::expires()).verify(token_of(long_claims), noon);
  REQUIRE(token.has_value());
  const auto long_name = rules::claim("a claim of 21 bytes x").equals("x");
  const Policy refusing = every_claim_rule() && long_name;
  const Policy alternatives = rules::scope("posts:delete") || long_name;
  const struct {
    Policy policy;
    std::string_view verdict;
  } rows[] = {{every_claim_rule(), "accepted"},
              {refusing, "claim_missing a claim of 21 bytes x"},
              {alternatives, "no_alternative"}};
  for (const auto& row : rows) {
    const std::size_t before = allocations();
    const auto judged = row.policy.check(*token, noon);
    CHECK(allocations() == before);
    CHECK(verdict_of(judged) == row.verdict);
  }
}
