// signet batch: verify, which judges tokens by their signature and claims.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "batch_samples.hpp"

using namespace signet_test;

namespace {

// The token above at second 1100, with these further members.
std::string judged(const std::string& more) { return verify(token, secret_key, R"("now":1100)" + more); }

}  // namespace

TEST_CASE("verify answers with the header and payload that were signed, their line breaks apart") {
  check_answers(
      {{verify(rfc_token, rfc_key, R"("now":1300819379)"), rfc_accepted},
       {verify(rfc_token, rfc_key, R"("now":1300819380)"), refusal("token_expired", "claims", "exp")},
       {verify(rfc_token, rfc_key, R"("now":1300819389,"leeway":10)"), rfc_accepted},
       {verify(rfc_token, rfc_key, R"("now":1300819390,"leeway":10)"),
        refusal("token_expired", "claims", "exp")},
       {verify(rfc_token, rfc_key), refusal("token_expired", "claims", "exp")},
       {verify(rfc_token, secret_key, R"("now":0)"), refusal("signature_invalid", "signature")},
       {verify("a.b", rfc_key), refusal("token_malformed", "parse")},
       {verify("a.b.c.d.e", rfc_key), refusal("token_encrypted", "parse")},
       {verify(std::string(70'000, 'A') + ".a.a", rfc_key), refusal("token_too_large", "parse")}});
}

TEST_CASE("verify judges claims as its members demand") {
  check_answers({
      {judged(R"(,"aud":"api")"), accepted},
      {judged(R"(,"aud":["other","web"],"iss":["bob","joe"],"sub":"alice","typ":"application/at+jwt")"),
       accepted},
      {judged(R"(,"allow_any_aud":true,"require":["sub"],"max_age":100)"), accepted},
      {judged(""), refusal("custom_rule_failed", "claims", "aud")},
      {judged(R"(,"allow_any_aud":false)"), refusal("custom_rule_failed", "claims", "aud")},
      {judged(R"(,"aud":"other")"), refusal("claim_mismatch", "claims", "aud")},
      {judged(R"(,"aud":"api","iss":["bob","eve"])"), refusal("claim_mismatch", "claims", "iss")},
      {judged(R"(,"aud":"api","sub":"bob")"), refusal("claim_mismatch", "claims", "sub")},
      {judged(R"(,"aud":"api","typ":"JWT")"), refusal("typ_mismatch", "claims", "typ")},
      {judged(R"(,"aud":"api","require":["sub","jti"])"), refusal("claim_missing", "claims", "jti")},
      // An error keeps 24 bytes of a name, here cut within a letter.
      {judged(R"(,"aud":"api","require":"aéééééééééééé")"), refusal("claim_missing", "claims")},
      {judged(R"(,"aud":"api","max_age":99)"), refusal("token_too_old", "claims", "iat")},
      {verify(token, secret_key, R"("aud":"api","now":999)"),
       refusal("token_issued_in_future", "claims", "iat")},
      {verify(empty_token, secret_key), refusal("claim_missing", "claims", "exp")},
      {verify(empty_token, secret_key, R"("allow_no_exp":true)"), empty_accepted},
      {verify(empty_token, secret_key, R"("allow_no_exp":true,"crit":["x"])"), empty_accepted},
  });
}

TEST_CASE("verify refuses members of another type or range, naming them") {
  std::vector<Exchange> exchanges;
  const std::vector<std::pair<std::string, std::string>> rows{
      {"now", "-1"},        {"now", "1.0"},     {"now", "253402300800"}, {"leeway", "601"},
      {"leeway", "\"1\""},  {"max_age", "-1"},  {"iss", "[]"},           {"iss", "[1]"},
      {"aud", "{}"},        {"sub", "[\"a\"]"}, {"typ", "null"},         {"require", "true"},
      {"algorithms", "[]"}, {"crit", "[null]"}, {"allow_no_exp", "1"},   {"allow_any_aud", "\"true\""},
  };
  for (const auto& [name, value] : rows) {
    exchanges.push_back({verify(empty_token, secret_key, "\"" + name + "\":" + value),
                         refusal("member_invalid", "request", name)});
  }
  std::string names = "\"a\"";
  for (int i = 0; i < 63; ++i) names += ",\"a\"";
  exchanges.push_back(
      {judged(R"(,"allow_any_aud":true,"iss":[)" + names + "]"), refusal("claim_mismatch", "claims", "iss")});
  exchanges.push_back({judged(R"(,"allow_any_aud":true,"iss":[)" + names + ",\"a\"]"),
                       refusal("member_invalid", "request", "iss")});
  check_answers(exchanges);
}

TEST_CASE("verify accepts a critical member that the request lists, and never b64") {
  const auto without_exp = [](const std::string& of, const std::string& crit) {
    return verify(of, secret_key, R"("allow_no_exp":true,"crit":)" + crit);
  };
  const std::string refused = refusal("crit_unsupported", "parse", "crit");
  // By Python's hmac: {"alg":"HS256","crit":["x","y"],"y":[2],"x":1},
  // {"alg":"HS256","crit":["kid"],"kid":"a"},
  // {"alg":"HS256","crit":["x"],"x":1,"b64":true}, and {"alg":"HS256","b64":false,"crit":["b64"]} over {}.
  const std::string two =
      "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsieCIsInkiXSwieSI6WzJdLCJ4IjoxfQ.e30.37whe_"
      "2VNXZE0QOF0J2XfDtsQPwJr4BVo9ynKUtFgEY";
  const std::string kid =
      "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsia2lkIl0sImtpZCI6ImEifQ.e30."
      "zbLkjxFW71ZaBhSrEBWwfQpu1zTwfsAxO6OHZJmMJaY";
  const std::string beside_b64 =
      "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsieCJdLCJ4IjoxLCJiNjQiOnRydWV9.e30.5uMbjfn_"
      "XTxuQiBQo8Nf3cV8gmZg4ThsgdaPwDj0EKc";
  const std::string unencoded =
      "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.{}.C4EXPtKbxrQJrLoFYLXaeAIzO3J-mG_k6_g_"
      "hEOwuos";
  check_answers({
      {verify(critical_token, secret_key, R"("allow_no_exp":true)"), refused},
      {without_exp(critical_token, R"("x")"), critical_accepted},
      {without_exp(critical_token, R"(["y","\u0078"])"), critical_accepted},
      {without_exp(critical_token, R"(["X","x ",""])"), refused},
      {without_exp(two, R"(["x","y"])"),
       success(R"("header":{"alg":"HS256","crit":["x","y"],"y":[2],"x":1},"payload_b64u":"e30")")},
      {without_exp(two, R"(["x"])"), refused},
      {without_exp(kid, R"(["kid"])"), refused},
      {without_exp(unencoded, R"(["b64"])"), refused},
      {without_exp(beside_b64, R"(["x","b64"])"), refusal("crit_unsupported", "parse", "b64")},
      {without_exp(empty_token, R"(["x"])"), empty_accepted},
  });
}

TEST_CASE("verify takes no JSON serialization") {
  check_answers({{verify(R"({\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"AA\"})", secret_key),
                  refusal("token_malformed", "parse")}});
}
