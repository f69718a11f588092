// signet batch: verify_jws, which takes any payload in any serialization.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "batch_samples.hpp"

using namespace signet_test;

namespace {

// A file of RFC 7515 Appendix A.
std::string rfc7515(const std::string& name) {
  std::ostringstream content;
  content << std::ifstream{SIGNET_SOURCE_DIR "/tests/vectors/rfc7515-7517-7638/rfc7515_" + name}.rdbuf();
  const std::string text = content.str();
  return text.substr(0, text.find_last_not_of('\n') + 1);
}

// JSON as the inside of a JSON string.
std::string escaped(const std::string& json) {
  constexpr std::string_view special = "\"\\\t\r\n";
  std::string text;
  for (const char c : json) {
    const std::size_t at = special.find(c);
    if (at != std::string_view::npos) text += '\\';
    text += at == std::string_view::npos ? c : "\"\\trn"[at];
  }
  return text;
}

std::string verify_json(const std::string& of, const std::string& key, const std::string& more = {}) {
  return verify_jws(escaped(of), key, more);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

// The flattened form of empty_token, and an element of `signatures` in the general one.
const std::string signature = "x68P15GCa1HmSDdw4rVLsw6ZdUMyLZHfITcI3kWE3Eg";
const std::string flattened =
    R"({"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9","signature":")" + signature + "\"}";
const std::string element = R"({"protected":"eyJhbGciOiJIUzI1NiJ9","signature":")" + signature + "\"}";

std::string general(const std::string& signatures) {
  return R"({"payload":"e30","signatures":[)" + signatures + "]}";
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string list = text;
  for (std::size_t i = 1; i < times; ++i) list += "," + text;
  return list;
}

}  // namespace

TEST_CASE("verify_jws takes any payload and judges no claim") {
  check_answers({
      {verify_jws(rfc_token, rfc_key), rfc_accepted},
      {verify_jws(ed_token, ed_pem), ed_accepted},
      {verify(ed_token, ed_pem), refusal("json_malformed", "parse")},
      {verify_jws(empty_token + "=", secret_key), refusal("base64url_invalid", "parse")},
      {verify_jws(empty_token, R"({"secret_b64u":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr8"})"),
       refusal("signature_invalid", "signature")},
      {verify_jws("a.b.c.d.e", secret_key), refusal("token_encrypted", "parse")},
      {verify_jws("", secret_key), refusal("token_malformed", "parse")},
      // The payload taken out (RFC 7515 Appendix F): what is left is a JWS of an empty one.
      {verify_jws(replaced(empty_token, "e30", ""), secret_key), refusal("signature_invalid", "signature")},
  });
}

TEST_CASE("verify_jws accepts critical members that the request lists, and b64 by itself") {
  const std::string unencoded =
      success(R"("header":{"alg":"HS256","b64":false,"crit":["b64"]},"payload_b64u":"aGVsbG8")");
  check_answers({
      {verify_jws(critical_token, secret_key), refusal("crit_unsupported", "parse", "crit")},
      {verify_jws(critical_token, secret_key, R"("crit":"y")"), refusal("crit_unsupported", "parse", "crit")},
      {verify_jws(critical_token, secret_key, R"("crit":["y","x"])"), critical_accepted},
      {verify_jws(critical_token, secret_key, R"("crit":[])"), refusal("member_invalid", "request", "crit")},
      {verify_jws(unencoded_token, secret_key), unencoded},
      {verify_jws(unencoded_token, secret_key, R"("crit":["b64"])"), unencoded},
      // RFC 7797 §4.2
      {verify_json(
           R"({"protected":"eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19","payload":"$.02","signature":"A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY"})",
           rfc_key),
       success(R"("header":{"alg":"HS256","b64":false,"crit":["b64"]},"payload_b64u":"JC4wMg")")},
  });
}

TEST_CASE("verify_jws takes flattened and general JSON, and answers with the first of several headers") {
  const std::string rs = success(R"("header":{"alg":"RS256"},"payload_b64u":")" + rfc_payload + "\"");
  const std::string es = success(R"("header":{"alg":"ES256"},"payload_b64u":")" + rfc_payload + "\"");
  const std::string keys = rfc7515("A.6.jwkset");
  // {"alg":"HS256","kid":"k1"} over {}, by Python's hmac
  const std::string with_kid =
      R"({"protected":"eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIn0","signature":"nLp4ZJUNlfDdrzEF7QKc74wLdIrKp3kSpj_8CCgZiaI"})";
  check_answers({
      {verify_json(rfc7515("A.6.jwsg"), keys), rs},
      {verify_json(rfc7515("A.7.jwsf"), keys), es},
      {verify_json(rfc7515("A.7.jwsf"), rfc7515("A.3.jwk")), es},
      {verify_json(" \t\r\n" + flattened + "\n", secret_key), empty_accepted},
      {verify_json(general(element), secret_key), empty_accepted},
      {verify_json(general(with_kid + "," + element), secret_jwk),
       success(R"("header":{"alg":"HS256","kid":"k1"},"payload_b64u":"e30","kid":"k1")")},
      {verify_json(general(element + "," + with_kid), secret_jwk),
       success(R"("header":{"alg":"HS256"},"payload_b64u":"e30","kid":"k1")")},
      // RFC 7520 §4.6: the kid is unprotected, and told because the key has it too.
      {verify_json(
           R"({"payload":"SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4","protected":"eyJhbGciOiJIUzI1NiJ9","header":{"kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037"},"signature":"bWUSVaxorn7bEF1djytBd0kHv70Ly5pvbomzMWSOr20"})",
           R"({"kty":"oct","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037","use":"sig","alg":"HS256","k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"})"),
       success(
           R"("header":{"alg":"HS256"},"payload_b64u":"SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037")")},
      // An unprotected kid that no key has is not repeated: anybody may have written it.
      {verify_json(replaced(flattened, "\"signature\"", R"("header":{"kid":"zz"},"signature")"), secret_key),
       empty_accepted},
      {verify_json(replaced(flattened, "\"signature\"", R"("header":{"kid":"zz"},"signature")"), secret_jwk),
       refusal("key_not_found", "key")},
  });
}

TEST_CASE("of several signatures all must hold, be of an accepted algorithm and have a key") {
  const std::string general_rfc = rfc7515("A.6.jwsg");
  const std::string rsa = rfc7515("A.2.jwk");
  check_answers({
      {verify_json(general_rfc, rsa), refusal("algorithm_not_allowed", "key")},
      {verify_json(general_rfc, rsa, R"("algorithms":["RS256"])"), refusal("algorithm_not_allowed", "key")},
      {verify_json(general_rfc, R"({"keys":[)" + rsa + "]}", R"("algorithms":["RS256","ES256"])"),
       refusal("key_not_found", "key")},
      {verify_json(replaced(general_rfc, "DtEhU3", "DtEhU4"), rfc7515("A.6.jwkset")),
       refusal("signature_invalid", "signature")},
      {verify_json(replaced(general_rfc, "cC4hiU", "cC4hiV"), rfc7515("A.6.jwkset")),
       refusal("signature_invalid", "signature")},
      {verify_json(general(repeated(element, 8)), secret_key), empty_accepted},
      {verify_json(general(repeated(element, 9)), secret_key),
       refusal("token_too_large", "parse", "signatures")},
  });
}

TEST_CASE("verify_jws tells what is wrong with a JSON serialization") {
  const auto without = [](const std::string& name) { return replaced(flattened, "\"" + name, "\"x" + name); };
  const auto with = [](const std::string& members) { return replaced(flattened, "{", "{" + members + ","); };
  const auto refused = [](const std::string& code, const std::string& claim = {}) {
    return refusal(code, "parse", claim);
  };
  check_answers({
      {verify_json("{}", secret_key), refused("token_malformed", "signature")},
      {verify_json("{", secret_key), refused("json_malformed")},
      {verify_json(flattened + "}", secret_key), refused("json_malformed")},
      {verify_json(with(R"("payload":"e30")"), secret_key), refused("json_duplicate_member")},
      {verify_json("[" + flattened + "]", secret_key), refused("token_malformed")},
      {verify_json(without("payload"), secret_key), refused("token_malformed", "payload")},
      {verify_json(without("signature"), secret_key), refused("token_malformed", "signature")},
      {verify_json(without("protected"), secret_key), refused("header_malformed", "alg")},
      {verify_json(replaced(flattened, "\"e30\"", "{}"), secret_key), refused("token_malformed", "payload")},
      {verify_json(replaced(flattened, "e30", "e31"), secret_key), refused("base64url_invalid")},
      {verify_json(replaced(flattened, "e30", "e30="), secret_key), refused("base64url_invalid")},
      {verify_json(replaced(flattened, signature, ""), secret_key), refused("token_malformed", "signature")},
      {verify_json(replaced(flattened, "eyJhbGciOiJIUzI1NiJ9", ""), secret_key),
       refused("token_malformed", "protected")},
      {verify_json(with(R"("header":{"alg":"HS256"})"), secret_key), refused("header_malformed", "alg")},
      {verify_json(with(R"("header":{"crit":["x"],"x":1})"), secret_key, R"("crit":"x")"),
       refused("crit_unsupported", "crit")},
      {verify_json(with(R"("header":{"b64":true})"), secret_key), refused("crit_unsupported", "b64")},
      {verify_json(with(R"("header":{})"), secret_key), refused("header_malformed")},
      {verify_json(with(R"("header":{"kid":7})"), secret_key), refused("header_malformed", "kid")},
      {verify_json(with(R"("ciphertext":"AA")"), secret_key), refused("token_encrypted")},
      {verify_json(with("\"signatures\":[" + element + "]"), secret_key),
       refused("token_malformed", "protected")},
      {verify_json(general(""), secret_key), refused("token_malformed", "signatures")},
      {verify_json(general(element + ",7"), secret_key), refused("token_malformed", "signatures")},
      {verify_json(replaced(general(""), "[]", "{}"), secret_key), refused("token_malformed", "signatures")},
      {verify_json(with(R"("x":")" + std::string(16'384, 'x') + "\""), secret_key),
       refused("token_too_large")},
  });
}
