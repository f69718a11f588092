// Each rule over claims that meet it, differ, are absent, or are of another type (adversarial rows C01 to
// C17).
#include "signet/policy/rules.hpp"

#include <string>
#include <vector>

#include "unit/policy/claims_text.hpp"

using namespace signet;
using namespace signet::rules;
using namespace signet_test;

namespace {

std::vector<Row> rows_of(const Policy& policy, const std::vector<std::string>& texts,
                         const std::string& verdict) {
  std::vector<Row> rows;
  for (const std::string& json : texts) rows.push_back({policy, json, verdict});
  return rows;
}

}  // namespace

TEST_CASE("texts of every length to 70 bytes are equal to the last byte or they differ") {
  for (std::size_t size = 0; size <= 70; ++size) {
    CAPTURE(size);
    const std::string text(size, 'a');
    const Policy registered = issuer(text);
    const Policy other = claim("x").equals(text);
    const auto check_both = [&](const std::string& value, const std::string& expected) {
      CHECK(verdict(registered, R"({"iss":")" + value + "\"}") ==
            expected + (expected[0] == 'c' ? " iss" : ""));
      CHECK(verdict(other, R"({"x":")" + value + "\"}") == expected + (expected[0] == 'c' ? " x" : ""));
    };
    check_both(text, "accepted");
    check_both(text + "a", "claim_mismatch");
    if (size > 0) check_both(text.substr(1), "claim_mismatch");
    for (std::size_t at = 0; at < size; ++at) {
      std::string changed = text;
      changed[at] = 'b';
      check_both(changed, "claim_mismatch");
    }
  }
}

TEST_CASE("long texts are read as short ones are: by type, negation and every operand") {
  const std::string one = "https://one.example.com";
  const std::string two = "https://two.example.com";
  const auto with = [](const std::string& name, const std::string& value) {
    return "{\"" + name + "\":" + value + "}";
  };
  const auto quoted = [](const std::string& text) { return '"' + text + '"'; };
  check_rows({
      {issuer(one), with("iss", quoted(one)), "accepted"},
      {!issuer(one), with("iss", quoted(one)), "claim_forbidden iss"},
      {!issuer(one), with("iss", quoted(two)), "accepted"},
      {any_audience({one, two}), with("aud", quoted(two)), "accepted"},
      {any_audience({one, two}), with("aud", "[\"x\"," + quoted(two) + "]"), "accepted"},
      {only_audience({one, two}), with("aud", quoted(two)), "accepted"},
      {any_audience({one}), with("aud", quoted(two)), "claim_mismatch aud"},
      {claim("iss").one_of({one, two}), with("iss", quoted(two)), "accepted"},
      {claim("exp").equals("12345678901234567"), with("exp", "12345678901234567"), "claim_invalid exp"},
      {issuer("12345678901234567"), with("iss", "12345678901234567"), "claim_invalid iss"},
      {claim("exp").equals("12345678901234567"), with("exp", quoted("12345678901234567")), "accepted"},
      {any_audience({}), with("aud", quoted("")), "claim_mismatch aud"},
      {claim("iss").one_of({}), with("iss", quoted("")), "claim_mismatch iss"},
  });
}

TEST_CASE("C01: a token is expired on and after its expiry") {
  check_rows({
      {expires(), R"({"exp":1699999999})", "token_expired exp"},
      {expires(), R"({"exp":1700000000})", "token_expired exp"},
      {expires(), R"({"exp":1700000001})", "accepted"},
      {expires(), R"({"exp":1700000000.000001})", "accepted"},
      {expires(), R"({"exp":1700000000.0000009})", "token_expired exp"},
  });
}

TEST_CASE("C02: a token is valid from its nbf on, and issued no later than now") {
  check_rows({
      {not_before(), R"({"nbf":1700000000})", "accepted"},
      {not_before(), R"({"nbf":1700000001})", "token_not_yet_valid nbf"},
      {not_before(), R"({"nbf":1700000000.0000001})", "token_not_yet_valid nbf"},
      {issued_at(), R"({"iat":1700000000})", "accepted"},
      {issued_at(), R"({"iat":1700000001})", "token_issued_in_future iat"},
  });
}

TEST_CASE("C04: a NumericDate that is no number is invalid") {
  for (const char* value : {R"("1700000000")", "true", "null", "[]", "{}", R"("")"}) {
    CAPTURE(value);
    CHECK(verdict(expires(), std::string{R"({"exp":)"} + value + "}") == "claim_invalid exp");
    CHECK(verdict(not_before(), std::string{R"({"nbf":)"} + value + "}") == "claim_invalid nbf");
    CHECK(verdict(issued_at(), std::string{R"({"iat":)"} + value + "}") == "claim_invalid iat");
    CHECK(verdict(max_age(Seconds::of(1)), std::string{R"({"iat":)"} + value + "}") == "claim_invalid iat");
  }
}

TEST_CASE("C05: dates in every form of number count when in range, and never wrap") {
  check_rows({
      {expires(), R"({"exp":1.7e9})", "token_expired exp"},
      {expires(), R"({"exp":17.00000001e8})", "accepted"},
      {expires(), R"({"exp":1700000000.5})", "accepted"},
      {expires(), R"({"exp":253402300799})", "accepted"},
      {expires(), R"({"exp":-0})", "token_expired exp"},
      {expires(), R"({"exp":1e-400})", "token_expired exp"},
  });
  check_rows(rows_of(expires(),
                     {R"({"exp":1e400})", R"({"exp":-1})", R"({"exp":99999999999999999999999999})",
                      R"({"exp":9223372036854775807})", R"({"exp":253402300800})"},
                     "claim_invalid exp"));
}

TEST_CASE("C06 C07: a time rule demands its claim") {
  check_rows({
      {expires(), "{}", "claim_missing exp"},
      {not_before(), "{}", "claim_missing nbf"},
      {issued_at(), "{}", "claim_missing iat"},
      {max_age(Seconds::of(60)), "{}", "claim_missing iat"},
  });
}

TEST_CASE("max_age bounds the age on both sides") {
  check_rows({
      {max_age(Seconds::of(60)), R"({"iat":1699999940})", "accepted"},
      {max_age(Seconds::of(60)), R"({"iat":1699999939})", "token_too_old iat"},
      {max_age(Seconds::of(60)), R"({"iat":1699999939.9999999})", "token_too_old iat"},
      {max_age(Seconds::of(60)), R"({"iat":1700000001})", "token_issued_in_future iat"},
      {max_age(Seconds::of(0)), R"({"iat":1700000000})", "accepted"},
      {max_age(Seconds::of(-1)), R"({"iat":1700000000})", "token_too_old iat"},
      {max_age(Seconds::of(INT64_MAX)), R"({"iat":0})", "accepted"},
  });
}

TEST_CASE("C09: aud matches exactly, as a string or in an array of strings") {
  const Policy api = any_audience({"api.example.com", "b"});
  check_rows(rows_of(api,
                     {R"({"aud":"api.example.com"})", R"({"aud":["x","api.example.com"]})",
                      R"({"aud":["\u0062"]})", R"({"aud":"\u0062"})"},
                     "accepted"));
  check_rows(rows_of(
      api,
      {R"({"aud":[]})", R"({"aud":[""]})", R"({"aud":"api.example.com.evil"})", R"({"aud":"api.example.co"})",
       R"({"aud":"pi.example.com"})", R"({"aud":"API.example.com"})", R"({"aud":""})"},
      "claim_mismatch aud"));
  check_rows(rows_of(api,
                     {R"({"aud":[1]})", R"({"aud":["b",1]})", R"({"aud":[["b"]]})", R"({"aud":null})",
                      R"({"aud":{}})", R"({"aud":{"b":"b"}})", R"({"aud":1})"},
                     "claim_invalid aud"));
}

TEST_CASE("C09: one match among many thousand audiences is found") {
  std::string many = R"({"aud":[)";
  for (int i = 0; i < 10'000; ++i) many += R"("x",)";
  CHECK(verdict(any_audience({"b"}), many + R"("b"]})") == "accepted");
  CHECK(verdict(any_audience({"b"}), many + R"("c"]})") == "claim_mismatch aud");
}

TEST_CASE("C10: an absent aud is missing, for each audience rule") {
  check_rows({
      {any_audience({"b"}), "{}", "claim_missing aud"},
      {only_audience({"b"}), "{}", "claim_missing aud"},
      {any_audience({}), R"({"aud":"b"})", "claim_mismatch aud"},
  });
}

TEST_CASE("only_audience takes no value that it does not list") {
  const Policy only = only_audience({"a", "b"});
  check_rows(rows_of(only, {R"({"aud":"a"})", R"({"aud":["a"]})", R"({"aud":["b","a","b"]})"}, "accepted"));
  check_rows(
      rows_of(only, {R"({"aud":["a","c"]})", R"({"aud":"c"})", R"({"aud":[]})"}, "claim_mismatch aud"));
  CHECK(verdict(only, R"({"aud":["a",null]})") == "claim_invalid aud");
}

TEST_CASE("C11: iss is compared whole and byte for byte") {
  const Policy rule = issuer("https://id.example");
  CHECK(verdict(rule, R"({"iss":"https:\/\/id.example"})") == "accepted");
  check_rows(rows_of(rule,
                     {R"({"iss":"https://id.example/"})", R"({"iss":"https://id.exampl"})",
                      R"({"iss":"https://id.example.evil"})", R"({"iss":"https://ID.example"})",
                      R"({"iss":"https://id.example:443"})", R"({"iss":""})"},
                     "claim_mismatch iss"));
  check_rows(rows_of(rule, {R"({"iss":["https://id.example"]})", R"({"iss":1})", R"({"iss":null})"},
                     "claim_invalid iss"));
  CHECK(verdict(rule, R"({"sub":"https://id.example"})") == "claim_missing iss");
}

TEST_CASE("C12 C14: sub is neither cut at NUL nor normalized nor folded") {
  check_rows({
      {subject("admin"), R"({"sub":"admin"})", "accepted"},
      {subject("admin"), R"({"sub":"admin\u0000x"})", "claim_mismatch sub"},
      {subject("admin"), R"({"sub":"Admin"})", "claim_mismatch sub"},
      {subject(std::string_view{"admin\0x", 7}), R"({"sub":"admin\u0000x"})", "accepted"},
      {subject(std::string_view{"admin\0x", 7}), R"({"sub":"admin"})", "claim_mismatch sub"},
      {subject("\xc3\xa9"), R"({"sub":"\u00e9"})", "accepted"},
      {subject("\xc3\xa9"), R"({"sub":"e\u0301"})", "claim_mismatch sub"},
      {subject("fi"), R"({"sub":"\ufb01"})", "claim_mismatch sub"},
      {subject("i"), R"({"sub":"\u0130"})", "claim_mismatch sub"},
      {subject("1"), R"({"sub":1})", "claim_invalid sub"},
  });
}

TEST_CASE("C15: a claim counts only at the top and under its exact name") {
  check_rows({
      {expires(), R"({"x":{"exp":1900000000}})", "claim_missing exp"},
      {expires(), R"({"EXP":1900000000})", "claim_missing exp"},
      {expires(), R"({"\u0065xp":1900000000})", "accepted"},
  });
}

TEST_CASE("C16: scope values are parted by single spaces only") {
  const Policy admin = scope("admin");
  check_rows(rows_of(admin,
                     {R"({"scope":"admin"})", R"({"scope":"a admin b"})", R"({"scope":"admin "})",
                      R"({"scope":"a  admin"})"},
                     "accepted"));
  check_rows(rows_of(admin,
                     {R"({"scope":"adm\tin"})", R"({"scope":"a\tadmin"})", R"({"scope":"admin,b"})",
                      R"({"scope":"administrator"})", R"({"scope":""})", R"({"scope":"Admin"})"},
                     "insufficient_scope scope"));
  check_rows(rows_of(admin, {R"({"scope":["admin"]})", R"({"scope":null})"}, "claim_invalid scope"));
  check_rows({
      {admin, "{}", "claim_missing scope"},
      {scope(""), R"({"scope":"a b  c"})", "insufficient_scope scope"},
      {scope("b c"), R"({"scope":"a b c"})", "insufficient_scope scope"},
      {scope("b c"), R"({"scope":"b c"})", "insufficient_scope scope"},
      {!scope("b c"), R"({"scope":"b c"})", "accepted"},
      {scope("c"), R"({"scope":"a b  c"})", "accepted"},
  });
}

TEST_CASE("C17: integers are compared exactly and never rounded") {
  check_rows({
      {claim("n").equals(9'007'199'254'740'993), R"({"n":9007199254740993})", "accepted"},
      {claim("n").equals(9'007'199'254'740'993), R"({"n":9007199254740992})", "claim_mismatch n"},
      {claim("n").equals(INT64_MIN), R"({"n":-9223372036854775808})", "accepted"},
      {claim("n").equals(INT64_MAX), R"({"n":9223372036854775808})", "claim_invalid n"},
      {claim("n").equals(INT64_MIN), R"({"n":-9223372036854775809})", "claim_invalid n"},
      {claim("n").equals(100), R"({"n":1e2})", "claim_invalid n"},
      {!claim("n").equals(100), R"({"n":1e2})", "claim_invalid n"},
      {claim("n").equals(1), R"({"n":1.0})", "claim_invalid n"},
      {claim("n").equals(1), R"({"n":"1"})", "claim_invalid n"},
      {claim("n").equals(1), R"({"n":true})", "claim_invalid n"},
  });
}

TEST_CASE("rules over any claim compare strings, booleans, lists and members of arrays") {
  check_rows({
      {claim("role").equals("admin"), R"({"role":"admin"})", "accepted"},
      {claim("role").equals("admin"), R"({"role":["admin"]})", "claim_invalid role"},
      {claim("ok").equals(true), R"({"ok":true})", "accepted"},
      {claim("ok").equals(true), R"({"ok":false})", "claim_mismatch ok"},
      {claim("ok").equals(false), R"({"ok":false})", "accepted"},
      {claim("ok").equals(true), R"({"ok":"true"})", "claim_invalid ok"},
      {claim("role").one_of({"a", "b"}), R"({"role":"b"})", "accepted"},
      {claim("role").one_of({"a", "b"}), R"({"role":"c"})", "claim_mismatch role"},
      {claim("role").one_of({}), R"({"role":""})", "claim_mismatch role"},
      {claim("groups").contains("a"), R"({"groups":[1,"\u0061"]})", "accepted"},
      {claim("groups").contains("a"), R"({"groups":[["a"],"b"]})", "claim_mismatch groups"},
      {claim("groups").contains("a"), R"({"groups":"a"})", "claim_invalid groups"},
      {claim("groups").contains("a"), "{}", "claim_missing groups"},
      {claim("").equals("a"), R"({"":"a"})", "accepted"},
  });
}

TEST_CASE("T33: typ is compared as a media type") {
  struct Typ {
    std::string wanted;
    std::optional<std::string_view> typ;
    std::string verdict;
  };
  const std::vector<Typ> rows{
      {"at+jwt", "at+jwt", "accepted"},
      {"at+jwt", "AT+JWT", "accepted"},
      {"at+jwt", "application/at+jwt", "accepted"},
      {"at+jwt", "Application/AT+jwt", "accepted"},
      {"application/at+jwt", "at+jwt", "accepted"},
      {"at+jwt", "JWT", "typ_mismatch typ"},
      {"at+jwt", "at+jwt ", "typ_mismatch typ"},
      {"at+jwt", "text/at+jwt", "typ_mismatch typ"},
      {"at+jwt", "application/application/at+jwt", "typ_mismatch typ"},
      {"at+jwt", "", "typ_mismatch typ"},
      {"", "application/", "typ_mismatch typ"},
      {"at+jwt", std::nullopt, "typ_mismatch typ"},
  };
  for (const Typ& row : rows) {
    CAPTURE(row.verdict);
    const ClaimsText claims{"{}", row.typ};
    CHECK(verdict_of(typ(row.wanted).check(claims.view(), noon)) == row.verdict);
  }
  CHECK(verdict(!typ("at+jwt"), "{}") == "typ_mismatch typ");
  CHECK(verdict_of((!typ("JWT")).check(ClaimsText{"{}", "jwt"}.view(), noon)) == "claim_forbidden typ");
  CHECK(verdict_of((!typ("JWT")).check(ClaimsText{"{}", "at+jwt"}.view(), noon)) == "accepted");
}

TEST_CASE("a claim that must be present may have any value, and absence passes no rule over it") {
  check_rows({
      {claim("jti").present(), R"({"jti":null})", "accepted"},
      {claim("jti").present(), R"({"jti":[1]})", "accepted"},
      {claim("jti").present(), "{}", "claim_missing jti"},
      {!claim("jti").present(), "{}", "claim_missing jti"},
      {!claim("jti").present(), R"({"jti":"a"})", "claim_forbidden jti"},
  });
}

TEST_CASE("if_present forgives absence and nothing else") {
  check_rows({
      {if_present(issuer("a")), "{}", "accepted"},
      {if_present(issuer("a")), R"({"iss":"a"})", "accepted"},
      {if_present(issuer("a")), R"({"iss":"b"})", "claim_mismatch iss"},
      {if_present(issuer("a")), R"({"iss":null})", "claim_invalid iss"},
      {if_present(!issuer("a")), "{}", "accepted"},
      {if_present(!issuer("a")), R"({"iss":"a"})", "claim_forbidden iss"},
      {if_present(!issuer("a")), R"({"iss":"b"})", "accepted"},
      {if_present(typ("JWT")), "{}", "accepted"},
  });
}

TEST_CASE("a custom rule fails under its own name") {
  const auto with_claims = [](const TokenView& token) noexcept { return token.claims.size() > 0; };
  check_rows({
      {custom("has_claims", with_claims), R"({"a":1})", "accepted"},
      {custom("has_claims", with_claims), "{}", "custom_rule_failed has_claims"},
      {custom("nothing", nullptr), "{}", "custom_rule_failed nothing"},
  });
}
