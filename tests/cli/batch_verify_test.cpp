// signet batch: verify, verify_jws and sign, each with its refusals.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "batch.hpp"

using namespace signet_test;

namespace {

// RFC 7515 A.1, whose header and payload have line breaks.
const std::string rfc_key =
    R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})";
const std::string rfc_payload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const std::string rfc_token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + rfc_payload +
                              ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const std::string rfc_accepted =
    success(R"("header":{"typ":"JWT",   "alg":"HS256"},"payload_b64u":")" + rfc_payload + "\"");

// RFC 8037 A.4: a JWS of a sentence.
const std::string ed_public =
    R"("kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")";
const std::string ed_private = R"({"d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",)" + ed_public + "}";
const std::string ed_payload = "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
const std::string ed_token =
    "eyJhbGciOiJFZERTQSJ9." + ed_payload +
    ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
const std::string ed_accepted = success(R"("header":{"alg":"EdDSA"},"payload_b64u":")" + ed_payload + "\"");
// The same key as SubjectPublicKeyInfo (RFC 8410 §4).
const std::string ed_pem =
    R"({"pem":"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n"})";

// The private half as PKCS#8, and a certificate of the key for the years 2020 to 2029 (1577836800 ..
// 1893456000), both by Python's cryptography.
const std::string ed_pkcs8 = R"({"pem":")"
                             R"(-----BEGIN PRIVATE KEY-----\n)"
                             R"(MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n)"
                             R"(-----END PRIVATE KEY-----\n)"
                             R"("})";
const std::string ed_certificate = R"({"pem":")"
                                   R"(-----BEGIN CERTIFICATE-----\n)"
                                   R"(MIHQMIGDoAMCAQICAQEwBQYDK2VwMBIxEDAOBgNVBAMMB3JmYzgwMzcwHhcNMjAw\n)"
                                   R"(MTAxMDAwMDAwWhcNMzAwMTAxMDAwMDAwWjASMRAwDgYDVQQDDAdyZmM4MDM3MCow\n)"
                                   R"(BQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURowBQYDK2Vw\n)"
                                   R"(A0EAuVK5qcBYXVECTU7+M/ypGoo0eNp1CRy2pRUMjam9aHNdmI0jyR2IE9+UUBzR\n)"
                                   R"(buADTuAp40keaLgemSxVuLVpAA==\n)"
                                   R"(-----END CERTIFICATE-----\n)"
                                   R"("})";

// By Python's hmac, under secret_key: {"alg":"HS256","typ":"at+jwt","kid":"k1"},
// {"iss":"joe","sub":"alice","aud":["api","web"],"iat":1000,"exp":1300}
const std::string payload =
    "eyJpc3MiOiJqb2UiLCJzdWIiOiJhbGljZSIsImF1ZCI6WyJhcGkiLCJ3ZWIiXSwiaWF0IjoxMDAwLCJleHAiOjEzMDB9";
const std::string token = "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImsxIn0." + payload +
                          ".3KTDFpqgjBKDjVaJkZmPab3fjF-v8JlgaNZLfcpWa94";
const std::string accepted = success(
    R"("header":{"alg":"HS256","typ":"at+jwt","kid":"k1"},"payload_b64u":")" + payload + R"(","kid":"k1")");
// {"alg":"HS256"} and {"alg":"HS256","crit":["x"],"x":1}, each with {}
const std::string empty_token = "eyJhbGciOiJIUzI1NiJ9.e30.x68P15GCa1HmSDdw4rVLsw6ZdUMyLZHfITcI3kWE3Eg";
const std::string critical_token =
    "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsieCJdLCJ4IjoxfQ.e30.0S73nnjcg23eE43SFCosJr3OFK2MznimyDT-_DuLWF4";
const std::string empty_accepted = success(R"("header":{"alg":"HS256"},"payload_b64u":"e30")");

std::string verify(const std::string& of, const std::string& key, const std::string& more = {}) {
  return request("verify", R"("token":")" + of + R"(","key":)" + key + (more.empty() ? "" : "," + more));
}

std::string verify_jws(const std::string& of, const std::string& key, const std::string& more = {}) {
  return request("verify_jws", R"("token":")" + of + R"(","key":)" + key + (more.empty() ? "" : "," + more));
}

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
      {verify(critical_token, secret_key, R"("allow_no_exp":true)"),
       refusal("crit_unsupported", "parse", "crit")},
      {verify(critical_token, secret_key, R"("allow_no_exp":true,"crit":["x"])"),
       refusal("crit_unsupported", "parse", "crit")},
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

TEST_CASE("a key comes as JWK, JWKS, PEM or secret, for its own algorithm or all those of its type") {
  const std::string other = R"({"kty":"oct","kid":"k2","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr8"})";
  const std::string fresh = R"("now":1100,"aud":"api")";
  check_answers({
      {verify(token, secret_jwk, fresh), accepted},
      {verify(token, R"({"keys":[{"kty":"new"},7,)" + other + "," + secret_jwk + "]}", fresh), accepted},
      {verify(token, R"({"keys":[)" + other + "]}", fresh), refusal("key_not_found", "key")},
      {verify(token, R"({"keys":[)" + secret_jwk + "," + secret_jwk + "]}", fresh),
       refusal("key_ambiguous", "key")},
      {verify(token, R"({"keys":[{"kty":"new"}]})", fresh), refusal("key_not_found", "key")},
      {verify(token, R"({"keys":{}})", fresh), refusal("key_malformed", "key", "keys")},
      {verify(token, secret_key, fresh + R"(,"algorithms":["HS384"])"), refusal("key_too_weak", "key")},
      {verify(token, secret_key, fresh + R"(,"algorithms":["HS384","HS256"])"), accepted},
      {verify(token, secret_jwk, fresh + R"(,"algorithms":["HS384"])"),
       refusal("algorithm_not_allowed", "key")},
      {verify(token, secret_key, fresh + R"(,"algorithms":["none"])"),
       refusal("algorithm_unsupported", "key", "algorithms")},
      {verify(token, secret_key, fresh + R"(,"algorithms":["RS256"])"), refusal("key_mismatch", "key")},
      {verify(token, R"({"secret_b64u":"QQ"})", fresh), refusal("key_too_weak", "key")},
      {verify(token, R"({"secret_b64u":"QR"})", fresh), refusal("base64url_invalid", "parse", "secret_b64u")},
      {verify(token, R"({"secret_b64u":"QQ","k":1})", fresh), refusal("member_invalid", "request", "key")},
      {verify(token, R"({"pem":"-----BEGIN"})", fresh), refusal("key_malformed", "key")},
      {verify(token, R"({"kty":"oct","kty":"oct"})", fresh), refusal("key_malformed", "key")},
      {verify(token, "[]", fresh), refusal("member_invalid", "request", "key")},
      {verify_jws(ed_token, "{" + ed_public + "}"), ed_accepted},
      {verify_jws(ed_token, ed_private), ed_accepted},
      {verify_jws(ed_token, ed_pem), ed_accepted},
      {verify_jws(ed_token, ed_pem, R"("algorithms":["EdDSA"])"), ed_accepted},
      {verify_jws(ed_token, ed_pem, R"("algorithms":["Ed25519"])"), refusal("algorithm_not_allowed", "key")},
      {verify_jws(ed_token, ed_pem, R"("algorithms":["RS256"])"), refusal("key_mismatch", "key")},
      {verify_jws(ed_token, ed_pkcs8), refusal("key_malformed", "key")},
      {verify_jws(ed_token, ed_certificate, R"("now":1577836800)"), ed_accepted},
      {verify_jws(ed_token, ed_certificate, R"("now":1577836799)"),
       refusal("certificate_untimely", "key", "notBefore")},
      {verify_jws(ed_token, ed_certificate, R"("now":1893456001)"),
       refusal("certificate_untimely", "key", "notAfter")},
      {verify_jws(ed_token, "{" + ed_public + R"(,"kid":"of the key"})"),
       success(R"("header":{"alg":"EdDSA"},"payload_b64u":")" + ed_payload + R"(","kid":"of the key")")},
  });
}

TEST_CASE("verify_jws takes any payload and judges no claim; the JSON serializations are refused") {
  check_answers({
      {verify_jws(rfc_token, rfc_key), rfc_accepted},
      {verify(ed_token, ed_pem), refusal("json_malformed", "parse")},
      {verify_jws(critical_token, secret_key), refusal("crit_unsupported", "parse", "crit")},
      {verify_jws(empty_token + "=", secret_key), refusal("base64url_invalid", "parse")},
      {verify_jws(empty_token, R"({"secret_b64u":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr8"})"),
       refusal("signature_invalid", "signature")},
      {verify_jws(R"({\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"x.y.z\"})", secret_key),
       refusal("token_malformed", "parse")},
      {verify_jws(empty_token, secret_key, R"("iss":"joe")"), refusal("member_unknown", "request")},
  });
}

TEST_CASE("sign makes the token of RFC 8037 A.4, and writes alg and kid before the given header") {
  const std::string signs_ed = R"("payload_b64u":")" + ed_payload + R"(","key":)" + ed_private;
  const std::string signs_hs = R"("payload_b64u":"e30","key":)" + secret_key;
  check_answers({
      {request("sign", signs_ed), success(R"("token":")" + ed_token + "\"")},
      {request("sign", signs_ed + R"(,"alg":"EdDSA","header":{"alg":"EdDSA"})"),
       success(R"("token":")" + ed_token + "\"")},
      {request("sign", signs_hs + R"(,"alg":"HS256")"), success(R"("token":")" + empty_token + "\"")},
      // By Python's hmac, of {"alg":"HS256","kid":"k1","typ":"JWT","a":[1]}.
      {request("sign", R"("payload_b64u":"e30","header":{"typ":"JWT","a":[1]},"key":)" + secret_jwk),
       success(
           R"("token":"eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIiwiYSI6WzFdfQ.e30.upWBhoEMx00YJFMpqPGoaiyAFP0vdUt9yMA_8f-_WNU")")},
      {request("sign", R"("alg":"EdDSA","payload_b64u":")" + ed_payload + R"(","key":)" + ed_pkcs8),
       success(R"("token":")" + ed_token + "\"")},
      {request("sign", signs_hs), refusal("member_invalid", "request", "alg")},
      {request("sign", signs_hs + R"(,"alg":"HS512")"), refusal("key_too_weak", "key")},
      {request("sign", signs_hs + R"(,"alg":"none")"), refusal("algorithm_unsupported", "key", "alg")},
      {request("sign", signs_ed + R"(,"alg":"ES256")"), refusal("key_mismatch", "key", "kty")},
      {request("sign", signs_ed + R"(,"header":{"alg":"Ed25519"})"),
       refusal("member_invalid", "request", "header")},
      {request("sign", signs_ed + R"(,"header":{"kid":7})"), refusal("member_invalid", "request", "header")},
      {request("sign", signs_ed + R"(,"header":{"a":1,"a":2})"),
       refusal("member_invalid", "request", "header")},
      {request("sign", signs_ed + R"(,"header":{"crit":["x"],"x":1})"),
       refusal("crit_unsupported", "parse", "crit")},
      {request("sign", signs_ed + R"(,"header":{"b64":false})"), refusal("crit_unsupported", "parse", "b64")},
      {request("sign", R"("payload_b64u":"e31","key":)" + ed_private),
       refusal("base64url_invalid", "parse", "payload_b64u")},
      {request("sign", R"("payload_b64u":"","key":{)" + ed_public + "}"),
       refusal("key_malformed", "key", "d")},
      {request("sign", R"("payload_b64u":"","key":{"keys":[]})"),
       refusal("member_invalid", "request", "key")},
  });
}
