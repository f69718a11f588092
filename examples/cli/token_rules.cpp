// The policy behind the options of `signet verify` and the members of `signet batch`: see token_rules.hpp.
#include "token_rules.hpp"

#include "signet/policy/rules.hpp"

namespace signet_cli {
namespace {

using namespace signet;

// A policy that grows by &&; a program has no policy to begin with.
class Conjunction {
 public:
  void add(const Policy& policy) { all_ = all_ ? *all_ && policy : policy; }
  const std::optional<Policy>& all() const { return all_; }

 private:
  std::optional<Policy> all_;
};

template <class MakeRule>
ClaimPolicy any_of(const std::vector<std::string>& names, MakeRule rule_of) {
  std::optional<ClaimPolicy> any;
  for (const std::string& name : names) {
    const ClaimPolicy one = rule_of(name);
    any = any ? *any || one : one;
  }
  return *any;
}

Rule has_audience(std::string_view name) { return rules::any_audience({name}); }

// RFC 7519 §4.1.3: a token that has an audience is not for somebody who names none.
bool has_no_audience(const TokenView& token) noexcept { return !token.claims.find("aud"); }

bool accepts_all(const TokenView&) noexcept { return true; }

}  // namespace

Policy policy_of(const TokenRules& demanded) {
  Conjunction policy;
  if (demanded.typ) policy.add(rules::typ(*demanded.typ));
  if (!demanded.issuers.empty()) policy.add(any_of(demanded.issuers, rules::issuer));
  if (demanded.subject) policy.add(rules::subject(*demanded.subject));
  if (!demanded.audiences.empty()) policy.add(any_of(demanded.audiences, has_audience));
  if (demanded.max_age) policy.add(rules::max_age(*demanded.max_age));
  for (const std::string& name : demanded.required) policy.add(rules::claim(name).present());
  if (!demanded.allow_no_expiry) policy.add(rules::expires());
  if (demanded.audiences.empty() && !demanded.allow_any_audience) {
    policy.add(rules::custom("aud", has_no_audience));
  }
  return policy.all() ? *policy.all() : rules::custom("any", accepts_all);
}

}  // namespace signet_cli
