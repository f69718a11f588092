// Reading key sets, and selecting the one key for a header.
#include "signet/jose/key_set.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "support/algorithm_keys.hpp"
#include "unit/jose/key_set_texts.hpp"

using namespace signet;

namespace {

using samples::header;
using samples::named;
using samples::parse_error;
using samples::set_of;

const AlgorithmSet& all = signet_test::all_algorithms;
const std::string ec_header = R"({"alg":"ES256"})";
const std::string ec_header_k = R"({"alg":"ES256","kid":"k"})";

}  // namespace

TEST_CASE("a set keeps its keys in order") {
  const auto set = KeySet::parse(set_of({named(samples::rsa_jwk(), "a"), named(samples::ec_jwk(), "b")}));
  REQUIRE(set);
  REQUIRE(set->keys().size() == 2);
  CHECK(set->keys()[0].kid() == "a");
  CHECK(set->keys()[1].algorithm() == Algorithm::ES256);
  CHECK(set->skipped().empty());
}

TEST_CASE("K01, K15: a key that cannot be used is skipped and reported, the others work") {
  const auto set = KeySet::parse(
      set_of({R"({"kty":"AKP"})", named(samples::ec_jwk(), "k"), "null", "[]",
              samples::with(samples::rsa_jwk(), "use", R"("enc")"), samples::without(samples::okp_jwk(), "x"),
              samples::okp_jwk(), R"({"keys":[]})"}));
  REQUIRE(set);
  CHECK(set->keys().size() == 2);
  const std::vector<std::pair<std::size_t, Error>> expected{
      {0, fail(Errc::key_malformed, "alg")}, {2, fail(Errc::key_malformed)},
      {3, fail(Errc::key_malformed)},        {4, fail(Errc::key_use_forbidden, "use")},
      {5, fail(Errc::key_malformed, "x")},   {7, fail(Errc::key_malformed, "kty")}};
  REQUIRE(set->skipped().size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(set->skipped()[i].index == expected[i].first);
    CHECK(set->skipped()[i].error == expected[i].second);
  }
  CHECK(set->select(header(ec_header_k), all));
}

TEST_CASE("K15, K16: a text that is not one object with an array of keys is refused") {
  const Error no_keys = fail(Errc::key_malformed, "keys");
  const Error malformed = fail(Errc::key_malformed);
  CHECK(parse_error("{}") == no_keys);
  CHECK(parse_error(R"({"keys":null})") == no_keys);
  CHECK(parse_error(R"({"keys":{}})") == no_keys);
  CHECK(parse_error(R"({"Keys":[]})") == no_keys);
  CHECK(parse_error("[]") == malformed);
  CHECK(parse_error("") == malformed);
  CHECK(parse_error(R"({"keys":[],"keys":[]})") == malformed);
  CHECK(parse_error(R"({"keys":[{]})") == malformed);
  CHECK(KeySet::parse(R"({"keys":[]})"));
}

TEST_CASE("K17: of a private key the public part is kept and its place reported") {
  std::string public_jwk = samples::without(samples::okp_jwk(), "d");
  const auto set =
      KeySet::parse(set_of({public_jwk, samples::rsa_jwk(), samples::hmac_jwk(), samples::ec_jwk()}));
  REQUIRE(set);
  CHECK(set->keys().size() == 4);
  const auto exposed = set->exposed();
  CHECK(std::vector<std::size_t>(exposed.begin(), exposed.end()) == std::vector<std::size_t>{1, 3});
}

TEST_CASE("K17: the text of a set has the public parts of its key pairs, and no HMAC key") {
  const auto set =
      KeySet::parse(set_of({named(samples::rsa_jwk(), "a"), samples::hmac_jwk(), samples::ec_jwk()}));
  const auto jwks = set->to_jwks();
  REQUIRE(jwks);
  for (const char* const name : {"\"d\":", "\"p\":", "\"q\":", "\"dp\":", "\"dq\":", "\"qi\":", "\"k\":"}) {
    CAPTURE(name);
    CHECK(jwks->find(name) == std::string::npos);
  }
  const auto again = KeySet::parse(*jwks);
  REQUIRE(again);
  REQUIRE(again->keys().size() == 2);
  CHECK(again->exposed().empty());
  CHECK(again->keys()[0].kid() == "a");
  CHECK(again->keys()[1].thumbprint() == set->keys()[2].thumbprint());
  CHECK(*KeySet{}.to_jwks() == R"({"keys":[]})");
}

TEST_CASE("an alg that the caller does not accept is refused before any key is looked at") {
  const auto set = KeySet::parse(set_of({samples::ec_jwk()}));
  CHECK(set->select(header(ec_header), {Algorithm::RS256}).error() == fail(Errc::algorithm_not_allowed));
  CHECK(set->select(header(ec_header), {}).error() == fail(Errc::algorithm_not_allowed));
  CHECK(KeySet{}.select(header(ec_header), {Algorithm::RS256}).error() == fail(Errc::algorithm_not_allowed));
}

TEST_CASE("K13, K12, T04: only keys of the token's algorithm are considered, whatever their kid") {
  const auto set = KeySet::parse(set_of({named(samples::rsa_jwk(), "k"), named(samples::hmac_jwk(), "k")}));
  REQUIRE(set);
  CHECK(*set->select(header(R"({"alg":"HS256","kid":"k"})"), all) == &set->keys()[1]);
  CHECK(*set->select(header(R"({"alg":"RS256","kid":"k"})"), all) == set->keys().data());
  const auto rsa_only = KeySet::parse(set_of({named(samples::rsa_jwk(), "k")}));
  CHECK(rsa_only->select(header(R"({"alg":"HS256","kid":"k"})"), all).error() == fail(Errc::key_not_found));
}

TEST_CASE("K14: which keys fit which kid") {
  const std::string a = named(samples::ec_jwk(), "a");
  const std::string k = named(samples::ec_jwk(), "k");
  const std::string bare = samples::ec_jwk();
  struct Row {
    std::vector<std::string> keys;
    std::string header;
    std::size_t found;  // the place of the key, or one of the two below
  };
  constexpr std::size_t none = 100;
  constexpr std::size_t several = 101;
  const std::vector<Row> rows{{{}, ec_header, none},
                              {{bare}, ec_header, 0},
                              {{k}, ec_header, 0},
                              {{bare, k}, ec_header, several},
                              {std::vector<std::string>(30, bare), ec_header, several},
                              {{k}, ec_header_k, 0},
                              {{a}, ec_header_k, none},
                              {{a, k}, ec_header_k, 1},
                              {{k, k}, ec_header_k, several},
                              {{bare}, ec_header_k, 0},
                              {{bare, a}, ec_header_k, 0},
                              {{bare, k}, ec_header_k, 1},
                              {{bare, bare}, ec_header_k, several},
                              {{named(bare, "")}, R"({"alg":"ES256","kid":""})", 0},
                              {{named(bare, "")}, ec_header_k, none},
                              {{bare, named(bare, "")}, R"({"alg":"ES256","kid":""})", 1}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    const auto set = KeySet::parse(set_of(rows[i].keys));
    REQUIRE(set);
    const auto selected = set->select(header(rows[i].header), all);
    if (rows[i].found == none || rows[i].found == several) {
      REQUIRE_FALSE(selected);
      CHECK(selected.error() == fail(rows[i].found == none ? Errc::key_not_found : Errc::key_ambiguous));
    } else {
      REQUIRE(selected);
      CHECK(*selected == &set->keys()[rows[i].found]);
    }
  }
}
