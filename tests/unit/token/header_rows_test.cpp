// The rows T of the adversarial checklist that a verifier answers: token shape, header, key choice,
// signature.
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "signet/jose/sign_jws.hpp"
#include "unit/token/tokens.hpp"

using namespace signet;
using namespace signet_test;

namespace {

constexpr std::string_view p384_pem = R"(-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAElVc/U0SQx9oLegOyJ/Fujix1p1ppJ1ie
71dTSjtarqx1Ol5+UkYT5liqvnUFLqvxQrk7G3ZDj/XM6Omhnfy4GNiQCx+ji2jV
bsb+WePVunIN76DDTqwwxwNVPLFwy+/m
-----END PUBLIC KEY-----
)";

std::string unsigned_input(std::string_view header, std::string_view payload = good_claims) {
  return base64url_encode(header) + "." + base64url_encode(payload);
}

std::string with_header(std::string_view header) { return token_of(hs256(), header, good_claims); }

TokenVerifier verifier_of(AlgorithmSet accepted, const VerificationKey& key) {
  return built({.algorithms = accepted, .keys = KeySource::from(key), .policy = api_policy()});
}

TokenVerifier verifier_of(Algorithm algorithm) {
  return verifier_of({algorithm}, key_of(algorithm).verification_key());
}

std::string header_and_payload(const std::string& token) { return token.substr(0, token.rfind('.')); }

std::string raw_signature(const std::string& token) {
  return *base64url_decode(std::string_view{token}.substr(token.rfind('.') + 1));
}

std::string with_signature(const std::string& token, const std::string& signature) {
  return header_and_payload(token) + "." + base64url_encode(signature);
}

}  // namespace

TEST_CASE("T01: none in every spelling is refused, with and without a signature") {
  for (const char* alg : {"none", "None", "NONE", "nOnE", "none "}) {
    CAPTURE(alg);
    const std::string header = std::string{R"({"alg":")"} + alg + "\"}";
    CHECK(verdict(unsigned_input(header) + ".") == "token_malformed");
    CHECK(verdict(with_header(header)) == "algorithm_unsupported alg");
  }
}

TEST_CASE("T02 T03: alg is a string, spelled as registered") {
  CHECK(verdict(with_header(R"({"typ":"JWT"})")) == "header_malformed alg");
  for (const char* alg : {"null", "1", "[]", "{}", R"(["HS256"])", "true"}) {
    CAPTURE(alg);
    CHECK(verdict(with_header(std::string{R"({"alg":)"} + alg + "}")) == "header_malformed alg");
  }
  for (const char* alg : {"", "hs256", "Hs256", "HS256 ", "HS2560", "HS224", "PS255", "ES521", "ed25519"}) {
    CAPTURE(alg);
    CHECK(verdict(with_header(std::string{R"({"alg":")"} + alg + "\"}")) == "algorithm_unsupported alg");
  }
}

TEST_CASE("T05: an HS256 token under an empty secret finds no key among RSA keys") {
  CHECK(
      verdict(verifier_of({Algorithm::RS256, Algorithm::HS256}, key_of(Algorithm::RS256).verification_key()),
              hmac_token("")) == "key_not_found");
}

TEST_CASE("T06 T07 T08: keys and addresses in the header are never looked at") {
  const SigningKey trusted = key_of(Algorithm::ES256).with_kid("k1");
  const auto attacker = SigningKey::generate(Algorithm::ES256);
  REQUIRE(attacker.has_value());
  const auto verifier = verifier_of({Algorithm::ES256}, trusted.verification_key());
  const std::string jwk = *attacker->verification_key().to_jwk();
  for (const std::string& member :
       {R"("jwk":)" + jwk, std::string{R"("jku":"https://evil.example/jwks")"},
        std::string{R"("jku":"file:///etc/passwd")"}, std::string{R"("x5u":"http://169.254.169.254/")"},
        std::string{R"("x5c":["MIIB"])"}, std::string{R"("x5t":"AAAA")"}}) {
    CAPTURE(member);
    const std::string header = R"({"alg":"ES256","kid":"k1",)" + member + "}";
    CHECK(verdict(verifier, token_of(*attacker, header, good_claims)) == "signature_invalid");
    CHECK(verdict(verifier, token_of(trusted, header, good_claims)) == "accepted");
  }
}

TEST_CASE("T09: a kid is only ever compared with the kids of the keys") {
  const auto verifier = verifier_of({Algorithm::HS256}, hs256().with_kid("k1").verification_key());
  for (const char* kid :
       {R"("../../dev/null")", R"("' OR 1=1--")", R"("k1\u0000")", R"("k1\n")", R"("__proto__")"}) {
    CAPTURE(kid);
    CHECK(verdict(verifier, with_header(std::string{R"({"alg":"HS256","kid":)"} + kid + "}")) ==
          "key_not_found");
  }
  for (const char* kid : {"1", "null", R"(["k1"])"}) {
    CAPTURE(kid);
    CHECK(verdict(verifier, with_header(std::string{R"({"alg":"HS256","kid":)"} + kid + "}")) ==
          "header_malformed kid");
  }
  CHECK(verdict(verifier, with_header(R"({"alg":"HS256","kid":")" + std::string(5000, 'k') + "\"}")) ==
        "token_too_large");
}

TEST_CASE("T10 T11: crit in any form, and b64, are refused by a verifier that knows no critical member") {
  for (const char* crit :
       {"[]", "null", R"("exp")", "[1]", R"(["exp","exp"])", R"(["alg"])", R"(["absent"])", R"(["b64"])"}) {
    CAPTURE(crit);
    CHECK(verdict(with_header(std::string{R"({"alg":"HS256","exp":1,"b64":false,"crit":)"} + crit + "}")) ==
          verdict(with_header(R"({"alg":"HS256","crit":[]})")));
  }
  CHECK(verdict(with_header(R"({"alg":"HS256","crit":[]})")) == "crit_unsupported crit");
  CHECK(verdict(with_header(R"({"alg":"HS256","b64":false})")) == "crit_unsupported b64");
}

TEST_CASE("T11: a JWS with an unencoded payload is no JWT, however well it is signed (RFC 7797 §7)") {
  constexpr std::string_view claims = R"({"aud":"api","exp":1700000600})";
  for (const bool detached : {false, true}) {
    const auto jws =
        sign_compact_jws({.bytes = claims, .detached = detached, .unencoded = true}, {.key = hs256()});
    REQUIRE(jws.has_value());
    CHECK(verdict(*jws) == "crit_unsupported crit");
  }
}

TEST_CASE("T22: a JWS in JSON is no JWT, however well it is signed") {
  const NewSignature signature{.key = hs256()};
  for (const auto& jws : {sign_flattened_jws({.bytes = good_claims}, signature),
                          sign_general_jws({.bytes = good_claims}, std::span{&signature, 1})}) {
    REQUIRE(jws.has_value());
    CHECK(verdict(*jws) == "token_malformed");
  }
}

TEST_CASE("T12: a header member that stands twice is refused, escaped or not") {
  CHECK(verdict(with_header(R"({"alg":"HS256","alg":"HS256"})")) == "json_duplicate_member");
  CHECK(verdict(with_header(R"({"alg":"HS256","\u0061lg":"none"})")) == "json_duplicate_member");
}

TEST_CASE("T13: a claim that stands twice is refused, escaped or not") {
  CHECK(verdict(token_of(R"({"aud":"api","exp":1800000000,"exp":1700000600})")) == "json_duplicate_member");
  CHECK(verdict(token_of(R"({"aud":"api","exp":1800000000,"sub":"a","\u0073ub":"b"})")) ==
        "json_duplicate_member");
}

TEST_CASE("T14: dots are counted, and no part but the payload is empty") {
  for (const std::string& token :
       {std::string{}, std::string{"."}, std::string{".."}, std::string{"e30"}, std::string{"e30.e30"},
        std::string{".e30.e30"}, std::string{"e30.e30."}, std::string{"a.b.c.d"}, std::string(16'000, '.')}) {
    CAPTURE(token.substr(0, 20));
    CHECK(verdict(token) == "token_malformed");
  }
}

TEST_CASE("T17 T18: a header that is not one JSON object in UTF-8 is refused") {
  struct Row {
    std::string header;
    std::string verdict;
  };
  const std::vector<Row> rows{
      {R"(["HS256"])", "json_not_object"},
      {R"("HS256")", "json_not_object"},
      {"1", "json_not_object"},
      {"{}", "header_malformed alg"},
      {R"({"alg":"HS256"} x)", "json_malformed"},
      {R"({"alg":"HS256"}{"alg":"HS256"})", "json_malformed"},
      {R"({"alg":"HS256"/**/})", "json_malformed"},
      {R"({"alg":"HS256","x":NaN})", "json_malformed"},
      {R"({'alg':'HS256'})", "json_malformed"},
      {"\xef\xbb\xbf"
       R"({"alg":"HS256"})",
       "utf8_invalid"},
      {std::string{"{\0\"\0a\0", 6}, "json_malformed"},
      {"{\"alg\":\"HS256\",\"x\":\"\xc0\xaf\"}", "utf8_invalid"},
      {"{\"alg\":\"HS256\",\"x\":\"\xed\xa0\x80\"}", "utf8_invalid"},
      {R"({"alg":"HS256","x":"\ud800"})", "json_malformed"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.header);
    CHECK(verdict(with_header(row.header)) == row.verdict);
  }
}

TEST_CASE("T18 T19 T39: a payload that is not one JSON object in UTF-8 is refused as a JWT") {
  struct Row {
    std::string payload;
    std::string verdict;
  };
  const std::vector<Row> rows{
      {"[]", "json_not_object"},
      {R"("x")", "json_not_object"},
      {"1", "json_not_object"},
      {"null", "json_not_object"},
      {"", "json_malformed"},
      {" ", "json_malformed"},
      {"{} x", "json_malformed"},
      {"\xef\xbb\xbf{}", "utf8_invalid"},
      {R"({"x":"\ud800"})", "json_malformed"},
      {"{\"x\":\"\xff\"}", "utf8_invalid"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.payload);
    CHECK(verdict(token_of(row.payload)) == row.verdict);
  }
  CHECK(verdict(signed_input(hs256(), base64url_encode(R"({"alg":"HS256"})") + ".e30=")) ==
        "base64url_invalid");
}

TEST_CASE("T25: an ES256 key is on P-256, and takes no token of another curve's algorithm") {
  CHECK(verdict_of(VerificationKey::from_pem(p384_pem, Algorithm::ES256)) == "key_mismatch");
  const auto verifier = verifier_of(Algorithm::ES256);
  for (const char* alg : {"ES384", "ES512", "ES256K"}) {
    CAPTURE(alg);
    const std::string header = std::string{R"({"alg":")"} + alg + "\"}";
    const std::string token = token_of(key_of(Algorithm::ES256), header, good_claims);
    CHECK(verdict(verifier, token) == "algorithm_not_allowed");
    CHECK(verdict(verifier_of(all_algorithms, key_of(Algorithm::ES256).verification_key()), token) ==
          "key_not_found");
  }
}

TEST_CASE("T28: a key of one RSA algorithm takes no token of another, though the pair is the same") {
  for (const auto& [key, token] : {std::pair{Algorithm::RS256, Algorithm::PS256},
                                   {Algorithm::PS256, Algorithm::RS256},
                                   {Algorithm::PS256, Algorithm::PS384}}) {
    const auto header = R"({"alg":")" + std::string{to_string(token)} + "\"}";
    const std::string text = token_of(key_of(token), header, good_claims);
    CHECK(verdict(verifier_of(token), text) == "accepted");
    CHECK(verdict(verifier_of(key), text) == "algorithm_not_allowed");
    CHECK(verdict(verifier_of(all_algorithms, key_of(key).verification_key()), text) == "key_not_found");
  }
}

TEST_CASE("T31: EdDSA, Ed25519 and Ed448 are each accepted only where they are listed, with keys for them") {
  const std::string token = token_of(key_of(Algorithm::Ed25519), R"({"alg":"Ed25519"})", good_claims);
  const auto key = key_of(Algorithm::Ed25519).verification_key();
  CHECK(verdict(verifier_of({Algorithm::Ed25519}, key), token) == "accepted");
  CHECK(verdict(verifier_of({Algorithm::EdDSA}, key), token) == "algorithm_not_allowed");
  CHECK(verdict(verifier_of(all_algorithms, key_of(Algorithm::EdDSA).verification_key()), token) ==
        "key_not_found");
  const std::string longer = token_of(key_of(Algorithm::Ed448), R"({"alg":"Ed448"})", good_claims);
  CHECK(verdict(verifier_of(all_algorithms, key), longer) == "key_not_found");
  const std::string mixed = token_of(key_of(Algorithm::Ed448), R"({"alg":"Ed25519"})", good_claims);
  CHECK(verdict(verifier_of(all_algorithms, key), mixed) == "signature_invalid");
}

TEST_CASE("T24 T27 T30 T31 T32: a signature of another length or of zeros is refused") {
  for (const AlgorithmSpec& spec : present_algorithms()) {
    CAPTURE(spec.name);
    const SigningKey& key = key_of(spec.algorithm);
    const auto verifier = verifier_of(spec.algorithm);
    const std::string header = R"({"alg":")" + std::string{spec.name} + "\"}";
    const std::string token = token_of(key, header, good_claims);
    const std::string signature = raw_signature(token);
    REQUIRE(verdict(verifier, token) == "accepted");
    CHECK(verdict(verifier, header_and_payload(token) + ".") == "token_malformed");
    for (const std::size_t size :
         {signature.size() - 1, signature.size() / 2, std::size_t{8}, std::size_t{1}}) {
      CHECK(verdict(verifier, with_signature(token, signature.substr(0, size))) == "signature_invalid");
    }
    CHECK(verdict(verifier, with_signature(token, signature + '\0')) == "signature_invalid");
    CHECK(verdict(verifier, with_signature(token, '\0' + signature)) == "signature_invalid");
    CHECK(verdict(verifier, with_signature(token, std::string(signature.size(), '\0'))) ==
          "signature_invalid");
    CHECK(verdict(verifier, with_signature(token, std::string(4628, 'x'))) == "signature_invalid");
  }
}

TEST_CASE("T33: typ is a string, and a policy decides which") {
  const auto verifier = built(options_of(rules::typ("at+jwt") && api_policy()));
  const auto with_typ = [](const std::string& typ) {
    return with_header(R"({"alg":"HS256","typ":)" + typ + "}");
  };
  CHECK(verdict(verifier, with_typ(R"("at+jwt")")) == "accepted");
  CHECK(verdict(verifier, with_typ(R"("AT+JWT")")) == "accepted");
  CHECK(verdict(verifier, with_typ(R"("application/at+jwt")")) == "accepted");
  CHECK(verdict(verifier, with_typ(R"("JWT")")) == "typ_mismatch typ");
  CHECK(verdict(verifier, with_header(R"({"alg":"HS256"})")) == "typ_mismatch typ");
  CHECK(verdict(verifier, with_typ("1")) == "header_malformed typ");
}

TEST_CASE("T35 T36: a JWE has five parts and is refused, and so is zip") {
  CHECK(verdict(base64url_encode(R"({"alg":"dir","enc":"A256GCM"})") + "..AAAA.AAAA.AAAA") ==
        "token_encrypted");
  CHECK(verdict("e30.e30.e30.e30.e30") == "token_encrypted");
  CHECK(verdict(with_header(R"({"alg":"HS256","zip":"DEF"})")) == "header_malformed zip");
}

TEST_CASE("T38: a header written otherwise is not the header that was signed") {
  const std::string token = token_of(good_claims);
  CHECK(verdict(base64url_encode(R"({"alg": "HS256"})") + token.substr(token.find('.'))) ==
        "signature_invalid");
  CHECK(verdict(base64url_encode(R"({"typ":"JWT","alg":"HS256"})") + token.substr(token.find('.'))) ==
        "signature_invalid");
}
