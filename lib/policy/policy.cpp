// The verdict of a policy: runs its program, and sums up how the alternatives failed.
#include "signet/policy/policy.hpp"

#include <optional>

#include "policy/program.hpp"

namespace signet::inline v0 {
namespace detail {
namespace {

// The leaves that failed and may decide how the whole fails. When a part of the policy turns out to hold,
// its failures are forgotten; they are always the last ones. So it is enough to know the first failure and
// the first ones after it that differ from it.
class Failures {
 public:
  void add(std::uint32_t leaf, const Error& error) noexcept {
    if (!first_) {
      first_ = error;
      first_at_ = leaf;
    }
    if (error.code() != first_->code() && leaf < other_code_at_) other_code_at_ = leaf;
    if (error.name() != first_->name() && leaf < other_name_at_) other_name_at_ = leaf;
  }

  void forget_from(std::uint32_t leaf) noexcept {
    if (first_at_ >= leaf) *this = {};
    if (other_code_at_ >= leaf) other_code_at_ = none;
    if (other_name_at_ >= leaf) other_name_at_ = none;
  }

  Error verdict() const noexcept {
    if (other_code_at_ != none) return fail(Errc::no_alternative);
    return other_name_at_ != none ? fail(first_->code()) : *first_;
  }

 private:
  static constexpr std::uint32_t none = 0xffffffff;
  std::optional<Error> first_;
  std::uint32_t first_at_ = none;
  std::uint32_t other_code_at_ = none;
  std::uint32_t other_name_at_ = none;
};

}  // namespace

std::optional<Error> refusal(const PolicyProgram& program, const Inquiry& inquiry) noexcept {
  Failures failures;
  for (std::uint32_t at = 0; at != accept;) {
    const Leaf& leaf = program.leaves[at];
    const Finding found = finding(program, leaf, inquiry);
    if (holds(leaf, found)) {
      failures.forget_from(leaf.yes.from);
      at = leaf.yes.to;
    } else {
      failures.add(at, failure(program, leaf, found));
      if (leaf.no.to == reject) return failures.verdict();
      at = leaf.no.to;
    }
  }
  return std::nullopt;
}

namespace {

Result<void> check(const PolicyProgram& program, const TokenView& token, const NumericDate now,
                   const Expected& expected, const Leeway& leeway) noexcept {
  if (const auto* const registered = token.claims.registered()) {
    const auto error = refusal(program, {token, *registered, now, expected, leeway});
    return error ? Result<void>{*error} : Result<void>{};
  }
  const RegisteredClaims registered{token.claims};
  const auto error = refusal(program, {token, registered, now, expected, leeway});
  return error ? Result<void>{*error} : Result<void>{};
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
