// A cache gives what its verifier gives: for random tokens, times, policies, expected values and denials.
#include <random>

#include "seed.hpp"
#include "unit/token/caches.hpp"

using namespace signet;
using namespace signet_test;

namespace {

class Dice {
 public:
  bool one_in(unsigned times) { return next(times) == 0; }
  std::size_t next(std::size_t below) { return static_cast<std::size_t>(engine_() % below); }
  template <class T>
  const T& of(const std::vector<T>& values) {
    return values[next(values.size())];
  }

 private:
  std::mt19937_64 engine_{signet::testing::seed()};
};

// Each claim mostly as a policy likes it; else left out, near a boundary, or of a wrong type.
std::string random_claims(Dice& dice) {
  const std::vector<std::vector<std::string>> claims{
      {R"("iss":"https://id.example")", "", R"("iss":7)"},
      {R"("sub":"ann")", "", R"("sub":"bob")", R"("sub":null)"},
      {R"("aud":"api")", "", R"("aud":["web","api"])", R"("aud":"web")"},
      {R"("exp":1700000001)", "", R"("exp":1700000000)", R"("exp":1.7000000005e9)", R"("exp":"soon")"},
      {R"("nbf":1700000000)", "", R"("nbf":1700000001)"},
      {R"("iat":1699999999)", "", R"("iat":1700000000)", R"("iat":1700000300)"},
      {R"("jti":"t1")", "", R"("jti":"t2")"},
      {R"("sid":"s1")", "", "", R"("sid":1)"},
      {R"("nonce":"n1")", ""},
      {R"("scope":"read write")", ""}};
  std::string text;
  for (const auto& claim : claims) {
    const std::string& chosen = dice.one_in(5) ? dice.of(claim) : claim.front();
    if (!chosen.empty()) text += (text.empty() ? "" : ",") + chosen;
  }
  return "{" + text + "}";
}

Policy random_policy(Dice& dice) {
  using namespace rules;
  Policy policy = if_present(issuer("https://id.example"));
  const Policy parts[] = {any_audience({"api"}),
                          expires(),
                          not_before(),
                          max_age(Seconds::of(60)),
                          max_age(),
                          nonce(),
                          subject("ann"),
                          issued_at(),
                          scope("read") || subject("bob"),
                          !claim("jti").equals("t2")};
  for (const Policy& part : parts) {
    if (dice.one_in(4)) policy = policy && part;
  }
  return policy;
}

Expected random_expected(Dice& dice) {
  Expected expected;
  if (!dice.one_in(3)) expected.nonce = dice.one_in(3) ? "n2" : "n1";
  if (!dice.one_in(3)) expected.max_age = Seconds::of(dice.one_in(2) ? 0 : 60);
  return expected;
}

std::vector<std::string> random_tokens(Dice& dice) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 8; ++i) {
    tokens.push_back(token_of(random_claims(dice)));
    if (dice.one_in(4)) tokens.back()[dice.next(tokens.back().size())] = 'x';
  }
  return tokens;
}

void deny_something(Dice& dice, DenyList& list) {
  switch (dice.next(3)) {
    case 0:
      REQUIRE(list.deny_token(dice.one_in(2) ? "t1" : "t3", noon, noon).has_value());
      return;
    case 1:
      REQUIRE(list.deny_session("s1", noon, noon).has_value());
      return;
    default:
      REQUIRE(list.deny_subject("ann", noon, noon, noon).has_value());
  }
}

// The verdict, and of an accepted token all that it shows.
template <class Given, class Token>
std::string shown(const Given& given, const Token& token_in) {
  std::string text = verdict_of(given);
  if (!given) return text;
  const VerifiedToken& token = token_in(*given);
  const JsonObject claims = token.claims();
  for (std::size_t i = 0; i < claims.size(); ++i) {
    text.append(" ").append(claims.name(i)).append("=").append(claims.value(i).text);
  }
  const auto expiry = token.expires_at();
  return text + " " + std::to_string(expiry ? expiry->microseconds() : 0);
}

}  // namespace

TEST_CASE("C20: whatever is asked of a cache, it gives what its verifier gives") {
  Dice dice;
  int accepted = 0;
  for (int round = 0; round < 150; ++round) {
    auto list = deny_list();
    auto options = options_of(random_policy(dice));
    options.accept_any_audience = options.accept_without_expiry = true;
    if (dice.one_in(2)) options.leeway = {Seconds::of(1), Seconds::of(1), Seconds::of(600)};
    if (!dice.one_in(3)) options.revocation = list.check();
    if (dice.one_in(3)) options.revocation.revoked = nullptr;
    const TokenVerifier verifier = built(options);
    const auto cache = cache_of(verifier, {.entries = dice.one_in(2) ? 4U : 64U});
    const auto tokens = random_tokens(dice);
    for (int call = 0; call < 100; ++call) {
      if (dice.one_in(50)) deny_something(dice, list);
      const std::string& token = dice.of(tokens);
      const auto now = NumericDate::from_microseconds(
          noon.microseconds() + (static_cast<std::int64_t>(dice.next(9)) - 4) * 500'000);
      const Expected expected = random_expected(dice);
      const std::string fresh = shown(verifier.verify(token, now, expected),
                                      [](const VerifiedToken& t) -> const auto& { return t; });
      REQUIRE(shown(cache.verify(token, now, expected),
                    [](const SharedToken& t) -> const auto& { return *t; }) == fresh);
      if (fresh.starts_with("accepted")) ++accepted;
    }
  }
  CHECK(accepted > 500);  // else little of this was about hits
}
