// How policies join, negate, fail, share and say what they demand.
#include "signet/policy/policy.hpp"

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "signet/policy/rules.hpp"
#include "unit/policy/claims_text.hpp"

using namespace signet;
using namespace signet::rules;
using namespace signet_test;

namespace {

const ClaimPolicy a = claim("a").equals("x");
const ClaimPolicy b = claim("b").equals("x");
const ClaimPolicy c = claim("c").equals("x");

template <class T>
concept Negatable = requires(const T& policy) { !policy; };
template <class T>
concept Optional = requires(const T& policy) { if_present(policy); };

static_assert(Negatable<Rule> && Negatable<ClaimPolicy> && !Negatable<Policy>);
static_assert(Optional<Rule> && !Optional<ClaimPolicy> && !Optional<Policy>);
static_assert(std::is_same_v<decltype(!issuer("a")), Rule>);
static_assert(std::is_same_v<decltype(issuer("a") && issuer("b")), ClaimPolicy>);
static_assert(std::is_same_v<decltype(issuer("a") || expires()), Policy>);
static_assert(!std::is_convertible_v<Policy, ClaimPolicy> && !std::is_convertible_v<ClaimPolicy, Rule>);

}  // namespace

TEST_CASE("and fails as its first failing rule does, in written order") {
  check_rows({
      {a && b && c, R"({"a":"x","b":"x","c":"x"})", "accepted"},
      {a && b && c, R"({"a":"y","c":"y"})", "claim_mismatch a"},
      {a && b && c, R"({"a":"x","c":"y"})", "claim_missing b"},
      {a && (b && c), R"({"a":"x","b":"x","c":1})", "claim_invalid c"},
  });
}

TEST_CASE("or fails with what all its alternatives share") {
  check_rows({
      {a || b, R"({"b":"x"})", "accepted"},
      {a || b, R"({"a":"y","b":"y"})", "claim_mismatch"},
      {a || claim("a").equals("z"), R"({"a":"y"})", "claim_mismatch a"},
      {a || claim("a").equals(1), R"({"a":"y"})", "no_alternative"},
      {a || b, R"({"a":"y"})", "no_alternative"},
      {a || b || c, "{}", "claim_missing"},
      {a || (b || c), R"({"a":"y","b":"y"})", "no_alternative"},
      {a || expires(), "{}", "claim_missing"},
  });
}

TEST_CASE("alternatives that turned out to hold do not colour a later failure") {
  check_rows({
      {(a || b) && c, R"({"b":"x","c":"y"})", "claim_mismatch c"},
      {a || ((b || c) && b), R"({"a":"y","b":"y","c":"x"})", "claim_mismatch"},
      {a || ((b || c) && claim("d").equals("x")), R"({"a":"y","c":"x","d":"y"})", "claim_mismatch"},
      {((a || b) && (b || c)) || a, R"({"a":"y","b":"y"})", "claim_mismatch"},
  });
}

TEST_CASE("negation reaches every rule, and absence fails it all the same") {
  check_rows({
      {!a, R"({"a":"y"})", "accepted"},
      {!a, R"({"a":"x"})", "claim_forbidden a"},
      {!a, "{}", "claim_missing a"},
      {!a, R"({"a":1})", "claim_invalid a"},
      {!!a, "{}", "claim_missing a"},
      {!!a, R"({"a":"x"})", "accepted"},
      {!(a && b), R"({"a":"x","b":"y"})", "accepted"},
      {!(a && b), R"({"a":"x","b":"x"})", "claim_forbidden"},
      {!(a && b), R"({"a":"x"})", "no_alternative"},
      {!(a || b), R"({"a":"y","b":"y"})", "accepted"},
      {!(a || b), R"({"a":"y","b":"x"})", "claim_forbidden b"},
      {!(a || !b) && c, R"({"a":"y","b":"x","c":"x"})", "accepted"},
      {!((a || b) && c) || a, R"({"a":"y","b":"x","c":"x"})", "no_alternative"},
  });
}

TEST_CASE("an error outlives the policy and the claims it came from") {
  std::optional<Policy> policy{claim("a_name_of_more_than_twenty_four_bytes").equals("x")};
  std::optional<ClaimsText> claims{std::in_place, "{}"};
  const auto met = policy->check(claims->view(), noon);
  policy.reset();
  claims.reset();
  CHECK(met.error() == fail(Errc::claim_missing, "a_name_of_more_than_twen"));
}

TEST_CASE("a policy keeps copies of the texts it was made of, and parts may be dropped") {
  std::string name = "https://id.example";
  std::optional<Policy> joined;
  {
    const ClaimPolicy first = issuer(name);
    const ClaimPolicy second = any_audience({name, "b"});
    joined = first && second;
  }
  name.assign(name.size(), '?');
  CHECK(verdict(*joined, R"({"iss":"https://id.example","aud":"b"})") == "accepted");
}

TEST_CASE("a policy that was moved from is still whole") {
  Policy first = issuer("a");
  const Policy second = std::move(first);
  CHECK(verdict(first, R"({"iss":"a"})") == "accepted");  // NOLINT(bugprone-use-after-move)
  CHECK(verdict(second, R"({"iss":"b"})") == "claim_mismatch iss");
}

TEST_CASE("a policy of many thousand rules needs no deeper stack") {
  ClaimPolicy wide = a;
  for (int i = 0; i < 2'000; ++i) wide = (i % 2 == 0) ? (b || wide) : (a && wide);
  CHECK(verdict(wide, R"({"a":"x","b":"y"})") == "accepted");
  CHECK(verdict(!wide, R"({"a":"x","b":"y"})") == "claim_forbidden a");
}

TEST_CASE("an audience or expiry is demanded only when no way to pass avoids it") {
  struct Demand {
    Policy policy;
    bool audience;
    bool expiry;
  };
  const ClaimPolicy aud = any_audience({"api"});
  const std::vector<Demand> rows{
      {a, false, false},
      {aud, true, false},
      {only_audience({"api"}), true, false},
      {expires(), false, true},
      {a && aud && expires(), true, true},
      {(aud && a) || (only_audience({"b"}) && b), true, false},
      {(aud && a) || b, false, false},
      {aud && (a || expires()), true, false},
      {(aud && expires()) || (expires() && aud), true, true},
      {!aud, false, false},
      {!!aud, true, false},
      {!(!aud || a), true, false},
      {!(!aud && a), false, false},
      {if_present(any_audience({"api"})), false, false},
      {if_present(any_audience({"api"})) && aud, true, false},
      {max_age(Seconds::of(60)), false, false},
      {claim("aud").equals("api"), false, false},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    CHECK(rows[i].policy.demands_audience() == rows[i].audience);
    CHECK(rows[i].policy.demands_expiry() == rows[i].expiry);
  }
}
