// Expected and Leeway: rules that read what only this call knows, and clocks that differ.
#include "signet/policy/expected.hpp"

#include <string>
#include <vector>

#include "signet/policy/rules.hpp"
#include "unit/policy/claims_text.hpp"

using namespace signet;
using namespace signet::rules;
using namespace signet_test;

namespace {

struct ExpectedRow {
  Policy policy;
  std::string json;
  Expected expected;
  std::string verdict;
};

void check_expected(const std::vector<ExpectedRow>& rows) {
  for (const ExpectedRow& row : rows) {
    CAPTURE(row.json);
    CAPTURE(row.verdict);
    CHECK(verdict(row.policy, row.json, row.expected) == row.verdict);
  }
}

// A member of 1,024 bytes in all when `filler` is 1024 - 21: {"jkt":"abc","x":"…"}
std::string confirmation_of_size(std::size_t size) {
  return R"({"cnf":{"jkt":"abc","x":")" + std::string(size - 20, 'x') + R"("}})";
}

}  // namespace

TEST_CASE("nonce and at_hash are compared with what this call expects") {
  check_expected({
      {nonce(), R"({"nonce":"n1"})", {.nonce = "n1"}, "accepted"},
      {nonce(), R"({"nonce":"n1"})", {.nonce = "n"}, "claim_mismatch nonce"},
      {nonce(), R"({"nonce":1})", {.nonce = "1"}, "claim_invalid nonce"},
      {nonce(), "{}", {.nonce = "n1"}, "claim_missing nonce"},
      {access_token_hash(), R"({"at_hash":"h"})", {.access_token_hash = "h"}, "accepted"},
      {access_token_hash(), R"({"at_hash":"h"})", {.nonce = "h"}, "claim_mismatch at_hash"},
  });
}

TEST_CASE("a member of Expected that was left out fails its rule, negated or not") {
  check_expected({
      {nonce(), R"({"nonce":""})", {}, "claim_mismatch nonce"},
      {!nonce(), R"({"nonce":"n1"})", {}, "claim_mismatch nonce"},
      {!access_token_hash(), R"({"at_hash":"h"})", {}, "claim_mismatch at_hash"},
      {key_thumbprint(), R"({"cnf":{"jkt":"abc"}})", {}, "claim_mismatch cnf"},
      {!key_thumbprint(), R"({"cnf":{"jkt":"abc"}})", {}, "claim_mismatch cnf"},
      {max_age(), R"({"iat":1700000000})", {}, "token_too_old iat"},
  });
}

TEST_CASE("the key thumbprint is the member jkt of the object cnf, read with its escapes") {
  const Expected expected{.key_thumbprint = "abc"};
  check_expected({
      {key_thumbprint(), R"({"cnf":{"jkt":"abc"}})", expected, "accepted"},
      {key_thumbprint(), R"({"cnf":{"\u006akt":"\u0061bc"}})", expected, "accepted"},
      {key_thumbprint(), R"({"cnf":{"jkt":"abd"}})", expected, "claim_mismatch cnf"},
      {!key_thumbprint(), R"({"cnf":{"jkt":"abd"}})", expected, "accepted"},
      {!key_thumbprint(), R"({"cnf":{"jkt":"abc"}})", expected, "claim_forbidden cnf"},
      {key_thumbprint(), R"({"cnf":{"x5t#S256":"abc"}})", expected, "claim_missing cnf"},
      {!key_thumbprint(), R"({"cnf":{}})", expected, "claim_missing cnf"},
      {if_present(key_thumbprint()), R"({"cnf":{}})", expected, "claim_missing cnf"},
      {if_present(key_thumbprint()), "{}", expected, "accepted"},
      {key_thumbprint(), R"({"cnf":{"jkt":1}})", expected, "claim_invalid cnf"},
      {key_thumbprint(), R"({"cnf":"abc"})", expected, "claim_invalid cnf"},
      {key_thumbprint(), R"({"cnf":["abc"]})", expected, "claim_invalid cnf"},
      {key_thumbprint(), R"({"jkt":"abc"})", expected, "claim_missing cnf"},
  });
}

TEST_CASE("a cnf of 1,024 bytes is read and one of 1,025 refused, 16 members are and 17 not") {
  const Expected expected{.key_thumbprint = "abc"};
  std::string sixteen = R"({"cnf":{"jkt":"abc")";
  for (int i = 1; i < 16; ++i) sixteen += ",\"m" + std::to_string(i) + "\":0";
  check_expected({
      {key_thumbprint(), confirmation_of_size(1024), expected, "accepted"},
      {key_thumbprint(), confirmation_of_size(1025), expected, "claim_invalid cnf"},
      {key_thumbprint(), sixteen + "}}", expected, "accepted"},
      {key_thumbprint(), sixteen + R"(,"m16":0}})", expected, "claim_invalid cnf"},
  });
}

TEST_CASE("max_age takes its limit from the call") {
  check_expected({
      {max_age(), R"({"iat":1699999940})", {.max_age = Seconds::of(60)}, "accepted"},
      {max_age(), R"({"iat":1699999940})", {.max_age = Seconds::of(59)}, "token_too_old iat"},
      {max_age(), "{}", {.max_age = Seconds::of(60)}, "claim_missing iat"},
  });
}

TEST_CASE("C03: leeway widens each time rule by exactly itself, and only its own") {
  const Leeway leeway{
      .expires = Seconds::of(30), .not_before = Seconds::of(20), .issued_at = Seconds::of(10)};
  struct Time {
    Policy policy;
    std::string json;
    std::string verdict;
  };
  const std::vector<Time> rows{
      {expires(), R"({"exp":1699999971})", "accepted"},
      {expires(), R"({"exp":1699999970})", "token_expired exp"},
      {not_before(), R"({"nbf":1700000020})", "accepted"},
      {not_before(), R"({"nbf":1700000021})", "token_not_yet_valid nbf"},
      {issued_at(), R"({"iat":1700000010})", "accepted"},
      {issued_at(), R"({"iat":1700000011})", "token_issued_in_future iat"},
      {max_age(Seconds::of(5)), R"({"iat":1700000010})", "accepted"},
      {max_age(Seconds::of(5)), R"({"iat":1700000011})", "token_issued_in_future iat"},
  };
  for (const Time& row : rows) {
    CAPTURE(row.json);
    CHECK(verdict(row.policy, row.json, {}, leeway) == row.verdict);
  }
}
