// TokenView: a custom rule sees the algorithm, typ, kid and claims of the token, and nothing else.
#include "signet/policy/token_view.hpp"

#include "signet/policy/rules.hpp"
#include "unit/policy/claims_text.hpp"

using namespace signet;
using namespace signet_test;

TEST_CASE("a custom rule is shown the token's algorithm, typ, kid and claims") {
  const auto policy = rules::custom("sees_all", [](const TokenView& token) noexcept {
    return token.algorithm == Algorithm::EdDSA && token.typ == "at+jwt" && token.kid == "k1" &&
           token.claims.size() == 1 && token.claims.string("sub") == "ann";
  });
  const ClaimsText claims{R"({"sub":"ann"})", "at+jwt"};
  TokenView view = claims.view();
  view.kid = "k1";
  CHECK(verdict_of(policy.check(view, noon)) == "accepted");
  view.kid = std::nullopt;
  CHECK(verdict_of(policy.check(view, noon)) == "custom_rule_failed sees_all");
}
