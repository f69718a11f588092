// Random policies over random claims, against an evaluator that walks the written tree and shares no code.
#include <cstddef>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "signet/policy/policy.hpp"
#include "signet/policy/rules.hpp"
#include "unit/policy/claims_text.hpp"

using namespace signet;
using namespace signet_test;

namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t n) { return random() % n; }

// A claim's value, as JSON and as what the rules of this test ask about it.
struct Value {
  std::string json;
  char type;                       // s string, n integer, a array of strings, o anything else
  std::vector<std::string> texts;  // the string, the array's strings, or the scope's values
};

// As long as an issuer: rules read such texts in registered claims by a shorter way.
const std::string x = "https://id.example.com";

const std::vector<Value> values{
    {'"' + x + '"', 's', {x}},
    {R"("\u0079")", 's', {"y"}},
    {'"' + x + " y\"", 's', {x + " y"}},
    {R"("")", 's', {""}},
    {"7", 'n', {}},
    {"8", 'n', {}},
    {"[\"" + x + "\"]", 'a', {x}},
    {R"(["y","\u0068ttps://id.example.com"])", 'a', {"y", x}},
    {"[]", 'a', {}},
    {"null", 'o', {}},
    {"7.5", 'o', {}},
    {"{}", 'o', {}},
};
const std::vector<std::string> names{"a", "iss", "sub"};
using Claims = std::map<std::string, Value>;

enum class Kind {
  both,
  either,
  negation,
  text,
  one_of,
  integer,
  contains,
  any_aud,
  only_aud,
  scope,
  expiry,
  optional
};

struct Node {
  Kind kind{};
  std::string claim;
  std::string wanted;
  std::vector<Node> parts;
};

// --- the evaluator: `negated` counts the ! above, as De Morgan's laws push it down -----------------------

using Verdict = std::optional<std::pair<std::string, std::string>>;  // nothing, or code and name

bool has(const std::vector<std::string>& texts, const std::string& text) {
  for (const std::string& each : texts) {
    if (each == text) return true;
  }
  return false;
}

// Whether the rule holds of a present value; nothing when the value is of another type.
std::optional<bool> rule_holds(const Node& leaf, const Value& value) {
  const bool string = value.type == 's';
  switch (leaf.kind) {
    case Kind::text:
      return string ? std::optional{value.texts[0] == leaf.wanted} : std::nullopt;
    case Kind::one_of:
      return string ? std::optional{value.texts[0] == leaf.wanted || value.texts[0] == "y"} : std::nullopt;
    case Kind::integer:
      return value.type == 'n' ? std::optional{value.json == "7"} : std::nullopt;
    case Kind::contains:
      return value.type == 'a' ? std::optional{has(value.texts, leaf.wanted)} : std::nullopt;
    case Kind::any_aud:
      return string || value.type == 'a' ? std::optional{has(value.texts, leaf.wanted)} : std::nullopt;
    case Kind::only_aud:
      if (!string && value.type != 'a') return std::nullopt;
      for (const std::string& text : value.texts) {
        if (text != leaf.wanted) return false;
      }
      return !value.texts.empty();
    case Kind::scope:
      if (!string) return std::nullopt;
      return (" " + value.texts[0] + " ").find(" " + leaf.wanted + " ") != std::string::npos;
    case Kind::expiry:
      return value.type == 'n' ? std::optional{false} : std::nullopt;  // 7 and 8 passed in 1970
    default:
      FAIL("not a leaf");
      return false;
  }
}

std::string difference(Kind kind) {
  if (kind == Kind::scope) return "insufficient_scope";
  return kind == Kind::expiry ? "token_expired" : "claim_mismatch";
}

Verdict judge_leaf(const Node& leaf, const Claims& claims, bool negated, bool optional) {
  const auto found = claims.find(leaf.claim);
  if (found == claims.end()) return optional ? Verdict{} : Verdict{{"claim_missing", leaf.claim}};
  const auto holds = leaf.kind == Kind::expiry && found->second.json == "7.5"
                         ? std::optional{false}  // a fraction is a date
                         : rule_holds(leaf, found->second);
  if (!holds) return Verdict{{"claim_invalid", leaf.claim}};
  if (*holds != negated) return std::nullopt;
  return Verdict{{negated ? "claim_forbidden" : difference(leaf.kind), leaf.claim}};
}

Verdict judge(const Node& node, const Claims& claims, bool negated) {
  if (node.kind == Kind::negation) return judge(node.parts[0], claims, !negated);
  if (node.kind == Kind::optional) return judge_leaf(node.parts[0], claims, negated, true);
  if (node.kind != Kind::both && node.kind != Kind::either) return judge_leaf(node, claims, negated, false);
  const auto left = judge(node.parts[0], claims, negated);
  const auto right = judge(node.parts[1], claims, negated);
  if ((node.kind == Kind::both) != negated) return left ? left : right;
  if (!left || !right) return std::nullopt;
  if (left->first != right->first) return Verdict{{"no_alternative", ""}};
  return Verdict{{left->first, left->second == right->second ? left->second : ""}};
}

// --- the same tree as a policy --------------------------------------------------------------------------

Rule rule_of(const Node& leaf) {
  switch (leaf.kind) {
    case Kind::text:
      return rules::claim(leaf.claim).equals(leaf.wanted);
    case Kind::one_of:
      return rules::claim(leaf.claim).one_of({leaf.wanted, "y"});
    case Kind::integer:
      return rules::claim(leaf.claim).equals(7);
    case Kind::contains:
      return rules::claim(leaf.claim).contains(leaf.wanted);
    case Kind::any_aud:
      return rules::any_audience({leaf.wanted});
    case Kind::only_aud:
      return rules::only_audience({leaf.wanted});
    default:
      return rules::scope(leaf.wanted);
  }
}

ClaimPolicy claim_policy_of(const Node& node) {
  switch (node.kind) {
    case Kind::both:
      return claim_policy_of(node.parts[0]) && claim_policy_of(node.parts[1]);
    case Kind::either:
      return claim_policy_of(node.parts[0]) || claim_policy_of(node.parts[1]);
    case Kind::negation:
      return !claim_policy_of(node.parts[0]);
    default:
      return rule_of(node);
  }
}

Policy policy_of(const Node& node) {
  switch (node.kind) {
    case Kind::both:
      return policy_of(node.parts[0]) && policy_of(node.parts[1]);
    case Kind::either:
      return policy_of(node.parts[0]) || policy_of(node.parts[1]);
    case Kind::expiry:
      return rules::expires();
    case Kind::optional:
      return rules::if_present(rule_of(node.parts[0]));
    default:
      return claim_policy_of(node);
  }
}

// --- chance -----------------------------------------------------------------------------------------------

Node random_leaf(Random& random) {
  const auto kind = static_cast<Kind>(static_cast<std::size_t>(Kind::text) + below(random, 7));
  std::string claim = names[below(random, names.size())];
  if (kind == Kind::any_aud || kind == Kind::only_aud) claim = "aud";
  if (kind == Kind::scope) claim = "scope";
  return {kind, claim, below(random, 2) == 0 ? x : "y", {}};
}

Node random_claim_node(Random& random, std::size_t depth) {
  const std::size_t roll = depth == 0 ? 9 : below(random, 10);
  if (roll < 4)
    return {Kind::both, "", "", {random_claim_node(random, depth - 1), random_claim_node(random, depth - 1)}};
  if (roll < 8)
    return {
        Kind::either, "", "", {random_claim_node(random, depth - 1), random_claim_node(random, depth - 1)}};
  if (roll == 8) return {Kind::negation, "", "", {random_claim_node(random, depth - 1)}};
  return random_leaf(random);
}

Node random_node(Random& random, std::size_t depth) {
  const std::size_t roll = depth == 0 ? 9 : below(random, 10);
  if (roll < 4) return {Kind::both, "", "", {random_node(random, depth - 1), random_node(random, depth - 1)}};
  if (roll < 7)
    return {Kind::either, "", "", {random_node(random, depth - 1), random_node(random, depth - 1)}};
  if (roll == 7) return {Kind::optional, "", "", {random_leaf(random)}};
  if (roll == 8) return {Kind::expiry, "exp", "", {}};
  return random_claim_node(random, 2);
}

Claims random_claims(Random& random) {
  Claims claims;
  for (const char* name : {"a", "iss", "sub", "aud", "scope", "exp"}) {
    if (below(random, 3) != 0) claims.emplace(name, values[below(random, values.size())]);
  }
  return claims;
}

std::string json_of(const Claims& claims) {
  std::string json;
  for (const auto& [name, value] : claims) json += (json.empty() ? "{\"" : ",\"") + name + "\":" + value.json;
  return json.empty() ? "{}" : json + "}";
}

std::string text_of(const Verdict& verdict) {
  if (!verdict) return "accepted";
  return verdict->second.empty() ? verdict->first : verdict->first + " " + verdict->second;
}

}  // namespace

TEST_CASE("four thousand random claim policies judge as the tree they were written as") {
  Random random{20'261};
  std::size_t accepted = 0;
  for (int i = 0; i < 4'000; ++i) {
    const Node tree = random_claim_node(random, 1 + below(random, 5));
    const ClaimPolicy policy = claim_policy_of(tree);
    for (int j = 0; j < 8; ++j) {
      const Claims claims = random_claims(random);
      const std::string json = json_of(claims);
      CAPTURE(i);
      CAPTURE(json);
      const std::string expected = text_of(judge(tree, claims, false));
      REQUIRE(verdict(policy, json) == expected);
      REQUIRE(verdict(!policy, json) == text_of(judge(tree, claims, true)));
      accepted += static_cast<std::size_t>(expected == "accepted");
    }
  }
  CHECK(accepted > 3'000);  // so that the comparison saw both kinds of answer
  CHECK(accepted < 29'000);
}

TEST_CASE("four thousand random policies with times and optional rules judge as written") {
  Random random{20'262};
  for (int i = 0; i < 4'000; ++i) {
    const Node tree = random_node(random, 1 + below(random, 5));
    const Policy policy = policy_of(tree);
    for (int j = 0; j < 8; ++j) {
      const Claims claims = random_claims(random);
      const std::string json = json_of(claims);
      CAPTURE(i);
      CAPTURE(json);
      REQUIRE(verdict(policy, json) == text_of(judge(tree, claims, false)));
    }
  }
}

TEST_CASE("no policy of claim rules alone accepts an empty claims set") {
  Random random{20'263};
  for (int i = 0; i < 4'000; ++i) {
    const ClaimPolicy policy = claim_policy_of(random_claim_node(random, 1 + below(random, 6)));
    CAPTURE(i);
    REQUIRE(verdict(policy, "{}").starts_with("claim_missing"));
  }
}
