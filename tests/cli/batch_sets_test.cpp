// signet batch: key sets as large as providers publish them, and what is told of each key in one.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "batch_samples.hpp"
#include "signet/jose/base64url.hpp"
#include "unit/jose/key_set_texts.hpp"

using namespace signet_test;
using samples::set_of;

namespace {

constexpr std::size_t line_limit = 1'048'576;
constexpr std::size_t two_certificates = 3'800;  // bytes

// A public RSA key of 2048 bits with a certificate chain of so many bytes. No prime was looked for; nothing
// signs with it.
std::string filler(std::size_t number, std::size_t chain) {
  return R"({"kty":"RSA","use":"sig","kid":")" + std::to_string(number) + R"(","e":"AQAB","n":")" +
         signet::base64url_encode(std::string(256, '\xd5')) + R"(","x5t#S256":")" + std::string(43, 'x') +
         R"(","x5c":[")" + std::string(chain, 'M') + "\"]}";
}

std::vector<std::string> fillers(std::size_t count, std::size_t chain = two_certificates) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < count; ++i) keys.push_back(filler(i, chain));
  return keys;
}

// The fillers with this key in one place.
std::string set_with(std::vector<std::string> keys, std::size_t place, const std::string& key) {
  keys[place] = key;
  return set_of(keys);
}

// RFC 7515 A.2: a JWT without kid.
const std::string rs_jwt = samples::rfc7515("A.2.jwsc");
const std::string rs_payload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

std::string for_ps256(const std::string& jwk) { return R"({"alg":"PS256",)" + jwk.substr(1); }

}  // namespace

TEST_CASE("K15: of 100 full-size RSA keys the first and the last verify") {
  REQUIRE(set_of(fillers(100)).size() > 400'000);
  for (const std::size_t place : {std::size_t{0}, std::size_t{99}}) {
    const std::string set = set_with(fillers(100), place, pss_key);
    check_answers({{verify_jws(pss_token, set), pss_accepted},
                   {verify_jws(pss_token, set, R"("algorithms":["RS256","PS384"])"), pss_accepted},
                   {verify_jws(pss_token, set, R"("algorithms":["RS256","PS256"])"),
                    refusal("algorithm_not_allowed", "key")}});
  }
}

TEST_CASE("K15: a key without alg and without kid is found between 99 that state another algorithm") {
  std::vector<std::string> keys = fillers(100);
  for (std::string& key : keys) key = for_ps256(key);
  const std::string accepted_so =
      success(R"("header":{"alg":"RS256"},"payload_b64u":")" + rs_payload + R"(","kid":"of the key")");
  const std::string jwk = samples::named(samples::rsa_jwk(), "of the key");
  for (const std::size_t place : {std::size_t{0}, std::size_t{99}}) {
    check_answers({{verify(rs_jwt, set_with(keys, place, jwk), R"("now":1300819379)"), accepted_so},
                   {verify(rs_jwt, set_with(keys, place, jwk), R"("now":1300819380)"),
                    refusal("token_expired", "claims", "exp")}});
  }
  check_answers(
      {{verify(rs_jwt, set_of(fillers(100)), R"("now":1300819379)"), refusal("key_ambiguous", "key")}});
}

TEST_CASE("K15: of 100 full-size keys a bad one is skipped, a 101st refuses them all") {
  std::vector<std::string> keys = fillers(100);
  keys[99] = pss_key;
  for (const std::string bad : {R"({"kty":"new"})", "7", R"({"kty":"RSA","kty":"RSA"})"}) {
    CAPTURE(bad);
    check_answers({{verify_jws(pss_token, set_with(keys, 57, bad)), pss_accepted}});
  }
  keys.push_back(R"({"kty":"new"})");
  check_answers(
      {{verify_jws(pss_token, set_of(keys)), refusal("key_unsupported", "key", "keys")},
       {request("jwks_import", R"("key":)" + set_of(keys)), refusal("key_unsupported", "key", "keys")}});
}

TEST_CASE("K15: a key set may fill a line of 1 MiB") {
  std::vector<std::string> keys = fillers(100, 9'700);
  keys[99] = pss_key;
  const std::string set = set_of(keys);
  const std::size_t unpadded = verify_jws(pss_token, set).size();
  REQUIRE(unpadded < line_limit);
  const auto padded_to = [&](std::size_t size) {
    return verify_jws(pss_token, R"({"keys":[)" + std::string(size - unpadded, ' ') + set.substr(9));
  };
  check_answers({{padded_to(line_limit), pss_accepted},
                 {padded_to(line_limit + 1), R"({"id":null,"ok":false,"error":"request_too_large"})"}});
}

TEST_CASE("K15: what is no set may not be larger than one key") {
  const std::string much = std::string(70'000, 'M');
  check_answers({{verify_jws(pss_token, filler(0, 70'000)), refusal("key_malformed", "key")},
                 {verify_jws(pss_token, filler(0, 40'000)), refusal("key_malformed", "key")},
                 {verify_jws(pss_token, R"({"pem":")" + much + "\"}"), refusal("key_malformed", "key")},
                 {verify_jws(pss_token, R"({"keys":")" + much + "\"}"), refusal("key_malformed", "key")}});
}

TEST_CASE("jwks_import tells of each key in its place, however many algorithms the keys before it are for") {
  struct Row {
    std::string key;
    std::string told;  // behind the index
  };
  const std::string rsa = samples::rsa_jwk();  // RFC 7515 A.2, with its private part
  const std::string ed = "{" + ed_public + "}";
  const std::string secret =
      R"({"kty":"oct","kid":"s","k":")" + signet::base64url_encode(std::string(64, '\x81')) + "\"}";
  const std::vector<Row> rows{
      {filler(7, 0), R"("ok":true,"kid":"7")"},  // without alg, for six algorithms
      {R"({"kty":"RSA","n":"AQAB","e":"AQAB"})", R"("ok":false,"error":"key_too_weak","claim":"n")"},
      {for_ps256(filler(8, 0)), R"("ok":true,"kid":"8")"},
      {samples::named(ed, "7"), R"("ok":true,"kid":"7")"},   // a kid that was there before
      {secret, R"("ok":true,"kid":"s")"},                    // symmetric, for three
      {samples::named(rsa, "p"), R"("ok":true,"kid":"p")"},  // private
      {"null", R"("ok":false,"error":"key_malformed")"},
      {R"({"kty":"new","kid":"n"})", R"("ok":false,"error":"key_unsupported","claim":"kty")"},
      {R"({"kty":"AKP","pub":"AA"})", R"("ok":false,"error":"key_malformed","claim":"alg")"},
      {samples::with(ed, "use", R"("enc")"), R"("ok":false,"error":"key_use_forbidden","claim":"use")"},
      {samples::with(ed, "d", R"("AA")"), R"("ok":true)"},  // only its public part is read
      {ed, R"("ok":true)"},
      {samples::named(ed, "\\u0061\\n"), R"("ok":true,"kid":"a\n")"},
  };
  std::vector<std::string> keys;
  std::string told;
  for (const Row& row : rows) {
    told +=
        (keys.empty() ? "{" : ",{") + (R"("index":)" + std::to_string(keys.size())) + "," + row.told + "}";
    keys.push_back(row.key);
  }
  check_answers({{request("jwks_import", R"("key":)" + set_of(keys)), success(R"("keys":[)" + told + "]")}});
}

TEST_CASE("jwks_import tells of 100 full-size keys, the bad one in its place") {
  std::string told;
  for (std::size_t i = 0; i < 100; ++i) {
    const std::string index = std::to_string(i);
    told += (i == 0 ? "" : ",") + (R"({"index":)" + index) +
            (i == 57 ? R"(,"ok":false,"error":"key_unsupported","claim":"kty"})"
                     : R"(,"ok":true,"kid":")" + index + "\"}");
  }
  check_answers({{request("jwks_import", R"("key":)" + set_with(fillers(100), 57, R"({"kty":"new"})")),
                  success(R"("keys":[)" + told + "]")}});
}
