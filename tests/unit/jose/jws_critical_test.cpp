// Critical header members and unencoded payloads (RFC 7515 §4.1.11, RFC 7797) in each serialization.
#include "signet/jose/verified_jws.hpp"
#include "unit/jose/jws_texts.hpp"

using namespace signet;
using namespace samples;

namespace {
const std::string unencoded_header = R"({"alg":"HS256","b64":false,"crit":["b64"]})";
const std::string refused_crit = "crit_unsupported crit";

// The answer to a header, which must be the same in compact and in flattened serialization.
std::string answer_to(const std::string& header, const JwsOptions& options = {}) {
  const std::string answer = samples::verify(compact(header), options);
  CHECK(samples::verify(flattened({.header = header}), options) == answer);
  return answer;
}
}  // namespace

TEST_CASE("T10: crit that is no list of names which are there, understood and given once is refused") {
  const JwsOptions knows_exp{.critical = {"exp", "alg", "absent"}};
  for (const char* const crit :
       {"[]", "null", R"("exp")", "[1]", "[null]", R"([["exp"]])", "{}", R"(["exp","exp"])",
        R"(["exp","\u0065xp"])", R"(["alg"])", R"(["exp","alg"])", R"(["absent"])", R"(["unknown"])",
        R"(["exp","unknown"])", R"(["EXP"])", R"([""])", R"(["exp\u0000"])"}) {
    CAPTURE(crit);
    CHECK(answer_to(R"({"alg":"HS256","exp":1,"unknown":2,"crit":)" + std::string{crit} + '}', knows_exp) ==
          refused_crit);
  }
}

TEST_CASE("T10: a critical member is accepted if the caller says that it acts on it, and only then") {
  const std::string header = R"({"alg":"HS256","exp":1,"x":2,"\u0063rit":["\u0065xp","x"]})";
  CHECK(answer_to(header, {.critical = {"x", "exp"}}) == "accepted");
  CHECK(answer_to(header, {.critical = {"exp"}}) == refused_crit);
  CHECK(answer_to(header) == refused_crit);
  CHECK(answer_to(R"({"alg":"HS256","exp":1})", {.critical = {"exp"}}) == "accepted");
}

TEST_CASE("T10: no name that RFC 7515 defines is accepted in crit, whatever the caller says") {
  for (const std::string name :
       {"alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit"}) {
    CAPTURE(name);
    const std::string member = name == "alg" || name == "crit" ? "" : '"' + name + R"(":"a",)";
    CHECK(answer_to('{' + member + R"("alg":"HS256","crit":[")" + name + "\"]}", {.critical = {name}}) ==
          refused_crit);
  }
}

TEST_CASE("T10: crit in the unprotected header is refused, whether it stands there alone or not") {
  const JwsOptions knows_exp{.critical = {"exp"}};
  for (const char* const header :
       {R"({"alg":"HS256"})", R"({"alg":"HS256","exp":1})", R"({"alg":"HS256","exp":1,"crit":["exp"]})"}) {
    CHECK(samples::verify(flattened({.header = header, .unprotected = R"({"crit":["exp"]})"}), knows_exp) ==
          refused_crit);
  }
  CHECK(samples::verify(
            flattened({.header = R"({"alg":"HS256","crit":["exp"]})", .unprotected = R"({"exp":1})"}),
            knows_exp) == refused_crit);
}

TEST_CASE("T11: an unencoded payload is signed and given as it stands (RFC 7797 §4.2)") {
  const std::string json = flattened({.header = unencoded_header, .payload = "$.02"});
  // Of the RFC.
  CHECK(json.find("A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY") != std::string::npos);
  const auto jws = verify_jws(json, three_keys(), three_algorithms);
  REQUIRE(jws);
  CHECK(jws->payload() == "$.02");
  CHECK(samples::verify(with(json, "payload", R"("JC4wMg")")) == "signature_invalid");
}

TEST_CASE("T11: what was signed of an unencoded payload in JSON is the string, its escapes decoded") {
  const PartText from{.header = unencoded_header, .payload = "a\"\n\xc3\xa4"};
  const auto jws =
      verify_jws(with(part(from), "payload", R"("\u0061\"\n\u00e4")"), three_keys(), three_algorithms);
  REQUIRE(jws);
  CHECK(jws->payload() == from.payload);
}

TEST_CASE("T11: an unencoded payload in a compact JWS is printable ASCII without a dot (RFC 7797 §5.2)") {
  for (const char* const payload : {"", "a payload", " !~", "{\"a\":1}", "e30"}) {
    const auto jws = verify_jws(compact(unencoded_header, payload), three_keys(), three_algorithms);
    REQUIRE(jws);
    CHECK(jws->payload() == payload);
  }
  for (const char* const payload : {"\x1f", "a\n", "\x7f", "\xc3\xa4"}) {
    CHECK(samples::verify(compact(unencoded_header, payload)) == "token_malformed payload");
  }
  CHECK(samples::verify(compact(unencoded_header, "$.02")) == "token_malformed");
}

TEST_CASE("T11: an unencoded payload may be detached, and is then any bytes (RFC 7797 §4.2)") {
  const std::string compact_text =
      base64url_encode(unencoded_header) + "..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY";
  CHECK(samples::verify(compact_text, {.detached_payload = "$.02"}) == "accepted");
  CHECK(samples::verify(compact_text, {.detached_payload = "$.03"}) == "signature_invalid");
  CHECK(samples::verify(compact_text) == "signature_invalid");
  const PartText bytes{.header = unencoded_header, .payload = "\xff\n."};
  CHECK(samples::verify(part(bytes), {.detached_payload = bytes.payload}) == "accepted");
}

TEST_CASE("T11: b64 without crit, unprotected or of the wrong type is refused (RFC 7797 §3, §6)") {
  for (const char* const b64 : {"true", "false"}) {
    const std::string value{b64};
    CHECK(answer_to(R"({"alg":"HS256","b64":)" + value + '}') == "crit_unsupported b64");
    CHECK(answer_to(R"({"alg":"HS256","x":1,"crit":["x"],"b64":)" + value + '}', {.critical = {"x"}}) ==
          "crit_unsupported b64");
    CHECK(samples::verify(flattened({.unprotected = R"({"b64":)" + value + '}'})) == "crit_unsupported b64");
  }
  for (const char* const b64 : {"0", "null", "\"false\"", "[]"}) {
    CHECK(answer_to(R"({"alg":"HS256","crit":["b64"],"b64":)" + std::string{b64} + '}') ==
          "header_malformed b64");
  }
  CHECK(answer_to(R"({"alg":"HS256","crit":["b64"]})") == refused_crit);
  CHECK(answer_to(R"({"alg":"HS256","crit":["b64","b64"],"b64":false})") == refused_crit);
  CHECK(answer_to(R"({"alg":"HS256","crit":["b64"],"b64":true})") == "accepted");
}
