// Every token that differs from a good one in one bit, at each vector level.
#include "support/cpu_levels.hpp"
#include "unit/token/tokens.hpp"

using namespace signet;
using namespace signet_test;

namespace {

// Long enough for several blocks of each kernel of base64url, with a rest behind them.
constexpr std::string_view claims =
    R"({"iss":"https://id.example.com","sub":"5b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001","aud":"api",)"
    R"("exp":1700000600,"nbf":1700000000,"iat":1700000000,"scope":"posts:read posts:write"})";

// What is told of a token whose character at `at` was changed.
void check_verdict(const std::string& good, const std::string& flipped, std::size_t at,
                   const std::string& found) {
  const std::size_t payload = good.find('.') + 1;
  const std::size_t signature = good.rfind('.') + 1;
  if (flipped[at] == '.' || good[at] == '.') {
    CHECK(found == "token_malformed");
  } else if (at < payload && JoseHeader::parse(std::string_view{flipped}.substr(0, payload - 1))) {
    CHECK(found == "algorithm_not_allowed");  // RS256 became PS256, which this verifier does not take
  } else if (at < payload) {
    CHECK_MESSAGE((found.starts_with("base64url_invalid") || found.starts_with("json_") ||
                   found.starts_with("header_malformed") || found.starts_with("utf8_invalid") ||
                   found.starts_with("algorithm_unsupported")),
                  found);
  } else if (at < signature) {
    CHECK(found == "signature_invalid");
  } else {
    const bool decodes = base64url_decode(std::string_view{flipped}.substr(signature)).has_value();
    CHECK(found == (decodes ? "signature_invalid" : "base64url_invalid"));
  }
}

void check_all_flips(const TokenVerifier& verifier, const std::string& good) {
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string flipped = good;
      flipped[at] = static_cast<char>(static_cast<unsigned char>(flipped[at]) ^ (1U << bit));
      CAPTURE(flipped);
      check_verdict(good, flipped, at, verdict(verifier, flipped));
    }
  }
}

void check_at_each_level(const VerificationKey& key, const std::string& good) {
  at_each_cpu_level([&] {
    const auto verifier =
        built({.algorithms = {key.algorithm()}, .keys = KeySource::from(key), .policy = api_policy()});
    check_all_flips(verifier, good);  // of a header that is not remembered
    REQUIRE(verdict(verifier, good) == "accepted");
    check_all_flips(verifier, good);  // and of one that is
  });
}

std::string token_by(Algorithm algorithm) {
  return token_of(key_of(algorithm), R"({"alg":")" + std::string{to_string(algorithm)} + R"("})", claims);
}

}  // namespace

TEST_CASE("T16 T37: a token with any one bit flipped is refused, at each vector level") {
  for (const Algorithm algorithm : {Algorithm::HS256, Algorithm::ES256, Algorithm::EdDSA, Algorithm::RS256}) {
    CAPTURE(to_string(algorithm));
    check_at_each_level(key_of(algorithm).verification_key(), token_by(algorithm));
  }
}

TEST_CASE("T16 T37: a prepared key refuses a token with any one bit flipped, at each vector level") {
  for (const Algorithm algorithm : {Algorithm::ES256, Algorithm::EdDSA}) {
    CAPTURE(to_string(algorithm));
    const VerificationKey prepared = key_of(algorithm).verification_key().prepared();
    REQUIRE(prepared.table_bytes() != 0);
    check_at_each_level(prepared, token_by(algorithm));
  }
}
