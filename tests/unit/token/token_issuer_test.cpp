// The issuer: what it writes, what it refuses, and that a kept buffer costs no allocation.
#include "signet/token/token_issuer.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "signet/core/uuid.hpp"
#include "signet/jose/external_signer.hpp"
#include "unit/token/counted_new.hpp"
#include "unit/token/tokens.hpp"

using namespace signet;
using namespace signet::rules;
using namespace signet_test;

namespace {

// Gives bytes of one value, so that the jti is known.
class FixedRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte> out) override {
    for (std::byte& byte : out) byte = std::byte{0xab};
    return {};
  }
};

class NoRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) override { return fail(Errc::random_unavailable); }
};

TokenIssuer issuer_of(const TokenIssuerOptions& options) {
  auto issuer = TokenIssuer::build(options);
  REQUIRE(issuer.has_value());
  return *issuer;
}

TokenIssuerOptions full_options() {
  return {.key = hs256().with_kid("k1"),
          .issuer = "https://id.example",
          .audience = {"api", "web"},
          .lifetime = Seconds::of(600),
          .typ = "at+jwt",
          .not_before = true};
}

// All that flow B's tokens say: sub, email, iat and exp.
TokenIssuerOptions bare_options() {
  return {.key = hs256(), .lifetime = Seconds::of(3600), .typ = {}, .token_id = false};
}

std::string part_of(const std::string& token, std::size_t from, char until) {
  const auto decoded = base64url_decode(std::string_view{token}.substr(from, token.find(until, from) - from));
  REQUIRE(decoded.has_value());
  return *decoded;
}

std::string header_of(const std::string& token) { return part_of(token, 0, '.'); }
std::string payload_of(const std::string& token) { return part_of(token, token.find('.') + 1, '.'); }

std::string issue_verdict(const std::vector<Claim>& claims) {
  FixedRandom random;
  return verdict_of(issuer_of(bare_options()).issue({.subject = "ann", .claims = claims}, noon, random));
}

}  // namespace

TEST_CASE("claims stand in the documented order") {
  FixedRandom random;
  const auto token =
      issuer_of(full_options())
          .issue({.subject = "ann"}, NumericDate::from_microseconds(1'700'000'000'999'999), random);
  REQUIRE(token.has_value());
  CHECK(header_of(*token) == R"({"alg":"HS256","typ":"at+jwt","kid":"k1"})");
  CHECK(payload_of(*token) ==
        R"({"iss":"https://id.example","sub":"ann","aud":["api","web"],"exp":1700000600,"nbf":1700000000,)"
        R"("iat":1700000000,"jti":"abababab-abab-4bab-abab-abababababab"})");
}

TEST_CASE("the earliest and the latest moment are written whole") {
  FixedRandom random;
  const auto issuer = issuer_of(full_options());
  const auto dates_at = [&](std::int64_t microseconds) {
    const auto token = issuer.issue({}, NumericDate::from_microseconds(microseconds), random);
    const std::string payload = payload_of(*token);
    const std::size_t from = payload.find(R"("exp")");
    return payload.substr(from, payload.find(R"(,"jti")") - from);
  };
  CHECK(dates_at(INT64_MIN) == R"("exp":-9223372036255,"nbf":-9223372036855,"iat":-9223372036855)");
  CHECK(dates_at(INT64_MAX) == R"("exp":9223372036854,"nbf":9223372036854,"iat":9223372036854)");
}

TEST_CASE("what an issuer has not, its tokens do not say") {
  FixedRandom random;
  const std::array claims{Claim::text("email", "a@b.com")};
  const auto token = issuer_of(bare_options()).issue({.subject = "u1", .claims = claims}, noon, random);
  REQUIRE(token.has_value());
  CHECK(header_of(*token) == R"({"alg":"HS256"})");
  CHECK(payload_of(*token) == R"({"sub":"u1","exp":1700003600,"iat":1700000000,"email":"a@b.com"})");

  auto options = bare_options();
  options.audience = {"api"};
  const auto second = issuer_of(options).issue({}, noon, random);
  REQUIRE(second.has_value());
  CHECK(payload_of(*second) == R"({"aud":"api","exp":1700003600,"iat":1700000000})");
}

TEST_CASE(
    "one audience is written as an array where that is asked for, and none is not") {  // RFC 7519 §4.1.3
  FixedRandom random;
  auto options = bare_options();
  options.audience_array = true;
  CHECK(payload_of(*issuer_of(options).issue({}, noon, random)) == R"({"exp":1700003600,"iat":1700000000})");
  options.audience = {"api"};
  CHECK(payload_of(*issuer_of(options).issue({}, noon, random)) ==
        R"({"aud":["api"],"exp":1700003600,"iat":1700000000})");
}

TEST_CASE("what is the same in each token is escaped as any text is") {  // RFC 8259 §7
  FixedRandom random;
  auto options = bare_options();
  options.issuer = "a\"\\\n\x01/\xc3\xa9";
  options.audience = {"\t", "\xf0\x9f\x98\x80"};
  const auto issuer = issuer_of(options);
  for (int repetition = 0; repetition < 2; ++repetition) {
    CHECK(payload_of(*issuer.issue({.subject = "\""}, noon, random)) ==
          "{\"iss\":\"a\\\"\\\\\\n\\u0001/\xc3\xa9\",\"sub\":\"\\\"\",\"aud\":[\"\\t\",\"\xf0\x9f\x98\x80\"],"
          "\"exp\":1700003600,\"iat\":1700000000}");
  }
}

TEST_CASE("issuers and subjects of every length up to 200 are written whole, with and without escapes") {
  FixedRandom random;
  auto options = bare_options();
  for (std::size_t size = 0; size <= 200; ++size) {
    CAPTURE(size);
    const std::string text(size, 'x');
    options.issuer = text;
    const auto issuer = issuer_of(options);
    const std::string iss = size == 0 ? "" : R"("iss":")" + text + R"(",)";
    const std::string dates = R"("exp":1700003600,"iat":1700000000})";
    CHECK(payload_of(*issuer.issue({}, noon, random)) == "{" + iss + dates);
    const std::string sub = text + '"';
    CHECK(payload_of(*issuer.issue({.subject = sub}, noon, random)) ==
          "{" + iss + R"("sub":")" + text + R"(\"",)" + dates);
    if (size == 0) continue;
    CHECK(payload_of(*issuer.issue({.subject = text}, noon, random)) ==
          "{" + iss + R"("sub":")" + text + R"(",)" + dates);
  }
}

TEST_CASE("tokens hold whatever of their front was hashed ahead, for each HMAC, also by a moved issuer") {
  FixedRandom random;
  for (const Algorithm algorithm : {Algorithm::HS256, Algorithm::HS384, Algorithm::HS512}) {
    auto options = bare_options();
    options.key = key_of(algorithm);
    for (std::size_t size = 0; size <= 300; ++size) {
      CAPTURE(size);
      options.issuer = std::string(size, 'x');
      auto issuer = issuer_of(options);
      const auto holds = [&](const TokenIssuer& by, const NewToken& token) {
        const auto issued = by.issue(token, noon, random);
        const std::string input = issued->substr(0, issued->rfind('.'));
        return *issued == signed_input(options.key, input);
      };
      REQUIRE(holds(issuer, {}));
      REQUIRE(holds(issuer, {.subject = "ann"}));
      const TokenIssuer copy = issuer;
      const TokenIssuer moved = std::move(issuer);
      REQUIRE(holds(copy, {.subject = "ann"}));
      REQUIRE(holds(moved, {.subject = "ann"}));
    }
  }
}

TEST_CASE("claims of every kind are written as their kind") {
  FixedRandom random;
  const std::array claims{Claim::text("t", "a\"\n"), Claim::integer("i", INT64_MIN),
                          Claim::boolean("b", false), Claim::json("j", R"({"a":[1,null]})"),
                          Claim::text("", "")};
  const auto token = issuer_of(bare_options()).issue({.claims = claims}, noon, random);
  REQUIRE(token.has_value());
  CHECK(payload_of(*token) ==
        R"({"exp":1700003600,"iat":1700000000,"t":"a\"\n","i":-9223372036854775808,"b":false,)"
        R"("j":{"a":[1,null]},"":""})");
}

TEST_CASE("a token that is issued verifies, for each algorithm") {
  for (const AlgorithmSpec& spec : present_algorithms()) {
    CAPTURE(spec.name);
    auto options = full_options();
    options.key = key_of(spec.algorithm);
    const auto token = issuer_of(options).issue({.subject = "ann"}, noon, system_random());
    REQUIRE(token.has_value());
    const auto verifier = built({.algorithms = {spec.algorithm},
                                 .keys = KeySource::from(key_of(spec.algorithm).verification_key()),
                                 .policy = issuer("https://id.example") && only_audience({"api", "web"}) &&
                                           typ("at+jwt") && expires() && not_before() && issued_at()});
    CHECK(verdict(verifier, *token) == "accepted");
    CHECK(verdict_of(verifier.verify(*token, noon + Seconds::of(600))) == "token_expired exp");
    CHECK(verdict_of(verifier.verify(*token, noon - Seconds::of(1))) == "token_not_yet_valid nbf");
  }
}

TEST_CASE("each token has a jti of its own") {
  const auto issuer = issuer_of(full_options());
  const auto first = issuer.issue({}, noon, system_random());
  const auto second = issuer.issue({}, noon, system_random());
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  CHECK(payload_of(*first) != payload_of(*second));
}

TEST_CASE("build refuses what no token may have, and names the option") {
  struct Row {
    Seconds lifetime;
    std::string verdict;
  };
  const std::vector<Row> rows{
      {Seconds::of(1), "accepted"},
      {Seconds::of_microseconds(999'999), "option_invalid lifetime"},
      {Seconds::of(0), "option_invalid lifetime"},
      {Seconds::of(-600), "option_invalid lifetime"},
      {Seconds::of(366 * 86'400), "accepted"},
      {Seconds::of_microseconds(366LL * 86'400 * 1'000'000 + 1), "option_invalid lifetime"},
  };
  for (const Row& row : rows) {
    auto options = full_options();
    options.lifetime = row.lifetime;
    CHECK(verdict_of(TokenIssuer::build(options)) == row.verdict);
  }
  auto options = full_options();
  options.issuer = "\xff";
  CHECK(verdict_of(TokenIssuer::build(options)) == "option_invalid issuer");
  options = full_options();
  options.audience = {"api", "\xff"};
  CHECK(verdict_of(TokenIssuer::build(options)) == "option_invalid audience");
  options = full_options();
  options.typ = "\xff";
  CHECK(verdict_of(TokenIssuer::build(options)) == "option_invalid typ");
  options = full_options();
  options.key = hs256().with_kid("\xff");
  CHECK(verdict_of(TokenIssuer::build(options)) == "option_invalid key");
}

TEST_CASE("a claim that the issuer writes itself, or that stands twice, is refused by name") {
  for (const char* name : {"iss", "sub", "aud", "exp", "nbf", "iat", "jti"}) {
    CHECK(issue_verdict({Claim::text(name, "x")}) == std::string{"claim_invalid "} + name);
  }
  CHECK(issue_verdict({Claim::text("a", "x"), Claim::text("b", "x"), Claim::integer("a", 1)}) ==
        "claim_invalid a");
  CHECK(issue_verdict({Claim::text("a", "x"), Claim::text("A", "x")}) == "accepted");
}

TEST_CASE("a claim given as JSON is exactly one value") {
  for (const char* json : {"1", "null", " [1, 2] ", R"("x")", R"({"a":{"b":[]}})"}) {
    CAPTURE(json);
    CHECK(issue_verdict({Claim::json("j", json)}) == "accepted");
  }
  for (const char* json : {"", " ", "1,", R"(1,"admin":true)", "1}", "1}{", "[1", "]", "x", "01",
                           R"({"a":1,"a":2})", R"("\ud800")", "\"\xff\"", R"({"x":1)", R"(2},"c":3)"}) {
    CAPTURE(json);
    CHECK(issue_verdict({Claim::json("j", json)}) == "claim_invalid j");
  }
  CHECK(issue_verdict({Claim::json("j", "\"" + std::string(5000, 'x') + "\"")}) == "accepted");
}

TEST_CASE("text that is not UTF-8 and a refused claim leave the buffer empty") {
  FixedRandom random;
  std::string out = "kept";
  const auto issuer = issuer_of(bare_options());
  CHECK(verdict_of(issuer.issue_into(out, {.subject = "\xff"}, noon, random)) == "utf8_invalid");
  CHECK(out.empty());
  out = "kept";
  const std::array claims{Claim::json("j", R"({"a":1)")};
  CHECK(verdict_of(issuer.issue_into(out, {.claims = claims}, noon, random)) == "claim_invalid j");
  CHECK(out.empty());
  CHECK(issue_verdict({Claim::text("t", "\xc0\x80")}) == "utf8_invalid");
  CHECK(issue_verdict({Claim::text("\xff", "t")}) == "utf8_invalid");
}

TEST_CASE("without random bytes there is no jti and no token") {
  NoRandom random;
  std::string out = "kept";
  CHECK(verdict_of(issuer_of(full_options()).issue_into(out, {}, noon, random)) == "random_unavailable");
  CHECK(out.empty());
  CHECK(verdict_of(issuer_of(bare_options()).issue({}, noon, random)) == "accepted");
}

TEST_CASE("issue_into overwrites its buffer with what issue returns") {
  FixedRandom random;
  const auto issuer = issuer_of(full_options());
  std::string out(5000, 'x');
  REQUIRE(issuer.issue_into(out, {.subject = "ann"}, noon, random).has_value());
  CHECK(out == *issuer.issue({.subject = "ann"}, noon, random));
}

TEST_CASE("issuing into a kept buffer allocates nothing of ours, however long the claims are") {
  for (const AlgorithmSpec& spec : present_algorithms()) {
    CAPTURE(spec.name);
    FixedRandom random;
    auto options = full_options();
    options.key = key_of(spec.algorithm);
    const auto issuer = issuer_of(options);
    for (const std::size_t size : {std::size_t{10}, std::size_t{1025}, std::size_t{8192}}) {
      const std::string filler(size, 'x');
      const std::string list = R"([")" + filler + R"("])";
      const std::array claims{Claim::text("x", filler), Claim::json("y", list)};
      std::string out;
      REQUIRE(issuer.issue_into(out, {.claims = claims}, noon, random).has_value());
      const std::size_t before = allocations();
      const auto issued = issuer.issue_into(out, {.claims = claims}, noon, random);
      const std::size_t made = allocations() - before;
      REQUIRE(issued.has_value());
      CHECK(payload_of(out).ends_with(R"(,"x":")" + filler + R"(","y":)" + list + "}"));
      CHECK(made == 0);
    }
  }
}

TEST_CASE("a new token of usual size is one allocation") {
  FixedRandom random;
  const auto issuer = issuer_of(full_options());
  const std::size_t before = allocations();
  const auto token = issuer.issue({.subject = "ann"}, noon, random);
  const std::size_t made = allocations() - before;
  REQUIRE(token.has_value());
  CHECK(made == 1);
}

TEST_CASE("tokens are issued by a key whose private part is elsewhere, and its errors are passed on") {
  const SigningKey& own = key_of(Algorithm::ES256);
  bool busy = false;
  const auto key = SigningKey::from_signer(
      own.verification_key(), [&](std::string_view input, std::span<std::byte> out) -> Result<std::size_t> {
        if (busy) return Error::retry(Errc::overloaded, 5);
        return own.sign(input, out);
      });
  REQUIRE(key.has_value());
  auto options = bare_options();
  options.key = *key;
  const TokenIssuer issuer = issuer_of(options);
  FixedRandom random;
  std::string token;
  REQUIRE(issuer.issue_into(token, {.subject = "ann"}, noon, random));
  const auto verifier = built({.algorithms = {Algorithm::ES256},
                               .keys = KeySource::from(key->verification_key()),
                               .policy = subject("ann") && expires(),
                               .accept_any_audience = true});
  CHECK(verdict(verifier, token) == "accepted");
  busy = true;
  const auto refused = issuer.issue_into(token, {.subject = "ann"}, noon, random);
  CHECK(refused.error() == Error{Errc::overloaded});
  CHECK(refused.error().retry_after() == 5U);
  CHECK(token.empty());
}
