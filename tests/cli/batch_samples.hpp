// Tokens and keys for `signet batch`, from RFCs and by Python's hmac and cryptography, and the answers to
// them.
#pragma once

#include <string>

#include "batch.hpp"

namespace signet_test {

// RFC 7515 A.1, whose header and payload have line breaks.
inline const std::string rfc_key =
    R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})";
inline const std::string rfc_payload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
inline const std::string rfc_token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + rfc_payload +
                                     ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline const std::string rfc_accepted =
    success(R"("header":{"typ":"JWT",   "alg":"HS256"},"payload_b64u":")" + rfc_payload + "\"");

// RFC 8037 A.4: a JWS of a sentence.
inline const std::string ed_public =
    R"("kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")";
inline const std::string ed_private =
    R"({"d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",)" + ed_public + "}";
inline const std::string ed_payload = "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
inline const std::string ed_token =
    "eyJhbGciOiJFZERTQSJ9." + ed_payload +
    ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
inline const std::string ed_accepted =
    success(R"("header":{"alg":"EdDSA"},"payload_b64u":")" + ed_payload + "\"");
// The same key as SubjectPublicKeyInfo (RFC 8410 §4).
inline const std::string ed_pem =
    R"({"pem":"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n"})";

// The private half as PKCS#8, and a certificate of the key for the years 2020 to 2029 (1577836800 ..
// 1893456000), both by Python's cryptography.
inline const std::string ed_pkcs8 = R"({"pem":")"
                                    R"(-----BEGIN PRIVATE KEY-----\n)"
                                    R"(MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n)"
                                    R"(-----END PRIVATE KEY-----\n)"
                                    R"("})";
inline const std::string ed_certificate =
    R"({"pem":")"
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
inline const std::string payload =
    "eyJpc3MiOiJqb2UiLCJzdWIiOiJhbGljZSIsImF1ZCI6WyJhcGkiLCJ3ZWIiXSwiaWF0IjoxMDAwLCJleHAiOjEzMDB9";
inline const std::string token = "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImsxIn0." + payload +
                                 ".3KTDFpqgjBKDjVaJkZmPab3fjF-v8JlgaNZLfcpWa94";
inline const std::string accepted = success(
    R"("header":{"alg":"HS256","typ":"at+jwt","kid":"k1"},"payload_b64u":")" + payload + R"(","kid":"k1")");
// {"alg":"HS256"}, {"alg":"HS256","crit":["x"],"x":1} and, over an unencoded `hello`,
// {"alg":"HS256","b64":false,"crit":["b64"]}
inline const std::string empty_token = "eyJhbGciOiJIUzI1NiJ9.e30.x68P15GCa1HmSDdw4rVLsw6ZdUMyLZHfITcI3kWE3Eg";
inline const std::string critical_token =
    "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsieCJdLCJ4IjoxfQ.e30.0S73nnjcg23eE43SFCosJr3OFK2MznimyDT-_DuLWF4";
inline const std::string unencoded_token =
    "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.hello.6yjbznBSzcrl-93L0TjvZlC8xm7KKM-"
    "0yodd8ZkcGw4";
inline const std::string critical_accepted =
    success(R"("header":{"alg":"HS256","crit":["x"],"x":1},"payload_b64u":"e30")");
inline const std::string empty_accepted = success(R"("header":{"alg":"HS256"},"payload_b64u":"e30")");

// RFC 7520 §4.2: a PS384 token of a sentence, and its key of §3.3.
inline const std::string pss_key =
    R"({"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","e":"AQAB","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw"})";
inline const std::string pss_payload =
    "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm"
    "9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJl"
    "IHN3ZXB0IG9mZiB0by4";
inline const std::string pss_token =
    "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9." + pss_payload +
    ".cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-"
    "tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-"
    "UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_"
    "ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_"
    "jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw";
inline const std::string pss_accepted =
    success(R"("header":{"alg":"PS384","kid":"bilbo.baggins@hobbiton.example"},"payload_b64u":")" +
            pss_payload + R"(","kid":"bilbo.baggins@hobbiton.example")");

inline std::string verify(const std::string& of, const std::string& key, const std::string& more = {}) {
  return request("verify", R"("token":")" + of + R"(","key":)" + key + (more.empty() ? "" : "," + more));
}

inline std::string verify_jws(const std::string& of, const std::string& key, const std::string& more = {}) {
  return request("verify_jws", R"("token":")" + of + R"(","key":)" + key + (more.empty() ? "" : "," + more));
}

}  // namespace signet_test
