// signet batch: the forms of keys, and the algorithms that each is taken for.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "batch_samples.hpp"
#include "signet/jose/base64url.hpp"

using namespace signet_test;

namespace {

// Every algorithm but those of AKP keys, which must say theirs.
const std::vector<std::string> algorithms{"HS256",  "HS384", "HS512",   "RS256", "RS384", "RS512",
                                          "PS256",  "PS384", "PS512",   "ES256", "ES384", "ES512",
                                          "ES256K", "EdDSA", "Ed25519", "Ed448"};

struct DefaultsRow {
  std::string key;
  std::string algorithms;  // each with a space behind
};

const std::string rsa_members =
    R"("kty":"RSA","e":"AQAB","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw")";  // RFC 7638 §3.1
const std::string rsa_pem =
    R"({"pem":"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0vx7agoebGcQSuuPiLJX\nZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS\noc/BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ/2W+5JsGY4Hc5n9yBXArwl93lqt\n7/RN5w6Cf0h4QyQ5v+65YGjQR0/FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0\nzgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt+bFTWhAI4vMQFh6WeZu0f\nM4lFd2NcRwr3XPksINHaQ+G/xBniIqbw0Ls1jF44+csFCur+kEgU8awapJzKnqDK\ngwIDAQAB\n-----END PUBLIC KEY-----\n"})";
const std::string every_rsa = "RS256 RS384 RS512 PS256 PS384 PS512 ";

std::string ec(const std::string& curve, const std::string& x, const std::string& y) {
  return R"({"kty":"EC","crv":")" + curve + R"(","x":")" + x + R"(","y":")" + y + "\"}";
}

// A token of this algorithm with a signature of one byte: where there is a key for it, that byte is what is
// wrong with the token.
std::string probe(const std::string& algorithm) {
  const std::string header = R"({"alg":")" + algorithm + "\"}";
  return signet::base64url_encode(header) + ".e30.AA";
}

void check_defaults(const DefaultsRow& row) {
  CAPTURE(row.key);
  std::vector<Exchange> exchanges;
  for (const std::string& algorithm : algorithms) {
    const bool taken = (" " + row.algorithms).find(" " + algorithm + " ") != std::string::npos;
    for (const auto& op : {verify, verify_jws}) {
      exchanges.push_back({op(probe(algorithm), row.key, ""), taken
                                                                  ? refusal("signature_invalid", "signature")
                                                                  : refusal("algorithm_not_allowed", "key")});
    }
  }
  check_answers(exchanges);
}

}  // namespace

TEST_CASE("a key without alg is taken for every algorithm of its type, curve and length, and no other") {
  const std::string okp = R"({"kty":"OKP","crv":"Ed448","x":")";
  const std::vector<DefaultsRow> rows{
      {"{" + rsa_members + "}", every_rsa},
      {rsa_pem, every_rsa},
      {R"({"keys":[{)" + rsa_members + "}]}", every_rsa},
      {"{" + rsa_members + R"(,"alg":"PS256"})", "PS256 "},
      // RFC 7517 A.1, RFC 7520 §3.1, and two by Python's cryptography
      {ec("P-256", "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
          "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"),
       "ES256 "},
      {ec("P-521", "AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",
          "AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"),
       "ES512 "},
      {ec("P-384", "AEt1BYn5R9ABFpaokwkRtK6VFDWJdltEn81KurgTj-Nx0zUM9c2xFGumOGcd0h8w",
          "MC_TuF45vduMAu6z4OTsdjkG0z4WTArZuaM9rCYCBsf-Ch_PNs3o024zJYQs6WOz"),
       "ES384 "},
      {ec("secp256k1", "KDk3VXa1jt9V51SyYyA9ynsjDdOe9_so_3GN5bSVwLI",
          "e0qt0NYPDS_kY74WSsSIorbmeZ_KT-4gajcMWIvAJdE"),
       "ES256K "},
      {"{" + ed_public + "}", "EdDSA Ed25519 "},
      {ed_pem, "EdDSA Ed25519 "},
      {R"({"keys":[{)" + ed_public + "}]}", "EdDSA Ed25519 "},
      {"{" + ed_public + R"(,"alg":"EdDSA"})", "EdDSA "},
      {"{" + ed_public + R"(,"alg":"Ed25519"})", "Ed25519 "},
      // RFC 8032 §7.4
      {okp + R"(X9dEm1m0Yf0s54fsYWrUah2hNCSFpw4fig6nXYDpZ3jt8SR2m0bHBhvWeD3x5Q9s0foavq_oJWGA"})",
       "EdDSA Ed448 "},
      {R"({"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"})", "HS256 "},
      {R"({"secret_b64u":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4"})", "HS256 "},
      {R"({"secret_b64u":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"})",
       "HS256 HS384 "},
      {R"({"keys":[{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-"}]})",
       "HS256 HS384 "},
      {R"({"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-Pw"})",
       "HS256 HS384 HS512 "},
  };
  for (const DefaultsRow& row : rows) check_defaults(row);
}

TEST_CASE("with algorithms, a key without alg is taken for those of them that it fits") {
  const std::string ps_and_es = R"("algorithms":["PS256","ES256","RS384"])";
  const std::string key = "{" + rsa_members + "}";
  std::vector<Exchange> exchanges;
  for (const std::string& algorithm : algorithms) {
    const bool listed = algorithm == "PS256" || algorithm == "RS384" || algorithm == "ES256";
    const std::string taken =
        algorithm == "ES256" ? refusal("key_not_found", "key") : refusal("signature_invalid", "signature");
    exchanges.push_back({verify_jws(probe(algorithm), key, ps_and_es),
                         listed ? taken : refusal("algorithm_not_allowed", "key")});
  }
  exchanges.push_back(
      {verify_jws(probe("ES256"), key, R"("algorithms":"ES256")"), refusal("key_mismatch", "key", "kty")});
  check_answers(exchanges);
}

TEST_CASE("an RSA key without alg verifies the PS384 token of RFC 7520 §4.2") {
  check_answers({{verify_jws(pss_token, pss_key), pss_accepted},
                 {verify_jws(pss_token, R"({"keys":[)" + pss_key + "]}"), pss_accepted},
                 {verify_jws(pss_token, pss_key, R"("algorithms":["PS384"])"), pss_accepted},
                 {verify_jws(pss_token, pss_key, R"("algorithms":["PS256","RS384"])"),
                  refusal("algorithm_not_allowed", "key")}});
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
