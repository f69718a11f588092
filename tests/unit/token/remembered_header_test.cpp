// A header that a verifier remembers: it saves work, and changes no verdict.
#include "unit/token/counted_new.hpp"
#include "unit/token/tokens.hpp"

using namespace signet;
using namespace signet_test;

namespace {

// With a kid that lies in no short string, so that reading it allocates.
constexpr std::string_view header = R"({"alg":"HS256","kid":"a key id longer than any string keeps inside"})";

}  // namespace

TEST_CASE("a header is remembered once a token of it has verified, and not before") {
  const auto verifier = lenient_verifier(rules::subject("ann"));
  const std::string good = token_of(hs256(), header, R"({"sub":"ann"})");
  const std::string bad = token_of(hs256(), header, R"({"sub":"eve"})");
  const auto allocations_of = [&verifier](const std::string& token) {
    const std::size_t before = allocations();
    const bool verified = verifier.verify(token, noon).has_value();
    return std::pair{verified, allocations() - before};
  };
  const auto first_bad = allocations_of(bad);
  CHECK(allocations_of(bad) == first_bad);  // read each time
  CHECK(first_bad.second != 0);
  CHECK(allocations_of(good).first);
  CHECK(allocations_of(good) == std::pair{true, std::size_t{0}});
  CHECK(allocations_of(bad) == std::pair{false, std::size_t{0}});
}

TEST_CASE("what one verifier remembers, another of the same keys judges by its own options") {
  auto options = options_of(rules::subject("ann"));
  options.accept_any_audience = true;
  options.accept_without_expiry = true;
  const std::string token = token_of(hs256(), header, R"({"sub":"ann"})");
  CHECK(verdict(built(options), token) == "accepted");

  auto other_algorithms = options;
  other_algorithms.algorithms = {Algorithm::RS256};
  CHECK(verdict(built(other_algorithms), token) == "algorithm_not_allowed");
  auto other_policy = options;
  other_policy.policy = rules::subject("eve");
  CHECK(verdict(built(other_policy), token) == "claim_mismatch sub");
  auto fewer_members = options;
  fewer_members.limits.members = 1;
  CHECK(verdict(built(fewer_members), token) == "json_too_many_members");
  auto shorter_header = options;
  shorter_header.limits.header = 16;
  CHECK(verdict(built(shorter_header), token) == "token_too_large");
  CHECK(verdict(built(options), token) == "accepted");
}

TEST_CASE("under a remembered header that several keys fit, all of them are tried, or none") {
  const auto other =
      VerificationKey::from_secret(SecretBytes::copy_of(std::string(32, 'o')), Algorithm::HS256);
  REQUIRE(other.has_value());
  auto options = options_of(rules::subject("ann"));
  options.accept_any_audience = true;
  options.accept_without_expiry = true;
  options.keys = KeySource::from(KeySet{{*other, hs256().verification_key()}});
  auto two = options;
  two.try_candidates = 2;
  const std::string token = token_of(hs256(), header, R"({"sub":"ann"})");
  const std::string forged = token.substr(0, token.rfind('.') + 1) + std::string(43, 'A');
  const auto trying_both = built(two);
  for (int round = 0; round < 2; ++round) {  // new, and remembered
    CHECK(verdict(trying_both, token) == "accepted");
    CHECK(verdict(trying_both, forged) == "signature_invalid");
    CHECK(verdict(built(options), token) == "key_ambiguous");
  }
}

TEST_CASE("a changed signature is refused under a remembered header") {
  const auto verifier = lenient_verifier(rules::subject("ann"));
  const std::string token = token_of(hs256(), header, R"({"sub":"ann"})");
  REQUIRE(verdict(verifier, token) == "accepted");
  const std::string forged = token.substr(0, token.rfind('.') + 1) + std::string(43, 'A');
  CHECK(verdict(verifier, forged) == "signature_invalid");
}

TEST_CASE("T35: the parts of a token are counted under a remembered header as under any") {
  const std::string good = token_of(hs256(), header, R"({"sub":"ann"})");
  const std::string encoded = base64url_encode(header);
  auto options = options_of(rules::subject("ann"));
  options.accept_any_audience = true;
  options.accept_without_expiry = true;
  const auto fresh = built(options);
  options.keys = KeySource::from(hs256().verification_key());
  const auto knowing = built(options);
  REQUIRE(verdict(knowing, good) == "accepted");
  const struct {
    std::string token;
    std::string_view verdict;
  } rows[] = {{encoded, "token_malformed"},
              {encoded + ".", "token_malformed"},
              {encoded + "..", "token_malformed"},
              {encoded + ".e30", "token_malformed"},
              {encoded + ".e30.", "token_malformed"},
              {encoded + "..e30", "signature_invalid"},
              {encoded + ".e30.e30.e30", "token_malformed"},
              {encoded + "....", "token_encrypted"},
              {encoded + ".e30.e30.e30.e30", "token_encrypted"},
              {encoded + ".e30.e30.e30.e30.e30", "token_malformed"},
              {signed_input(hs256(), encoded + ".e30.e30"), "token_malformed"},
              {signed_input(hs256(), encoded + ".e30."), "token_malformed"},
              {signed_input(hs256(), encoded + ".e30.e30.e30"), "token_encrypted"},
              {good + std::string(options.limits.token, 'A'), "token_too_large"}};
  for (const auto& row : rows) {
    CAPTURE(row.token);
    CHECK(verdict(fresh, row.token) == row.verdict);
    CHECK(verdict(knowing, row.token) == row.verdict);
  }
}
