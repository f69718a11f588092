// signet batch: sign.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "batch_samples.hpp"

using namespace signet_test;

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
      {request("sign", R"("payload_b64u":"e31","key":)" + ed_private),
       refusal("base64url_invalid", "parse", "payload_b64u")},
      {request("sign", R"("payload_b64u":"","key":{)" + ed_public + "}"),
       refusal("key_malformed", "key", "d")},
      {request("sign", R"("payload_b64u":"","key":{"keys":[]})"),
       refusal("member_invalid", "request", "key")},
  });
}

TEST_CASE("alg and kid of the given header must be those of the request and its key") {
  const std::string signs_ed = R"("payload_b64u":")" + ed_payload + R"(","key":)" + ed_private;
  const std::string signs_hs = R"("payload_b64u":"e30","key":)" + secret_key;
  const std::string signs_k1 = R"("payload_b64u":"e30","key":)" + secret_jwk;
  const std::string header_invalid = refusal("member_invalid", "request", "header");
  // By Python's hmac: {"alg":"HS256","kid":"k1"} and {"alg":"HS256","kid":"k2"}, over {}.
  const std::string of_k1 = success(
      R"("token":"eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIn0.e30.nLp4ZJUNlfDdrzEF7QKc74wLdIrKp3kSpj_8CCgZiaI")");
  const std::string of_k2 = success(
      R"("token":"eyJhbGciOiJIUzI1NiIsImtpZCI6ImsyIn0.e30.q3SgGvBn8-IcdXzGDhKQKynCGtTekgzUkab9_8kk5kQ")");
  check_answers({
      {request("sign", signs_k1), of_k1},
      {request("sign", signs_k1 + R"(,"header":{"kid":"k1","alg":"HS256"})"), of_k1},
      {request("sign", signs_k1 + R"(,"header":{"kid":"k2"})"), header_invalid},
      {request("sign", signs_k1 + R"(,"header":{"kid":7})"), header_invalid},
      {request("sign", signs_k1 + R"(,"header":{"alg":"HS384"})"), header_invalid},
      {request("sign", signs_k1 + R"(,"alg":"HS384")"), refusal("key_mismatch", "key", "alg")},
      {request("sign", signs_hs + R"(,"header":{"kid":"k2"},"alg":"HS256")"), of_k2},
      {request("sign", signs_hs + R"(,"header":{"kid":"k2","alg":"HS256"})"), of_k2},
      {request("sign", signs_hs + R"(,"header":{"alg":"none"})"),
       refusal("algorithm_unsupported", "key", "alg")},
      {request("sign", signs_ed + R"(,"header":{"alg":"EdDSA"})"), success(R"("token":")" + ed_token + "\"")},
      {request("sign", signs_ed + R"(,"alg":"EdDSA","header":{"alg":"Ed25519"})"), header_invalid},
      {request("sign", signs_ed + R"(,"header":{"alg":["EdDSA"]})"), header_invalid},
      {request("sign", signs_ed + R"(,"header":{"alg":null})"), header_invalid},
      // A key without alg is taken for that of the header; the signature is RFC 8032's, so another than
      // above.
      {request("sign", signs_ed + R"(,"header":{"alg":"Ed25519"})"),
       success(
           R"("token":"eyJhbGciOiJFZDI1NTE5In0.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.UxhIYLHGg39NVCLpQAVD_UcfOmnGSCzLFZoXYkLiIbFccmOb_qObsgjzLKsfJw-4NlccUgvYrEHrRbNV0HcZAQ")")},
  });
}

TEST_CASE("sign refuses a header that verify_jws would refuse") {
  const std::string begun = R"("payload_b64u":"e30","key":)" + secret_jwk + R"(,"header":)";
  std::vector<Exchange> exchanges;
  for (const char* const header : {R"({"a":1,"a":2})", R"({"typ":7})", R"({"cty":[]})", R"({"zip":"DEF"})",
                                   R"({"a":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]})"}) {
    exchanges.push_back({request("sign", begun + header), refusal("member_invalid", "request", "header")});
  }
  for (const char* const header : {"[]", "7", "null", R"("{}")"}) {
    exchanges.push_back({request("sign", begun + header), refusal("member_invalid", "request", "header")});
  }
  check_answers(exchanges);
}

TEST_CASE("crit and b64 of the given header are as its recipients demand them, or refused") {
  const std::string signs = R"("payload_b64u":"e30","alg":"HS256","key":)" + secret_key + R"(,"header":)";
  const std::string says_hello =
      R"("payload_b64u":"aGVsbG8","alg":"HS256","key":)" + secret_key + R"(,"header":)";
  std::vector<Exchange> exchanges{
      {request("sign", signs + R"({"crit":["x"],"x":1})"), success(R"("token":")" + critical_token + "\"")},
      {request("sign", signs + R"({"x":1,"crit":["\u0078"]})"),
       success(R"("token":")" + critical_token + "\"")},
      {request("sign", says_hello + R"({"b64":false,"crit":["b64"]})"),
       success(R"("token":")" + unencoded_token + "\"")},
      // By Python's hmac: {"alg":"HS256","b64":false,"crit":["b64","x"],"x":1} over hello, and
      // {"alg":"HS256","crit":["b64"],"b64":true} over e30.
      {request("sign", says_hello + R"({"x":1,"b64":false,"crit":["x","b64"]})"),
       success(
           R"("token":"eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0IiwieCJdLCJ4IjoxfQ.hello.VpahTY-ZMkrzcgVA56A6ptnUL1DWEgxod52Dlajh3bE")")},
      {request("sign", signs + R"({"b64":true,"crit":["b64"]})"),
       success(
           R"("token":"eyJhbGciOiJIUzI1NiIsImNyaXQiOlsiYjY0Il0sImI2NCI6dHJ1ZX0.e30.wKFZjSyuPscmHNJwmWo0LgyLgVsGYFz_WwOBb89JMqw")")},
      {request("sign", signs + R"({"b64":false})"), refusal("crit_unsupported", "parse", "b64")},
      {request("sign", signs + R"({"b64":true,"crit":["x"],"x":1})"),
       refusal("crit_unsupported", "parse", "b64")},
      {request("sign", signs + R"({"b64":"false","crit":["b64"]})"),
       refusal("header_malformed", "parse", "b64")},
      {request("sign", says_hello + R"({"b64":false,"crit":["b64","b64"]})"),
       refusal("crit_unsupported", "parse", "crit")},
      // $.02 has a dot, and no base64url has one (RFC 7797 §5.2).
      {request("sign", R"("payload_b64u":"JC4wMg","alg":"HS256","key":)" + secret_key +
                           R"(,"header":{"b64":false,"crit":["b64"]})"),
       refusal("member_invalid", "request", "payload_b64u")},
  };
  for (const char* const crit :
       {"[]", "null", R"("x")", "[1]", R"(["x","x"])", R"(["x",1])", R"(["y"])", R"(["alg"])", R"(["kid"])",
        R"(["b64"])", R"(["crit"])", R"([["x"]])", "{}"}) {
    exchanges.push_back({request("sign", signs + R"({"x":1,"kid":"a","crit":)" + crit + "}"),
                         refusal("crit_unsupported", "parse", "crit")});
  }
  check_answers(exchanges);
}
