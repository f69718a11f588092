// `crit` of tokens (RFC 7515 §4.1.11): what a verifier accepts of it, and what the token then shows.
#include <string>
#include <vector>

#include "signet/jose/sign_jws.hpp"
#include "unit/token/counted_new.hpp"
#include "unit/token/tokens.hpp"

using namespace signet;
using namespace signet_test;

namespace {

TokenVerifier verifier_knowing(const std::vector<std::string>& critical) {
  auto options = options_of(api_policy());
  options.critical = critical;
  return built(options);
}

std::string answer_to(const std::string& header, const std::vector<std::string>& critical) {
  return verdict(verifier_knowing(critical), token_of(hs256(), header, good_claims));
}

}  // namespace

TEST_CASE("T10: a critical member is accepted if the verifier's caller acts on it, and only then") {
  const std::string header = R"({"alg":"HS256","exp":1,"x":2,"\u0063rit":["\u0065xp","x"]})";
  CHECK(answer_to(header, {"x", "exp"}) == "accepted");
  CHECK(answer_to(header, {"exp"}) == "crit_unsupported crit");
  CHECK(answer_to(header, {}) == "crit_unsupported crit");
  CHECK(answer_to(R"({"alg":"HS256","exp":1})", {"exp"}) == "accepted");
}

TEST_CASE("T10: crit that is no list of names which are there, understood and given once is refused") {
  for (const char* const crit :
       {"[]", "null", R"("exp")", "[1]", "[null]", R"([["exp"]])", "{}", R"(["exp","exp"])",
        R"(["exp","\u0065xp"])", R"(["exp","alg"])", R"(["absent"])", R"(["unknown"])",
        R"(["exp","unknown"])", R"(["EXP"])", R"([""])", R"(["exp\u0000"])"}) {
    CAPTURE(crit);
    CHECK(answer_to(R"({"alg":"HS256","exp":1,"unknown":2,"crit":)" + std::string{crit} + '}',
                    {"exp", "alg", "absent"}) == "crit_unsupported crit");
  }
}

TEST_CASE("T10: no name that RFC 7515 defines is accepted in crit, whatever the caller says") {
  for (const std::string name :
       {"alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit"}) {
    CAPTURE(name);
    const std::string member = name == "alg" || name == "crit" ? "" : '"' + name + R"(":"a",)";
    CHECK(answer_to('{' + member + R"("alg":"HS256","crit":[")" + name + "\"]}", {name}) ==
          "crit_unsupported crit");
  }
}

TEST_CASE("T11: b64 is refused in a token, whatever the caller says (RFC 7797 §7)") {
  for (const std::string b64 : {"false", "true", "null"}) {
    CAPTURE(b64);
    CHECK(answer_to(R"({"alg":"HS256","b64":)" + b64 + R"(,"crit":["b64"]})", {"b64"}) ==
          "crit_unsupported crit");
    CHECK(answer_to(R"({"alg":"HS256","b64":)" + b64 + "}", {"b64"}) == "crit_unsupported b64");
    CHECK(answer_to(R"({"alg":"HS256","x":1,"b64":)" + b64 + R"(,"crit":["x"]})", {"x", "b64"}) ==
          "crit_unsupported b64");
  }
  const auto jws =
      sign_compact_jws({.bytes = R"({"aud":"api","exp":1700000600})", .unencoded = true}, {.key = hs256()});
  REQUIRE(jws.has_value());
  CHECK(verdict(verifier_knowing({"b64"}), *jws) == "crit_unsupported crit");
}

TEST_CASE("what sign_compact_jws marks as critical, a verifier that knows it accepts") {
  const auto jws =
      sign_compact_jws({.bytes = good_claims},
                       {.key = hs256(), .protected_members = R"({"x":[1],"y":"a"})", .critical = {"y", "x"}});
  REQUIRE(jws.has_value());
  CHECK(verdict(verifier_knowing({"x", "y", "z"}), *jws) == "accepted");
  CHECK(verdict(verifier_knowing({"x"}), *jws) == "crit_unsupported crit");
}

TEST_CASE("a verifier that knows critical members shows the header, critical or not, also after a move") {
  const auto verifier = verifier_knowing({"x"});
  for (const std::string crit : {R"(,"crit":["x"])", ""}) {
    const std::string header = R"({"alg":"HS256","\u0078":"\u0061b","n":{"y":1})" + crit + "}";
    auto token = verifier.verify(token_of(hs256(), header, good_claims), noon);
    REQUIRE(token.has_value());
    VerifiedToken moved{std::move(*token)};
    CHECK(moved.header().string("x") == "ab");
    CHECK(moved.header().find("n")->text == R"({"y":1})");
    CHECK(moved.header().size() == (crit.empty() ? 3 : 4));
    CHECK(token->header().size() == 0);  // NOLINT(bugprone-use-after-move)
    *token = std::move(moved);
    CHECK(token->header().string("x") == "ab");
  }
}

TEST_CASE("a verifier that knows no critical member keeps no header, and allocates nothing for it") {
  const auto plain = built(options_of(api_policy()));
  const std::string compact = token_of(hs256(), R"({"alg":"HS256"})", good_claims);
  REQUIRE(plain.verify(compact, noon).has_value());  // from here on the header's bytes are known
  const std::size_t start = allocations();
  const auto token = plain.verify(compact, noon);
  CHECK(allocations() == start);
  REQUIRE(token.has_value());
  CHECK(token->header().size() == 0);
}
