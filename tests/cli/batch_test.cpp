// signet batch: keys told about, base64url and JSON read strictly.
#include <doctest/doctest.h>

#include <string>

#include "batch.hpp"

using namespace signet_test;

namespace {

// RFC 7638 §3.1, with the thumbprint that it gives.
const std::string rsa_jwk =
    R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"})";
// RFC 8037 A.1 and A.3.
const std::string ed_public =
    R"("kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")";
const std::string ed_private = R"("d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")";
const std::string ed_thumbprint = R"("thumbprint":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")";

std::string key(const std::string& jwk) { return R"("key":)" + jwk; }

}  // namespace

TEST_CASE("jwk_import tells what a key is and never what is in it") {
  check_answers({
      {request("jwk_import", key(rsa_jwk)),
       success(R"("kty":"RSA","alg":"RS256","kid":"2011-04-29","private":false,)"
               R"("thumbprint":"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")")},
      {request("jwk_import", key("{" + ed_public + "}")),
       success(R"("kty":"OKP","private":false,)" + ed_thumbprint)},
      {request("jwk_import", key("{" + ed_public + "," + ed_private + R"(,"kid":"","key_ops":["sign"]})")),
       success(R"("kty":"OKP","kid":"","private":true,)" + ed_thumbprint)},
      {request("jwk_import", key("{" + ed_public + R"(,"use":"enc"})")),
       refusal("key_use_forbidden", "key", "use")},
      {request("jwk_import", key("{" + ed_public + R"(,"d":"AA"})")), refusal("key_malformed", "key", "d")},
      {request("jwk_import", key("{" + ed_public + R"(,"alg":"RS256"})")),
       refusal("key_mismatch", "key", "alg")},
      {request("jwk_import", key(R"({"kty":"oct","k":"QQ"})")), refusal("key_too_weak", "key")},
      {request("jwk_import", key(R"({"kty":"EC","crv":"P-1","x":"QQ","y":"QQ"})")),
       refusal("key_unsupported", "key", "crv")},
      {request("jwk_import", key(R"({"a":1,"a":2})")), refusal("key_malformed", "key")},
      {request("jwk_import", key("{}")), refusal("key_malformed", "key", "kty")},
      {request("jwk_import", key("7")), refusal("member_invalid", "request", "key")},
  });
}

TEST_CASE("an HMAC key that may only sign, or only verify, is imported") {
  const std::string begun =
      R"({"kty":"oct","alg":"HS256","k":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY","key_ops":[)";
  // SHA-256 by Python's hashlib over {"k":"...","kty":"oct"} (RFC 7638 §3.2).
  const std::string imported = success(
      R"("kty":"oct","alg":"HS256","private":true,"thumbprint":"XOBEfwKZzZgziWfq7yZzhEKNQfihBMioCzRbNmqUH0Y")");
  check_answers({{request("jwk_import", key(begun + R"("sign"]})")), imported},
                 {request("jwk_import", key(begun + R"("verify"]})")), imported},
                 {request("jwk_import", key(begun + R"("encrypt"]})")),
                  refusal("key_use_forbidden", "key", "key_ops")}});
}

TEST_CASE("jwk_thumbprint is RFC 7638's, the same for both halves of a key") {
  check_answers({
      {request("jwk_thumbprint", key(rsa_jwk)),
       success(R"("thumbprint":"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")")},
      {request("jwk_thumbprint", key("{" + ed_public + "}")), success(ed_thumbprint)},
      {request("jwk_thumbprint", key("{" + ed_private + "," + ed_public + "}")), success(ed_thumbprint)},
      {request("jwk_thumbprint", key(R"({"kty":"none"})")), refusal("key_unsupported", "key", "kty")},
      {request("jwk_thumbprint", ""), refusal("member_invalid", "request", "key")},
  });
}

TEST_CASE("jwks_import tells of each key in its place whether it can be used") {
  check_answers({
      {request("jwks_import", key(R"({"keys":[7,{)" + ed_public + "}," + rsa_jwk + R"(,{"kty":"new"}]})")),
       success(R"("keys":[{"index":0,"ok":false,"error":"key_malformed"},{"index":1,"ok":true},)"
               R"({"index":2,"ok":true,"kid":"2011-04-29"},)"
               R"({"index":3,"ok":false,"error":"key_unsupported","claim":"kty"}])")},
      {request("jwks_import", key(R"({"keys":[]})")), success(R"("keys":[])")},
      {request("jwks_import", key(R"({"keys":{}})")), refusal("key_malformed", "key", "keys")},
      {request("jwks_import", key("{}")), refusal("key_malformed", "key", "keys")},
      {request("jwks_import", R"("keys":[])"), refusal("member_unknown", "request")},
  });
}

TEST_CASE("b64u_decode takes one spelling of each byte string") {  // RFC 4648 §10 and §3.5
  check_answers({
      {request("b64u_decode", R"("text":"")"), success(R"("bytes_hex":"")")},
      {request("b64u_decode", R"("text":"Zm9vYmE")"), success(R"("bytes_hex":"666f6f6261")")},
      {request("b64u_decode", R"("text":"_-8")"), success(R"("bytes_hex":"ffef")")},
      {request("b64u_decode", R"("text":"_-9")"), refusal("base64url_invalid", "parse")},
      {request("b64u_decode", R"("text":"_-8=")"), refusal("base64url_invalid", "parse")},
      {request("b64u_decode", R"("text":"+/8")"), refusal("base64url_invalid", "parse")},
      {request("b64u_decode", R"("text":"Zg\n")"), refusal("base64url_invalid", "parse")},
      {request("b64u_decode", R"("text":"Z")"), refusal("base64url_invalid", "parse")},
  });
}

TEST_CASE("json_scan counts the members of an object or says why it is none") {
  check_answers({
      {request("json_scan", R"("text_b64u":"e30")"), success(R"("members":0)")},
      {request("json_scan", R"("text_b64u":"eyJhIjoxLCJiIjp7ImMiOjJ9fQ")"),
       success(R"("members":2)")},  // {"a":1,"b":{"c":2}}
      {request("json_scan", R"("text_b64u":"eyJhIjoxLCJhIjoyfQ")"),
       refusal("json_duplicate_member", "parse")},                                            // {"a":1,"a":2}
      {request("json_scan", R"("text_b64u":"W10")"), refusal("json_not_object", "parse")},    // []
      {request("json_scan", R"("text_b64u":"e30s")"), refusal("json_malformed", "parse")},    // {},
      {request("json_scan", R"("text_b64u":"eyL_Ijox")"), refusal("utf8_invalid", "parse")},  // {"\xff":1
      {request("json_scan", R"("text_b64u":"e")"), refusal("base64url_invalid", "parse", "text_b64u")},
      {request("json_scan", R"("text_b64u":")" + std::string(87'384, 'I') + "\""),
       refusal("json_too_large", "parse")},
  });
}
