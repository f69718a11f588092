// Splitting compact JWS, reading their headers, and making them.
#include "signet/jose/jws.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;
using namespace std::string_literals;

namespace {

struct Row {
  std::string header;
  Error error;
};

void check_refused(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.header);
    const auto header = JoseHeader::parse(base64url_encode(row.header));
    REQUIRE_FALSE(header);
    CHECK(header.error() == row.error);
  }
}

Error split_error(std::string_view text, const Limits& limits = {}) {
  const auto jws = CompactJws::split(text, limits);
  return jws ? Error{Errc::internal_error} : jws.error();
}

const Error no_jws = fail(Errc::token_malformed);
const Error bad_alg = fail(Errc::header_malformed, "alg");
const Error unknown_alg = fail(Errc::algorithm_unsupported, "alg");

}  // namespace

TEST_CASE("a compact JWS is split at its two dots") {
  const auto jws = CompactJws::split("aa.bbb.cccc");
  REQUIRE(jws);
  CHECK(jws->header() == "aa");
  CHECK(jws->payload() == "bbb");
  CHECK(jws->signature() == "cccc");
  CHECK(jws->signing_input() == "aa.bbb");
}

TEST_CASE("T39: the payload of a JWS may be empty") {
  const auto jws = CompactJws::split("aa..cccc");
  REQUIRE(jws);
  CHECK(jws->payload().empty());
  CHECK(jws->signing_input() == "aa.");
}

TEST_CASE("T14: any other number of dots, or an empty header or signature, is no JWS") {
  for (const std::string& text :
       {""s, "a"s, "."s, "a.b"s, ".."s, ".b.c"s, "a.b."s, "a.."s, "..c"s, "a.b.c.d"s, "a.b.c.d.e.f"s,
        ".a.b.c"s, "a.b.c."s, std::string(10'000, '.')}) {
    CAPTURE(text.substr(0, 20));
    CHECK(split_error(text) == no_jws);
  }
  CHECK(split_error(std::string(1'000'000, '.')) == fail(Errc::token_too_large));
}

TEST_CASE("T35: five parts are a JWE, whatever they contain") {
  CHECK(split_error("a.b.c.d.e") == fail(Errc::token_encrypted));
  CHECK(split_error("....") == fail(Errc::token_encrypted));
}

TEST_CASE("T21: the limits on token and header hold to the byte") {
  const Limits limits{.token = 20, .header = 5};
  CHECK(CompactJws::split("aaaaa.bbbbbbb.cccccc", limits));
  CHECK(split_error("aaaaa.bbbbbbb.ccccccc", limits) == fail(Errc::token_too_large));
  CHECK(split_error("aaaaaa.bbbbbb.cccccc", limits) == fail(Errc::token_too_large));
  CHECK(JoseHeader::parse("e30aa", limits).error() == fail(Errc::base64url_invalid));
  CHECK(JoseHeader::parse("e30aaa", limits).error() == fail(Errc::token_too_large));
}

TEST_CASE("T22: JSON serialization is no compact JWS") {
  CHECK(split_error(R"({"payload":"e30","protected":"e30","signature":"AA"})") == no_jws);
  const std::string polyglot = R"({"a":".","b":".","payload":"e30"})";
  const auto jws = CompactJws::split(polyglot);
  REQUIRE(jws);
  CHECK(JoseHeader::parse(jws->header()).error() == fail(Errc::base64url_invalid));
}

TEST_CASE("a header gives alg, kid and typ, decoded") {
  const auto header = JoseHeader::parse(
      base64url_encode(R"({"typ":"JWT","alg":"ES256","kid":"\u006b1","cty":"x","other":[{}]})"));
  REQUIRE(header);
  CHECK(header->algorithm() == Algorithm::ES256);
  CHECK(header->kid() == "k1");
  CHECK(header->typ() == "JWT");
  const auto bare = JoseHeader::parse(base64url_encode(R"({"alg":"HS256"})"));
  REQUIRE(bare);
  CHECK_FALSE(bare->kid().has_value());
  CHECK_FALSE(bare->typ().has_value());
  const auto empty = JoseHeader::parse(base64url_encode(R"({"alg":"HS256","kid":"","typ":""})"));
  REQUIRE(empty);
  CHECK(empty->kid() == "");
  CHECK(empty->typ() == "");
}

TEST_CASE("T01, T03, T31: an alg that is not registered here, none among them, is refused") {
  for (const char* const alg : {"none", "None", "NONE", "nOnE", "none ", "", "hs256", "Rs256", "ES521",
                                "PS255", "ed25519", "ML-DSA"}) {
    check_refused({{R"({"alg":")" + std::string(alg) + R"("})", unknown_alg}});
  }
}

TEST_CASE("T02: alg must be there and be a string") {
  check_refused({{"{}", bad_alg},
                 {R"({"typ":"JWT"})", bad_alg},
                 {R"({"alg":null})", bad_alg},
                 {R"({"alg":1})", bad_alg},
                 {R"({"alg":[]})", bad_alg},
                 {R"({"alg":{}})", bad_alg},
                 {R"({"alg":["HS256"]})", bad_alg},
                 {R"({"ALG":"HS256"})", bad_alg}});
}

TEST_CASE("T10, T11: crit and b64 are refused in any form") {
  const Error crit = fail(Errc::crit_unsupported, "crit");
  for (const char* const value :
       {"[]", "null", R"("exp")", "[1]", R"(["exp","exp"])", R"(["alg"])", R"(["b64"])", R"(["unknown"])"}) {
    check_refused({{R"({"alg":"HS256","crit":)" + std::string(value) + '}', crit},
                   {R"({"alg":"none","\u0063rit":)" + std::string(value) + '}', crit}});
  }
  check_refused({{R"({"alg":"HS256","b64":false})", fail(Errc::crit_unsupported, "b64")},
                 {R"({"alg":"HS256","b64":true})", fail(Errc::crit_unsupported, "b64")},
                 {R"({"alg":"HS256","b64":false,"crit":["b64"]})", crit}});
}

TEST_CASE("T10, T11: crit may list what the caller acts on, never b64") {
  const std::vector<std::string> critical{"x", "b64", "kid"};
  const auto verdict = [&](std::string_view header) {
    const auto read = JoseHeader::parse(base64url_encode(header), {}, critical);
    return read ? Error{Errc::internal_error} : read.error();
  };
  CHECK(JoseHeader::parse(base64url_encode(R"({"alg":"HS256","x":0,"crit":["x"]})"), {}, critical));
  CHECK(verdict(R"({"alg":"HS256","crit":["x"]})") == fail(Errc::crit_unsupported, "crit"));
  CHECK(verdict(R"({"alg":"HS256","kid":"a","crit":["kid"]})") == fail(Errc::crit_unsupported, "crit"));
  CHECK(verdict(R"({"alg":"HS256","b64":false,"crit":["b64"]})") == fail(Errc::crit_unsupported, "crit"));
  CHECK(verdict(R"({"alg":"HS256","x":0,"b64":false,"crit":["x"]})") == fail(Errc::crit_unsupported, "b64"));
}

TEST_CASE("T36: zip is refused") {
  check_refused({{R"({"alg":"HS256","zip":"DEF"})", fail(Errc::header_malformed, "zip")}});
}

TEST_CASE("T09: kid, typ and cty must be strings; a string is data, whatever it looks like") {
  for (const char* const name : {"kid", "typ", "cty"}) {
    for (const char* const value : {"1", "null", "[]", "{}", "true"}) {
      check_refused({{R"({"alg":"HS256",")" + std::string(name) + "\":" + value + '}',
                      fail(Errc::header_malformed, name)}});
    }
  }
  const std::vector<std::pair<std::string, std::string>> kids{{"../../dev/null", "../../dev/null"},
                                                              {"' OR 1=1--", "' OR 1=1--"},
                                                              {"a\\u0000b", "a\0b"s},
                                                              {"a\\nb", "a\nb"},
                                                              {"__proto__", "__proto__"}};
  for (const auto& [written, kid] : kids) {
    const auto header = JoseHeader::parse(base64url_encode(R"({"alg":"HS256","kid":")" + written + "\"}"));
    REQUIRE(header);
    CHECK(header->kid() == kid);
  }
  check_refused(
      {{R"({"alg":"HS256","kid":")" + std::string(4096, 'k') + "\"}", fail(Errc::token_too_large)}});
}

TEST_CASE("T06, T07, T08: jwk, jku, x5u, x5c and x5t are never looked at") {
  const auto header = JoseHeader::parse(base64url_encode(
      R"({"alg":"ES256","jwk":{"kty":1},"jku":"file:///etc/passwd","x5u":[],"x5c":"no","x5t":null,"x5t#S256":0})"));
  REQUIRE(header);
  CHECK(header->algorithm() == Algorithm::ES256);
}

TEST_CASE("T12, T17, T18, T20: a header that is not one strict JSON object is refused") {
  check_refused({{R"({"alg":"HS256","alg":"HS256"})", fail(Errc::json_duplicate_member)},
                 {R"({"alg":"HS256","\u0061lg":"HS256"})", fail(Errc::json_duplicate_member)},
                 {"[]", fail(Errc::json_not_object)},
                 {"\"HS256\"", fail(Errc::json_not_object)},
                 {"1", fail(Errc::json_not_object)},
                 {R"({"alg":"HS256"}{})", fail(Errc::json_malformed)},
                 {R"({"alg":"HS256"} x)", fail(Errc::json_malformed)},
                 {R"({"alg":"HS256"/**/})", fail(Errc::json_malformed)},
                 {R"({"alg":"HS256","a":NaN})", fail(Errc::json_malformed)},
                 {"{'alg':'HS256'}", fail(Errc::json_malformed)},
                 {"\xef\xbb\xbf{\"alg\":\"HS256\"}", fail(Errc::utf8_invalid)},
                 {"{\"alg\":\"HS256\",\"kid\":\"\xc0\xaf\"}", fail(Errc::utf8_invalid)},
                 {R"({"alg":"HS256","kid":"\ud800"})", fail(Errc::json_malformed)},
                 {R"({"alg":)" + std::string(17, '['), fail(Errc::json_too_deep)}});
}

TEST_CASE("T15: an encoded header is strict base64url") {
  const std::string good = base64url_encode(R"({"alg":"HS256" })");
  for (const std::string& text :
       {good + "=", good + "\n", " " + good, good + "%3D", "+" + good, good + "\0"s}) {
    CHECK(JoseHeader::parse(text).error() == fail(Errc::base64url_invalid));
  }
}

TEST_CASE("sign_compact writes alg, then typ and kid where they are") {
  const auto key = SigningKey::from_jwk(samples::hmac_jwk());
  // Signatures computed with Python's hmac.
  CHECK(*sign_compact(*key, "{}") ==
        base64url_encode(R"({"alg":"HS256"})") + ".e30.kV_0TaAytE8UYEw3uFsmhDVFEgvnO6S_dA8UnWQoxmU");
  CHECK(*sign_compact(key->with_kid("k\"1"), "\xff", {.typ = "at+jwt"}) ==
        base64url_encode(R"({"alg":"HS256","typ":"at+jwt","kid":"k\"1"})") +
            "._w.WooAkLiwLexDOAyqy6CjrXLyBeM7xdcanXEtY5XQoRI");
}

TEST_CASE("sign_compact with a typ that is not UTF-8 fails") {
  CHECK(sign_compact(*SigningKey::from_jwk(samples::hmac_jwk()), "{}", {.typ = "\xff"}).error() ==
        fail(Errc::utf8_invalid));
}
