// The rows C of the adversarial checklist, end to end: signed tokens before a verifier and its policy.
#include <string>
#include <vector>

#include "unit/token/tokens.hpp"

using namespace signet;
using namespace signet::rules;
using namespace signet_test;

namespace {

// Demands nothing of the claims; what it refuses is refused of every token.
std::string lenient(const std::string& claims) {
  static const auto verifier = lenient_verifier(if_present(claim("x").equals("x")));
  return verdict(verifier, token_of(claims));
}

void check_all(const std::vector<std::string>& values, const std::string& name, const std::string& expected) {
  for (const std::string& value : values) {
    const std::string claims = "{\"" + name + "\":" + value + "}";
    CAPTURE(claims);
    CHECK(lenient(claims) == expected);
  }
}

}  // namespace

TEST_CASE("C04: a date of another type refuses every token") {
  for (const char* name : {"exp", "nbf", "iat"}) {
    check_all({R"("1700000000")", R"("9999999999")", "true", "null", "[]", "{}"}, name,
              std::string{"claim_invalid "} + name);
  }
}

TEST_CASE("C05: a date out of range refuses every token, and none wraps") {
  const std::vector<std::string> out_of_range{"1e400",
                                              "-1",
                                              "-1e-400",
                                              "99999999999999999999999999",
                                              "9223372036854775807",
                                              "18446744073709551616",
                                              "253402300800"};
  for (const char* name : {"exp", "nbf", "iat"}) {
    check_all(out_of_range, name, std::string{"claim_invalid "} + name);
  }
  check_all({"1.7e9", "1700000000.0000009", "-0", "0", "1e-400"}, "exp", "token_expired exp");
  check_all({"1700000000.5", "253402300799", "1.70000001e9"}, "exp", "accepted");
  check_all({"1.7e9", "-0", "1e-400", "1699999999.9999999"}, "nbf", "accepted");
  check_all({"1700000000.0000001", "253402300799"}, "nbf", "token_not_yet_valid nbf");
}

TEST_CASE("C06: an absent exp passes only where both options and policy let it") {
  CHECK(verdict(token_of(R"({"aud":"api"})")) == "claim_missing exp");
  CHECK(lenient("{}") == "accepted");
}

TEST_CASE("C07: iat in the future, of another type, or absent where its age counts") {
  const auto verifier = lenient_verifier(max_age(Seconds::of(60)));
  CHECK(lenient(R"({"iat":1700000001})") == "token_issued_in_future iat");
  CHECK(verdict(verifier, token_of("{}")) == "claim_missing iat");
  CHECK(verdict(verifier, token_of(R"({"iat":"1700000000"})")) == "claim_invalid iat");
  CHECK(verdict(verifier, token_of(R"({"iat":1699999940})")) == "accepted");
  CHECK(verdict(verifier, token_of(R"({"iat":1699999939})")) == "token_too_old iat");
}

TEST_CASE("C08: a token whose times contradict one another fails at the bound it breaks") {
  CHECK(lenient(R"({"nbf":1700000100,"exp":1700000050})") == "token_not_yet_valid nbf");
  CHECK(lenient(R"({"nbf":1699999900,"exp":1699999800})") == "token_expired exp");
  CHECK(lenient(R"({"iat":1699999999,"exp":1699999998})") == "token_expired exp");
}

TEST_CASE("C09: aud is a string or an array of strings, in every token") {
  check_all({R"("x")", R"(["x","y"])", "[]", R"([""])", R"("")"}, "aud", "accepted");
  check_all({"[1]", R"(["x",null])", R"([["x"]])", "null", "{}", "1", "true"}, "aud", "claim_invalid aud");
}

TEST_CASE("C09 C10: the verifier's audience is met exactly") {
  const auto with_aud = [](const std::string& aud) {
    return verdict(token_of(R"({"exp":1700000600,"aud":)" + aud + "}"));
  };
  CHECK(with_aud(R"("api")") == "accepted");
  CHECK(with_aud(R"(["web","api"])") == "accepted");
  for (const char* aud :
       {R"("api.evil")", R"("ap")", R"("API")", R"("xapi")", R"("api ")", "[]", R"([""])"}) {
    CAPTURE(aud);
    CHECK(with_aud(aud) == "claim_mismatch aud");
  }
  CHECK(verdict(token_of(R"({"exp":1700000600})")) == "claim_missing aud");
  std::string many = "[\"api\"";
  for (int i = 0; i < 100'000; ++i) many += ",\"x\"";
  CHECK(with_aud(many + "]") == "token_too_large");
}

TEST_CASE("C10: an aud that is there passes unasked for only where the options say so") {
  CHECK(verdict_of(TokenVerifier::build(options_of(expires()))) == "option_invalid accept_any_audience");
  CHECK(lenient(R"({"aud":"someone else"})") == "accepted");
}

TEST_CASE("C11 C12 C13: iss, sub and jti are strings in every token") {
  for (const char* name : {"iss", "sub", "jti"}) {
    check_all({"1", "null", "true", R"(["x"])", "{}"}, name, std::string{"claim_invalid "} + name);
    check_all({R"("")", R"("x\u0000y")", "\"" + std::string(10'000, 'x') + "\""}, name, "accepted");
  }
}

TEST_CASE("C12: a subject is not cut at NUL") {
  const auto verifier = lenient_verifier(subject("admin"));
  CHECK(verdict(verifier, token_of(R"({"sub":"admin"})")) == "accepted");
  CHECK(verdict(verifier, token_of(R"({"sub":"admin\u0000x"})")) == "claim_mismatch sub");
}

TEST_CASE("C15: exp counts at the top and under its exact name only") {
  CHECK(lenient(R"({"x":"x","y":{"exp":1},"EXP":1,"exp ":1})") == "accepted");
  CHECK(lenient(R"({"\u0065xp":1})") == "token_expired exp");
}

TEST_CASE("C16: an array is no scope") {
  const auto verifier = lenient_verifier(scope("a"));
  CHECK(verdict(verifier, token_of(R"({"scope":"b a"})")) == "accepted");
  CHECK(verdict(verifier, token_of(R"({"scope":["a"]})")) == "claim_invalid scope");
}

TEST_CASE("C19: clocks before 1970, after 2038 and at the ends of time do not wrap") {
  auto options = options_of(api_policy());
  options.leeway = {
      .expires = Seconds::of(600), .not_before = Seconds::of(600), .issued_at = Seconds::of(600)};
  const auto verifier = built(options);
  const std::string late = token_of(R"({"aud":"api","exp":253402300799,"nbf":1,"iat":1})");
  CHECK(verdict_of(verifier.verify(late, NumericDate::from_seconds(4'000'000'000))) == "accepted");
  CHECK(verdict_of(verifier.verify(late, NumericDate::from_microseconds(INT64_MAX))) == "token_expired exp");
  CHECK(verdict_of(verifier.verify(late, NumericDate::from_microseconds(INT64_MIN))) ==
        "token_not_yet_valid nbf");
  CHECK(verdict_of(verifier.verify(late, NumericDate::from_seconds(-599))) == "accepted");
  CHECK(verdict_of(verifier.verify(late, NumericDate::from_seconds(-600))) == "token_not_yet_valid nbf");
}
