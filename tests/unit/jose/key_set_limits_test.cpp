// How large a key set may be, and what one key that is too large does to the others.
#include <doctest/doctest.h>

#include "signet/jose/key_set.hpp"
#include "unit/jose/key_set_texts.hpp"

using namespace signet;
using samples::parse_error;
using samples::set_of;

namespace {

const Error malformed = fail(Errc::key_malformed);
const Error too_many = fail(Errc::key_unsupported, "keys");
const std::string good = samples::named(samples::ec_jwk(), "good");

// A public RSA-4096 key as providers publish it, with a chain of two certificates: some 5 KiB. No prime was
// looked for; nothing signs with it.
std::string full_size_jwk(std::size_t number) {
  const std::string modulus = base64url_encode(std::string(512, '\xd5'));
  const std::string certificate = samples::quoted(std::string(1'900, 'M'));
  return R"({"kty":"RSA","use":"sig","alg":"RS256","kid":")" + std::to_string(number) + R"(","n":")" +
         modulus + R"(","e":"AQAB","x5t#S256":")" + std::string(43, 'x') + R"(","x5c":[)" + certificate +
         ',' + certificate + "]}";
}

std::vector<std::string> full_size_keys(std::size_t count) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < count; ++i) keys.push_back(full_size_jwk(i));
  return keys;
}

// `count` members that mean nothing, each before a comma.
std::string members(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += '"' + std::to_string(i) + "\":0,";
  return text;
}

std::string with_members(const std::string& object, std::size_t count) {
  return '{' + members(count) + object.substr(1);
}

std::string nested(std::size_t arrays) { return std::string(arrays, '[') + std::string(arrays, ']'); }

// That of three keys the one in the middle is skipped for this reason, and the others work.
void check_skipped(const std::string& bad, const Error& error, const Limits& limits = {}) {
  const std::string shown = bad.substr(0, 60);
  CAPTURE(shown);
  const auto set = KeySet::parse(set_of({good, bad, samples::okp_jwk()}), limits);
  REQUIRE(set);
  CHECK(set->keys().size() == 2);
  REQUIRE(set->skipped().size() == 1);
  CHECK(set->skipped()[0].index == 1);
  CHECK(set->skipped()[0].error == error);
}

}  // namespace

TEST_CASE("the limits are those that the documentation tells") {
  const Limits limits;
  CHECK(limits.token == 16'384);
  CHECK(limits.header == 4'096);
  CHECK(limits.depth == 16);
  CHECK(limits.members == 256);
  CHECK(limits.keys == 100);
  CHECK(limits.signatures == 8);
  CHECK(limits.key_text == 32'768);
  CHECK(limits.key_set_text == 1'048'576);
}

TEST_CASE("K15: a set of 100 full-size keys is read, one of 101 is refused") {
  const std::string text = set_of(full_size_keys(100));
  REQUIRE(text.size() > 450'000);
  const auto full = KeySet::parse(text);
  REQUIRE(full);
  CHECK(full->keys().size() == 100);
  CHECK(full->skipped().empty());
  CHECK(full->keys()[99].kid() == "99");
  CHECK((*full->select(samples::header(R"({"alg":"RS256","kid":"57"})"), {Algorithm::RS256}))->kid() == "57");
  CHECK(parse_error(set_of(full_size_keys(101))) == too_many);
  CHECK(KeySet::parse(set_of(full_size_keys(101)), {.keys = 101}));
}

TEST_CASE("K15: of 100,000 keys none is read, whatever they are") {
  CHECK(parse_error(set_of(std::vector<std::string>(100'000, "{}"))) == too_many);
  CHECK(parse_error(set_of(std::vector<std::string>(100'000, "null"))) == too_many);
  CHECK(parse_error(set_of(std::vector<std::string>(100'000, R"({"keys":[]})"))) == malformed);  // 1.2 MB
  CHECK(parse_error(set_of(std::vector<std::string>(100'000, good))) == malformed);
}

TEST_CASE("K15: null entries and nested sets count as keys, and are skipped as such") {
  const auto nulls = KeySet::parse(set_of(std::vector<std::string>(100, "null")));
  REQUIRE(nulls);
  CHECK(nulls->keys().empty());
  CHECK(nulls->skipped().size() == 100);
  CHECK(nulls->skipped()[99].error == malformed);
  CHECK(parse_error(set_of(std::vector<std::string>(101, "null"))) == too_many);
  check_skipped(set_of({good, good}), fail(Errc::key_malformed, "kty"));
  check_skipped('[' + good + ']', malformed);
  check_skipped("0", malformed);
  check_skipped(samples::quoted("key"), malformed);
}

TEST_CASE("K15: the bounds on the number of keys and on the text hold to the last") {
  const std::string two = set_of({good, samples::okp_jwk()});
  CHECK(KeySet::parse(two, {.keys = 2}));
  CHECK(parse_error(two, {.keys = 1}) == too_many);
  CHECK(KeySet::parse(two, {.key_set_text = two.size()}));
  CHECK(parse_error(two, {.key_set_text = two.size() - 1}) == malformed);
  const std::string padding(Limits{}.key_set_text - two.size() + 1, ' ');
  CHECK(parse_error(padding + two) == malformed);
  CHECK(KeySet::parse(R"({"keys":[)" + padding.substr(1) + two.substr(9)));
}

TEST_CASE("K15: a key that is too large, too deep or has too many members is skipped, the others work") {
  const std::string jwk = samples::named(samples::ec_jwk(), "large");
  check_skipped(samples::with(jwk, "x", samples::quoted(std::string(40'000, 'x'))), malformed);
  check_skipped(samples::with(jwk, "x5c", samples::quoted(std::string(500'000, 'x'))), malformed);
  check_skipped(samples::with(jwk, "x", samples::quoted(std::string(600, 'x'))), malformed,
                {.key_text = 500});
  check_skipped(with_members(jwk, 257 - samples::members(jwk).size()), malformed);
  check_skipped(with_members(jwk, 50'000), malformed);
  check_skipped(samples::with(jwk, "x5c", nested(16)), malformed);
  check_skipped(samples::with(jwk, "x5c", nested(63)), malformed);
  const auto largest = KeySet::parse(
      set_of({with_members(jwk, 256 - samples::members(jwk).size()), samples::with(jwk, "x5c", nested(15))}));
  REQUIRE(largest);
  CHECK(largest->keys().size() == 2);
}

TEST_CASE("K15: what no scan of a key could go into spoils the set, as what is not JSON does") {
  const auto spoiled = [](const std::string& bad) { return parse_error(set_of({good, bad})); };
  CHECK(spoiled(samples::with(good, "x5c", nested(64))) == malformed);
  CHECK(spoiled(std::string(900'000, '[')) == malformed);
  CHECK(spoiled(R"({"kty":"EC",})") == malformed);
  CHECK(spoiled(R"({"kty":"EC"}})") == malformed);
  CHECK(spoiled("{\"kty\":\"\xff\"}") == malformed);
  CHECK(spoiled("") == malformed);
  CHECK(parse_error(set_of({good}) + ' ' + set_of({good})) == malformed);
}

TEST_CASE("K16: a member that a key has twice, at any depth and however spelled, costs that key") {
  check_skipped(R"({"kty":"EC","kty":"EC"})", malformed);
  check_skipped(R"({"kty":"EC","k\u0074y":"EC"})", malformed);
  check_skipped(samples::with(good, "x", R"([{"a":{"b":0,"b":0}}])"), malformed);
}

TEST_CASE("K16: around the keys a set is one object of limited size, without equal names at any depth") {
  const std::string keys = R"("keys":[)" + good + "]";
  const auto around = [&](const std::string& before, const std::string& after) {
    return '{' + before + keys + after + '}';
  };
  CHECK(KeySet::parse(around(R"("a":{"b":1},)", R"(,"c":[{"b":1}])")));
  CHECK(KeySet::parse(around(members(255), "")));
  const auto position = [&](const std::string& text) { return parse_error(text).position().value_or(0); };
  CHECK(parse_error(around(members(256), "")) == malformed);
  CHECK(parse_error(around("", R"(,"a":0,"a":0)")) == malformed);
  CHECK(position(around("", R"(,"a":0,"a":0)")) == 1 + keys.size() + 7);
  CHECK(position(around(R"("a":{"b":0,"b":0},)", "")) == 12);
  CHECK(parse_error(around("", R"(,"k\u0065ys":[])")) == malformed);
  CHECK(parse_error(around(R"("a":)" + nested(16) + ',', "")) == malformed);
  const std::size_t frame = around(R"("a":"",)", "").size() - good.size();
  const auto filled = [&](std::size_t size) { return R"("a":")" + std::string(size, 'x') + R"(",)"; };
  CHECK(KeySet::parse(around(filled(65'535 - frame), "")));
  CHECK(parse_error(around(filled(65'536 - frame), "")) == malformed);
}

TEST_CASE("limits out of range are named before the text is looked at") {
  for (const Limits& limits :
       {Limits{.keys = 0}, Limits{.keys = 1'001}, Limits{.key_text = 0}, Limits{.key_text = 65'536},
        Limits{.key_set_text = 0}, Limits{.key_set_text = 16 * 1024 * 1024 + 1}, Limits{.members = 257},
        Limits{.depth = 0}, Limits{.signatures = 65}, Limits{.token = 0}, Limits{.header = 16'385}}) {
    CHECK(parse_error("", limits) == fail(Errc::option_invalid, "limits"));
    CHECK(VerificationKey::from_jwk("", limits).error() == fail(Errc::option_invalid, "limits"));
    CHECK(SigningKey::from_jwk("", Algorithm::ES256, limits).error() == fail(Errc::option_invalid, "limits"));
  }
  CHECK(KeySet::parse(set_of({good}), {.keys = 1'000, .key_text = 65'535, .key_set_text = 16 * 1024 * 1024}));
}
