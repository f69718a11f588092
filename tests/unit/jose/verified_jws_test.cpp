// Verification of compact and flattened JWS of any payload, also detached.
#include "signet/jose/verified_jws.hpp"
#include "signet/jose/key_set.hpp"

#include "unit/jose/jws_texts.hpp"

using namespace signet;
using namespace samples;
using namespace std::string_literals;

namespace {
// RFC 7515 A.1: the payload, with the line ends of the RFC.
constexpr std::string_view joe =
    "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
constexpr std::string_view hs256_header = R"({"alg":"HS256"})";

std::string verify_compact(std::string_view text, const JwsOptions& options = {}) {
  return verdict(verify_compact_jws(text, three_keys(), three_algorithms, options));
}
std::string verify_json(std::string_view text, const JwsOptions& options = {}) {
  return verdict(verify_json_jws(text, three_keys(), three_algorithms, options));
}
}  // namespace

TEST_CASE("a compact JWS gives its payload and protected header as they were signed (RFC 7515 A.1)") {
  const auto jws = verify_jws(rfc7515("A.1.jwsc"), three_keys(), three_algorithms);
  REQUIRE(jws);
  CHECK(jws->payload() == joe);
  REQUIRE(jws->signatures().size() == 1);
  const VerifiedSignature& signature = jws->signatures().front();
  CHECK(signature.algorithm() == Algorithm::HS256);
  CHECK_FALSE(signature.kid().has_value());
  CHECK(signature.protected_text() == "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}");
  CHECK(signature.protected_header().string("typ") == "JWT");
}

TEST_CASE("a flattened JWS gives the same, whatever else it has (RFC 7515 A.7)") {
  const std::string json = with(rfc7515("A.7.jwsf"), "more", R"({"of":[1]})");
  for (const std::string& text : {json, " \r\n\t" + json + "\n"}) {
    const auto jws = verify_jws(text, three_keys(), three_algorithms);
    REQUIRE(jws);
    CHECK(jws->payload() == joe);
    REQUIRE(jws->signatures().size() == 1);
    CHECK(jws->signatures().front().algorithm() == Algorithm::ES256);
    CHECK(jws->signatures().front().protected_text() == R"({"alg":"ES256"})");
  }
}

TEST_CASE("the protected header is read decoded and told as signed") {
  const std::string_view header = R"({"alg":"HS256","\u0063ty":"\u0061","x":[1, 2]})";
  const auto jws = verify_jws(compact(header), three_keys(), three_algorithms);
  REQUIRE(jws);
  const VerifiedSignature& signature = jws->signatures().front();
  CHECK(signature.protected_text() == header);
  CHECK(signature.protected_header().string("cty") == "a");
  CHECK(signature.protected_header().find("x")->text == "[1, 2]");
}

TEST_CASE("an unprotected kid chooses the key, and is told only if the key has it too") {
  const PartText named{.unprotected = R"({"kid":"a"})"};
  const auto verified_kid = [&](const VerificationKey& key, const PartText& from) {
    const auto jws = verify_jws(flattened(from), KeySource::from(key), {Algorithm::HS256});
    REQUIRE(jws);
    return std::string{jws->signatures().front().kid().value_or("none")};
  };
  const VerificationKey key = hmac().verification_key();
  CHECK(verified_kid(key.with_kid("a"), named) == "a");
  CHECK(verified_kid(key, named) == "none");
  CHECK(verified_kid(key, {.header = R"({"alg":"HS256","kid":"a"})"}) == "a");
  CHECK(verdict(verify_jws(flattened(named), KeySource::from(key.with_kid("b")), {Algorithm::HS256})) ==
        "key_not_found");
}

TEST_CASE("T19, T39: a payload may be anything, or nothing, in a JWS that is no JWT") {
  for (const std::string& payload : {""s, "[]"s, "\"text\""s, "1"s, "null"s, "\xff\0."s}) {
    CAPTURE(payload);
    const std::string encoded = base64url_encode(payload);
    for (const std::string& text : {compact(hs256_header, encoded), flattened({.payload = encoded})}) {
      const auto jws = verify_jws(text, three_keys(), three_algorithms);
      REQUIRE(jws);
      CHECK(jws->payload() == payload);
    }
  }
}

TEST_CASE("the key must be of the header's algorithm, which must be accepted") {
  CHECK(verdict(verify_jws(compact(hs256_header), three_keys(), {Algorithm::ES256})) ==
        "algorithm_not_allowed");
  CHECK(verdict(verify_jws(compact(hs256_header), three_keys(), {})) == "algorithm_not_allowed");
  CHECK(verdict(verify_jws(compact(hs256_header), KeySource::from(ec().verification_key()),
                           {Algorithm::HS256})) == "key_not_found");
  const KeySet twice{{hmac().verification_key(), hmac().verification_key()}};
  CHECK(verdict(verify_jws(compact(hs256_header), KeySource::from(twice), three_algorithms)) ==
        "key_ambiguous");
  for (const char* const alg : {"none", "None", "", "A128KW"}) {
    const std::string header = R"({"alg":")" + std::string{alg} + "\"}";
    CHECK(verify(compact(header)) == "algorithm_unsupported alg");
    CHECK(verify(flattened({.header = header})) == "algorithm_unsupported alg");
  }
}

TEST_CASE("a changed header, payload or signature is refused") {
  const std::string good = compact(hs256_header);
  CHECK(verify(good) == "accepted");
  CHECK(verify(base64url_encode(R"({"alg": "HS256"})") + good.substr(good.find('.'))) == "signature_invalid");
  CHECK(verify(with(flattened({}), "payload", R"("e30K")")) == "signature_invalid");
  CHECK(verify(spoiled(flattened({}))) == "signature_invalid");
  CHECK(verify(with(flattened({}), "signature", R"("AAAA")")) == "signature_invalid");
}

TEST_CASE("alg is taken from the unprotected header only if asked for (RFC 7520 4.7)") {
  const std::string bare = flattened({.header = "", .unprotected = std::string{hs256_header}});
  const std::string beside =
      flattened({.header = R"({"typ":"x"})", .unprotected = R"({"alg":"HS256","kid":"a"})"});
  for (const std::string& text : {bare, beside}) {
    CHECK(verify(text) == "header_malformed alg");
    CHECK(verify(text, {.accept_unprotected_alg = true}) == "accepted");
    CHECK(verify(spoiled(text), {.accept_unprotected_alg = true}) == "signature_invalid");
  }
  CHECK(verify(flattened({.header = "", .unprotected = R"({"kid":"a"})"})) == "header_malformed alg");
  const auto jws = verify_jws(bare, three_keys(), three_algorithms, {.accept_unprotected_alg = true});
  REQUIRE(jws);
  CHECK(jws->signatures().front().protected_text().empty());
  CHECK(jws->signatures().front().protected_header().size() == 0);
}

TEST_CASE("T22: each serialization is refused where the other is wanted, and both where they are one text") {
  const std::string jws = compact(hs256_header);
  const std::string json = flattened({});
  CHECK(verify_compact(jws) == "accepted");
  CHECK(verify_json(json) == "accepted");
  CHECK(verify_compact(json) == "token_malformed");
  CHECK(verify_compact(general({part({})})) == "token_malformed");
  CHECK(verify_json(jws) == "json_malformed");
  CHECK(verify_json(samples::quoted(jws)) == "json_not_object");
  CHECK(verify_json('[' + json + ']') == "json_not_object");
  CHECK(verify(with(json, "payload", samples::quoted(jws))) == "base64url_invalid");
  CHECK(verify(with(json, "signature", samples::quoted(jws))) == "base64url_invalid");
  CHECK(verify(json + jws) == "json_malformed");
  CHECK(verify(jws + json) == "base64url_invalid");
  CHECK(verify(' ' + jws) == "base64url_invalid");
  // CVE-2022-39227: a name that one parser reads as header, in a text with two dots.
  const std::string polyglot = "{\"" + jws.substr(0, jws.find('.')) + R"(.":"","a":".",)" + json.substr(1);
  CHECK(verify_compact(polyglot) == "base64url_invalid");
  const auto read = verify_json_jws(polyglot, three_keys(), three_algorithms);
  REQUIRE(read);
  CHECK(read->payload() == "{}");
}

TEST_CASE("T35: a JWE is refused as such, in JSON too") {
  CHECK(verify("a.b.c.d.e") == "token_encrypted");
  CHECK(verify(R"({"ciphertext":"AAAA","protected":"e30","iv":"AAAA","tag":"AAAA"})") == "token_encrypted");
  CHECK(verify(with(flattened({}), "ciphertext", "\"\"")) == "token_encrypted");
}

TEST_CASE("T12, T17, T18: a JWS or a header that is not one strict JSON object is refused") {
  const std::string json = flattened({});
  CHECK(verify(json.substr(0, json.size() - 1) + R"(,"payload":"e30"})") == "json_duplicate_member");
  CHECK(verify(json.substr(0, json.size() - 1) + R"(,"\u0070ayload":"e30"})") == "json_duplicate_member");
  CHECK(verify(json + "{}") == "json_malformed");
  CHECK(verify(json + "x") == "json_malformed");
  CHECK(verify("{/**/" + json.substr(1)) == "json_malformed");
  CHECK(verify_json("\xef\xbb\xbf" + json) == "utf8_invalid");
  CHECK(verify(with(json, "x", "\"\xc0\xaf\"")) == "utf8_invalid");
  CHECK(verify(with(json, "x", R"("\ud800")")) == "json_malformed");
  CHECK(verify(with(json, "x", std::string(16, '['))) == "json_too_deep");
  const std::vector<std::pair<std::string, std::string>> headers{
      {R"({"alg":"HS256","alg":"HS256"})", "json_duplicate_member"},
      {R"({"alg":"HS256","\u0061lg":"HS256"})", "json_duplicate_member"},
      {"[]", "json_not_object"},
      {"1", "json_not_object"},
      {"{}", "header_malformed"},
      {R"({"alg":"HS256"}{})", "json_malformed"},
      {"{'alg':'HS256'}", "json_malformed"},
      {"\xef\xbb\xbf{\"alg\":\"HS256\"}", "utf8_invalid"},
      {R"({"alg":"HS256","kid":1})", "header_malformed kid"},
      {R"({"alg":"HS256","zip":"DEF"})", "header_malformed zip"},
      {R"({"typ":"x"})", "header_malformed alg"}};
  for (const auto& [header, answer] : headers) {
    CAPTURE(header);
    CHECK(verify(compact(header)) == answer);
    CHECK(verify(flattened({.header = header})) == answer);
  }
  CHECK(verify(flattened({.unprotected = R"({"x":{"a":1,"a":1}})"})) == "json_duplicate_member");
  CHECK(verify(flattened({.unprotected = R"({"kid":1})"})) == "header_malformed kid");
}

TEST_CASE("T15: each encoded part is strict base64url, in JSON too") {
  for (const char* const name : {"protected", "payload", "signature"}) {
    const std::string json = flattened({});
    const std::string text = unquoted(members(json)[name]);
    for (const std::string& wrong : {text + "=", text + "\\n", " " + text, text + "%3D", "+" + text,
                                     text + "\\u0000", text + "\xef\xbc\xa1"}) {
      CAPTURE(wrong);
      CHECK(verify(with(json, name, samples::quoted(wrong))) == "base64url_invalid");
    }
  }
  CHECK(verify(with(flattened({}), "payload", R"("e31")")) == "base64url_invalid");
  CHECK(verify(with(flattened({}), "payload", R"("\u00653\u0030")")) == "accepted");  // `e30`
}

TEST_CASE("members of a JWS that are missing, empty or of the wrong type are refused by name") {
  const std::string json = flattened({});
  CHECK(verify(without(json, "signature")) == "token_malformed signature");
  CHECK(verify(without(json, "payload")) == "token_malformed payload");
  CHECK(verify(without(json, "protected")) == "header_malformed alg");
  CHECK(verify("{}") == "token_malformed signature");
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"payload", "1"},    {"payload", "{}"},     {"payload", "null"},
      {"protected", "{}"}, {"protected", "\"\""}, {"signature", "\"\""},
      {"signature", "[]"}, {"header", "\"e30\""}, {"header", "null"}};
  for (const auto& [name, value] : wrong) {
    CAPTURE(value);
    CHECK(verify(with(json, name, value)) == "token_malformed " + name);
  }
  CHECK(verify(with(json, "header", "{}")) == "header_malformed");
}

TEST_CASE("a detached payload is given by the caller and missing in the JWS (RFC 7515 Appendix F)") {
  const std::string token = rfc7515("A.1.jwsc");
  const std::string stripped = token.substr(0, token.find('.')) + '.' + token.substr(token.rfind('.'));
  const std::string json = rfc7515("A.7.jwsf");
  for (const std::string& text : {stripped, without(json, "payload")}) {
    const auto jws = verify_jws(text, three_keys(), three_algorithms, {.detached_payload = joe});
    REQUIRE(jws);
    CHECK(jws->payload() == joe);
    CHECK(verify(text, {.detached_payload = "{}"}) == "signature_invalid");
    CHECK(verify(text, {.detached_payload = ""}) == "signature_invalid");
  }
  CHECK(verify(stripped) == "signature_invalid");  // which then has an empty payload
  CHECK(verify(without(json, "payload")) == "token_malformed payload");
  for (const std::string& text : {token, json, with(json, "payload", "\"\"")}) {
    CHECK(verify(text, {.detached_payload = joe}) == "token_malformed payload");
  }
}

TEST_CASE("T21: the limits on token and header hold to the byte, in each serialization") {
  const std::string json = flattened({.unprotected = R"({"a":"b","c":"defghijklm"})"});
  const std::string header = R"({"a":"b","c":"defghijklm"})";
  CHECK(verify(json, {.limits = {.token = json.size(), .header = 100}}) == "accepted");
  CHECK(verify(json, {.limits = {.token = json.size() - 1, .header = 100}}) == "token_too_large");
  CHECK(verify(json, {.limits = {.header = header.size()}}) == "accepted");
  CHECK(verify(json, {.limits = {.header = header.size() - 1}}) == "token_too_large header");
  const std::size_t encoded = base64url_encoded_size(hs256_header.size());
  CHECK(verify(flattened({}), {.limits = {.header = encoded}}) == "accepted");
  CHECK(verify(flattened({}), {.limits = {.header = encoded - 1}}) == "token_too_large protected");
  CHECK(verify(compact(hs256_header), {.limits = {.header = encoded}}) == "accepted");
  CHECK(verify(compact(hs256_header), {.limits = {.header = encoded - 1}}) == "token_too_large");
  CHECK(verify(with(json, "x", "[[[]]]"), {.limits = {.depth = 4}}) == "accepted");
  CHECK(verify(with(json, "x", "[[[[]]]]"), {.limits = {.depth = 4}}) == "json_too_deep");
}
