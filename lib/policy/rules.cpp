// The rules that policies are made of, each a program of one leaf.
#include "signet/policy/rules.hpp"

#include "policy/program.hpp"

namespace signet::inline v0::rules {
namespace {

using detail::Leaf;
using detail::LeafOp;

using Texts = std::initializer_list<std::string_view>;

Rule claim_rule(const Leaf& leaf, std::string_view name, Texts operands = {}) {
  return detail::PolicyAccess::rule(detail::single(leaf, name, operands));
}

Policy policy_rule(const Leaf& leaf, std::string_view name) {
  return detail::PolicyAccess::policy(detail::single(leaf, name));
}

}  // namespace

Rule issuer(std::string_view name) { return claim("iss").equals(name); }
Rule subject(std::string_view name) { return claim("sub").equals(name); }
Rule any_audience(Texts names) { return claim_rule({.op = LeafOp::any_audience}, "aud", names); }
Rule only_audience(Texts names) { return claim_rule({.op = LeafOp::only_audience}, "aud", names); }
Rule typ(std::string_view media_type) { return claim_rule({.op = LeafOp::typ}, "typ", {media_type}); }
Rule scope(std::string_view value) {
  const bool is_value = !value.empty() && value.find(' ') == std::string_view::npos;  // else in no scope
  return claim_rule({.op = LeafOp::scope, .number = is_value ? 1 : 0}, "scope", {value});
}

Rule ClaimRule::present() const { return claim_rule({.op = LeafOp::present}, name_); }
Rule ClaimRule::equals(std::string_view text) const { return one_of({text}); }
Rule ClaimRule::one_of(Texts texts) const { return claim_rule({.op = LeafOp::text}, name_, texts); }
Rule ClaimRule::contains(std::string_view text) const {
  return claim_rule({.op = LeafOp::contains}, name_, {text});
}
Rule ClaimRule::equals(std::int64_t number) const {
  return claim_rule({.op = LeafOp::integer, .number = number}, name_);
}
Rule ClaimRule::equals(bool value) const {
  return claim_rule({.op = LeafOp::boolean, .number = value ? 1 : 0}, name_);
}

Rule nonce() { return claim_rule({.op = LeafOp::nonce}, "nonce"); }
Rule access_token_hash() { return claim_rule({.op = LeafOp::access_token_hash}, "at_hash"); }
Rule key_thumbprint() { return claim_rule({.op = LeafOp::key_thumbprint}, "cnf"); }

Policy expires() { return policy_rule({.op = LeafOp::expires}, "exp"); }
Policy not_before() { return policy_rule({.op = LeafOp::not_before}, "nbf"); }
Policy issued_at() { return policy_rule({.op = LeafOp::issued_at}, "iat"); }
Policy max_age(Seconds limit) {
  return policy_rule({.op = LeafOp::max_age, .number = limit.microseconds()}, "iat");
}
Policy max_age() { return policy_rule({.op = LeafOp::expected_max_age}, "iat"); }

Policy if_present(const Rule& rule) {
  return detail::PolicyAccess::policy(detail::absence_accepted(detail::PolicyAccess::program(rule)));
}
Policy custom(std::string_view name, bool (*accepts)(const TokenView& token) noexcept) {
  return policy_rule({.op = LeafOp::custom, .accepts = accepts}, name);
}

}  // namespace signet::inline v0::rules
