// What a policy offers: checks, and joining.
#include "signet/policy/policy.hpp"

#include "policy/program.hpp"

namespace signet::inline v0 {
namespace detail {
namespace {

Result<void> verdict(const PolicyProgram& program, const Inquiry& inquiry) noexcept {
  const auto error = refusal(program, inquiry);
  return error ? Result<void>{*error} : Result<void>{};
}

// Of a view that was made by hand.
[[gnu::noinline]] Result<void> check_unknown(const PolicyProgram& program, const TokenView& token,
                                             NumericDate now, const Expected& expected,
                                             const Leeway& leeway) noexcept {
  return verdict(program, {token, RegisteredClaims{token.claims}, now, expected, leeway});
}

Result<void> check(const PolicyProgram& program, const TokenView& token, NumericDate now,
                   const Expected& expected, const Leeway& leeway) noexcept {
  const auto* const known = token.claims.registered();
  if (known == nullptr) return check_unknown(program, token, now, expected, leeway);
  if (holds_as_usual(program, token.claims, *known, now, leeway)) return {};
  return verdict(program, {token, *known, now, expected, leeway});
}

}  // namespace
}  // namespace detail

Result<void> ClaimPolicy::check(const TokenView& token, NumericDate now, const Expected& expected,
                                const Leeway& leeway) const noexcept {
  return detail::check(*program_, token, now, expected, leeway);
}

ClaimPolicy operator&&(const ClaimPolicy& a, const ClaimPolicy& b) {
  return ClaimPolicy{detail::both(*a.program_, *b.program_)};
}

ClaimPolicy operator||(const ClaimPolicy& a, const ClaimPolicy& b) {
  return ClaimPolicy{detail::either(*a.program_, *b.program_)};
}

ClaimPolicy operator!(const ClaimPolicy& policy) { return ClaimPolicy{detail::negation(*policy.program_)}; }

Rule operator!(const Rule& rule) { return Rule{detail::negation(detail::PolicyAccess::program(rule))}; }

Result<void> Policy::check(const TokenView& token, NumericDate now, const Expected& expected,
                           const Leeway& leeway) const noexcept {
  return detail::check(*program_, token, now, expected, leeway);
}

bool Policy::demands_audience() const noexcept { return program_->audience.plain; }

bool Policy::demands_expiry() const noexcept { return program_->expiry.plain; }

Policy operator&&(const Policy& a, const Policy& b) { return Policy{detail::both(*a.program_, *b.program_)}; }

Policy operator||(const Policy& a, const Policy& b) {
  return Policy{detail::either(*a.program_, *b.program_)};
}

}  // namespace signet::inline v0
