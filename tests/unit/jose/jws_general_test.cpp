// General JSON: several signatures over one payload (RFC 7515 §7.2.1).
#include <algorithm>

#include "signet/jose/key_set.hpp"
#include "signet/jose/verified_jws.hpp"
#include "unit/jose/jws_texts.hpp"

using namespace signet;
using namespace samples;

namespace {
const JwsOptions any{.any_of = true};

std::vector<Algorithm> verified_algorithms(const std::string& text) {
  const auto jws = verify_jws(text, three_keys(), three_algorithms, any);
  REQUIRE(jws);
  std::vector<Algorithm> algorithms;
  for (const VerifiedSignature& each : jws->signatures()) algorithms.push_back(each.algorithm());
  return algorithms;
}
}  // namespace

TEST_CASE("all signatures of a general JWS are verified and told in order (RFC 7515 A.6)") {
  const auto keys = KeySet::parse(rfc7515("A.6.jwkset"));
  REQUIRE(keys);
  const std::string text = rfc7515("A.6.jwsg");
  const AlgorithmSet both{Algorithm::RS256, Algorithm::ES256};
  const auto jws = verify_jws(text, KeySource::from(*keys), both);
  REQUIRE(jws);
  CHECK(jws->payload() == *base64url_decode(unquoted(samples::members(text)["payload"])));
  REQUIRE(jws->signatures().size() == 2);
  CHECK(jws->signatures()[0].algorithm() == Algorithm::RS256);
  CHECK(jws->signatures()[1].algorithm() == Algorithm::ES256);
  CHECK(verdict(verify_jws(text, KeySource::from(*keys), {Algorithm::RS256})) == "algorithm_not_allowed");
  CHECK(verdict(verify_jws(text, KeySource::from(*keys), {Algorithm::RS256}, any)) == "accepted");
}

TEST_CASE("T23: of several signatures all must hold, unless one is said to be enough") {
  const std::string good = part({});
  const std::string bad = spoiled(part(ec_part()));
  CHECK(samples::verify(general({good, part(ec_part())})) == "accepted");
  for (const auto& parts : {std::vector{good, bad}, std::vector{bad, good}}) {
    CHECK(samples::verify(general(parts)) == "signature_invalid");
    CHECK(samples::verify(general(parts), any) == "accepted");
    CHECK(verified_algorithms(general(parts)) == std::vector{Algorithm::HS256});
  }
  CHECK(samples::verify(general({bad}), any) == "signature_invalid");
  CHECK(samples::verify(general({bad, bad}), any) == "signature_invalid");
}

TEST_CASE("T23: any_of leaves out signatures for others, and tells the first error if none is left") {
  const std::string good = part(okp_part());
  const std::vector<std::pair<PartText, std::string>> foreign{
      {{.header = R"({"alg":"none"})"}, "algorithm_unsupported alg"},
      {{.header = R"({"alg":"RS256"})"}, "algorithm_not_allowed"},
      {{.header = R"({"alg":"HS256","x":1,"crit":["x"]})"}, "crit_unsupported crit"},
      {{.unprotected = R"({"crit":["x"]})"}, "crit_unsupported crit"},
      {{.header = R"({"alg":"HS256","b64":false})"}, "crit_unsupported b64"}};
  for (const auto& [from, answer] : foreign) {
    const std::string other = part(from);
    CHECK(samples::verify(general({good, other})) == answer);
    CHECK(verified_algorithms(general({other, good})) == std::vector{Algorithm::EdDSA});
    CHECK(samples::verify(general({other, spoiled(good)}), any) == answer);
    CHECK(samples::verify(general({spoiled(good), other}), any) ==
          (answer == "algorithm_not_allowed" ? "signature_invalid" : answer));
    CHECK(samples::verify(other.substr(0, other.size() - 1) + R"(,"payload":"e30"})", any) == answer);
  }
  const auto named = KeySource::from(hmac().verification_key().with_kid("a"));
  const std::string wanted = part({.header = R"({"alg":"HS256","kid":"a"})"});
  const std::string unknown = part({.header = R"({"alg":"HS256","kid":"b"})"});
  CHECK(verdict(verify_jws(general({wanted, unknown}), named, {Algorithm::HS256})) == "key_not_found");
  CHECK(verdict(verify_jws(general({wanted, unknown}), named, {Algorithm::HS256}, any)) == "accepted");
}

TEST_CASE("T23: a malformed signature spoils the JWS, also where one is said to be enough") {
  const std::string good = part({});
  const std::vector<std::pair<std::string, std::string>> malformed{
      {without(good, "signature"), "token_malformed signature"},
      {with(good, "signature", R"("AA=")"), "base64url_invalid"},
      {with(good, "protected", R"("e31")"), "base64url_invalid"},
      {with(good, "header", "1"), "token_malformed header"},
      {with(good, "header", R"({"alg":"HS256"})"), "header_malformed alg"},
      {part({.header = R"({"alg":"HS256","alg":"HS256"})"}), "json_duplicate_member"},
      {part({.header = R"({"typ":"x"})"}), "header_malformed alg"},
      {part({.header = R"({"alg":"HS256","kid":1})"}), "header_malformed kid"},
      {"[]", "token_malformed signatures"},
      {"\"\"", "token_malformed signatures"},
      {"{}", "token_malformed signature"},
      {R"({"a":1,"\u0061":1})", "json_duplicate_member"}};
  for (const auto& [other, answer] : malformed) {
    CAPTURE(other);
    CHECK(samples::verify(general({good, other})) == answer);
    CHECK(samples::verify(general({good, other}), any) == answer);
  }
  for (const char* const list : {"[]", "{}", "null", "\"\"", "1"}) {
    CHECK(samples::verify(R"({"payload":"e30","signatures":)" + std::string{list} + '}', any) ==
          "token_malformed signatures");
  }
}

TEST_CASE("T23: signatures beside members of a flattened JWS are refused") {
  const std::string json = general({part({})});
  const std::string flat = flattened({.unprotected = R"({"x":1})"});
  for (const char* const name : {"protected", "header", "signature"}) {
    const std::string text =
        json.substr(0, json.size() - 1) + ",\"" + name + "\":" + samples::members(flat)[name] + '}';
    CHECK(samples::verify(text) == std::string{"token_malformed "} + name);
    CHECK(samples::verify(text, any) == std::string{"token_malformed "} + name);
  }
}

TEST_CASE("T23: a name in both headers is refused, told only if it is one of the standard's") {
  CHECK(samples::verify(flattened({.unprotected = R"({"alg":"HS256"})"})) == "header_malformed alg");
  const std::string kid = R"({"alg":"HS256","kid":"a"})";
  CHECK(samples::verify(flattened({.header = kid, .unprotected = R"({"\u006bid":"a"})"})) ==
        "header_malformed kid");
  const std::string own = R"({"alg":"HS256","own":1})";
  CHECK(samples::verify(flattened({.header = own, .unprotected = R"({"a":1,"own":1})"})) ==
        "header_malformed");
  CHECK(samples::verify(flattened({.header = own, .unprotected = R"({"Own":1})"})) == "accepted");
}

TEST_CASE("a key of another member's signature is of no use") {
  const std::string swapped = with(part({}), "signature", samples::members(part(ec_part()))["signature"]);
  CHECK(samples::verify(general({swapped})) == "signature_invalid");
}

TEST_CASE("b64 must be the same for all signatures (RFC 7797 §3)") {
  const PartText unencoded{.header = R"({"alg":"HS256","b64":false,"crit":["b64"]})"};
  const PartText also{.key = ec(), .header = R"({"alg":"ES256","b64":false,"crit":["b64"]})"};
  CHECK(samples::verify(general({part(unencoded), part(also)})) == "accepted");
  CHECK(samples::verify(general({part(unencoded), part(ec_part())})) == "header_malformed b64");
  CHECK(samples::verify(general({part(ec_part()), part(unencoded)}), any) == "header_malformed b64");
}

TEST_CASE("the limit on signatures holds, and what exceeds it is not read") {
  const std::vector<std::string> eight(8, part({}));
  CHECK(samples::verify(general(eight)) == "accepted");
  std::vector<std::string> nine = eight;
  nine.emplace_back("1");
  CHECK(samples::verify(general(nine)) == "token_too_large signatures");
  CHECK(samples::verify(general(nine), any) == "token_too_large signatures");
  nine.back() = part({});
  CHECK(samples::verify(general(nine), {.limits = {.signatures = 9}}) == "accepted");
  CHECK(samples::verify(general({part({})}), {.limits = {.signatures = 1}}) == "accepted");
  CHECK(samples::verify(general({part({}), part({})}), {.limits = {.signatures = 1}}) ==
        "token_too_large signatures");
}

TEST_CASE("members of all signatures together are bounded") {
  std::string many = R"({"x0":0)";
  for (int i = 1; i < 60; ++i) many += ",\"x" + std::to_string(i) + "\":0";
  const std::string with_many = part({.unprotected = many + '}'});
  CHECK(samples::verify(general({with_many, with_many, with_many})) == "accepted");
  CHECK(samples::verify(general({with_many, with_many, with_many, with_many, with_many})) ==
        "json_too_many_members");
}

TEST_CASE("no other byte anywhere in a JWS makes another payload or header of it") {
  const std::string payload = base64url_encode(R"({"sub":"ann"})");
  PartText from{.unprotected = R"({"own":"\u0061"})", .payload = payload};
  PartText second = okp_part();
  second.payload = payload;
  const std::string compact_text = compact(from.header, payload);
  for (const std::string& good :
       {compact_text, flattened(from), general({part(from), part(second)}, payload)}) {
    for (std::size_t at = 0; at < good.size(); ++at) {
      for (const char other :
           {'\0', '"', '.', '=', 'A', '{', '\\', '\xff', static_cast<char>(good[at] ^ 1)}) {
        std::string text = good;
        text[at] = other;
        const auto jws = verify_jws(text, three_keys(), three_algorithms, any);
        if (!jws) continue;
        CAPTURE(text);
        CHECK(jws->payload() == R"({"sub":"ann"})");
        CHECK(std::ranges::all_of(jws->signatures(), [](const VerifiedSignature& each) {
          return each.protected_text() == R"({"alg":"HS256"})" ||
                 each.protected_text() == R"({"alg":"EdDSA"})";
        }));
      }
    }
  }
}
