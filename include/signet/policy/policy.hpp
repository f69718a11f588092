// Policies: immutable values that say which claims are acceptable, joined by &&, || and !.
#pragma once

#include <string_view>

#include "signet/core/handle.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/policy/expected.hpp"
#include "signet/policy/token_view.hpp"

namespace signet::inline v0 {

namespace detail {
struct PolicyProgram;  // lib/policy/program.hpp
void retain_program(const PolicyProgram* program) noexcept;
void release_program(const PolicyProgram* program) noexcept;
using SharedProgram = SharedHandle<PolicyProgram, retain_program, release_program>;
struct PolicyAccess;
}  // namespace detail

/// A policy made of claim rules alone; the only kind that may be negated.
///
/// A rule over an absent claim fails, negated or not: `!claim("role").equals("guest")` needs a role. So does
/// a rule over a claim of the wrong type. `&&` fails as its first failing rule does, in written order. `||`
/// fails with the code that all alternatives share, and with their name if they share that too; else with
/// `no_alternative`, which has no name. A negated rule that does not hold is `claim_forbidden`. Absence is
/// `claim_missing`, told before any comparison. `!` reaches every rule: `!(a && b)` is `!a || !b`.
///
/// Copies share the program; a moved-from policy is still whole.
/// @thread const access from any number of threads
class ClaimPolicy {
 public:
  ClaimPolicy(const ClaimPolicy&) noexcept = default;
  ClaimPolicy& operator=(const ClaimPolicy&) noexcept = default;

  /// Nothing, or why the token is not acceptable. Allocates nothing.
  /// @error claim_missing, claim_mismatch, claim_invalid, claim_forbidden, no_alternative,
  ///        insufficient_scope, typ_mismatch, and for a Policy: token_expired, token_not_yet_valid,
  ///        token_issued_in_future, token_too_old, custom_rule_failed; each names its claim or rule
  [[nodiscard]] Result<void> check(const TokenView& token, NumericDate now, const Expected& expected = {},
                                   const Leeway& leeway = {}) const noexcept;

  friend ClaimPolicy operator&&(const ClaimPolicy& a, const ClaimPolicy& b);
  friend ClaimPolicy operator||(const ClaimPolicy& a, const ClaimPolicy& b);
  friend ClaimPolicy operator!(const ClaimPolicy& policy);

 private:
  friend class Policy;
  friend class Rule;
  friend struct detail::PolicyAccess;
  explicit ClaimPolicy(detail::SharedProgram program) noexcept
      : program_(static_cast<detail::SharedProgram&&>(program)) {}
  detail::SharedProgram program_;
};

/// A ClaimPolicy of one rule, negated or not, as the functions in signet::rules make them. Only such a policy
/// reads one claim alone, which is what rules::if_present needs to know.
class Rule : public ClaimPolicy {
 public:
  friend Rule operator!(const Rule& rule);

 private:
  friend struct detail::PolicyAccess;
  explicit Rule(detail::SharedProgram program) noexcept
      : ClaimPolicy(static_cast<detail::SharedProgram&&>(program)) {}
};

/// Any policy: also one that holds a time rule, `custom` or `if_present`, whose negation would be a mistake
/// ("not expired" negated is "expired") and does not compile. A ClaimPolicy converts to it.
/// @thread const access from any number of threads
class Policy {
 public:
  explicit(false) Policy(const ClaimPolicy& policy) noexcept : program_(policy.program_) {}
  Policy(const Policy&) noexcept = default;
  Policy& operator=(const Policy&) noexcept = default;

  /// As ClaimPolicy::check.
  [[nodiscard]] Result<void> check(const TokenView& token, NumericDate now, const Expected& expected = {},
                                   const Leeway& leeway = {}) const noexcept;

  /// Whether every way to pass goes through `any_audience` or `only_audience` (TokenVerifier::build asks).
  [[nodiscard]] bool demands_audience() const noexcept;
  /// Whether every way to pass goes through `expires` (TokenVerifier::build asks).
  [[nodiscard]] bool demands_expiry() const noexcept;

  friend Policy operator&&(const Policy& a, const Policy& b);
  friend Policy operator||(const Policy& a, const Policy& b);
  friend Policy operator!(const Policy&) = delete;

 private:
  friend struct detail::PolicyAccess;
  explicit Policy(detail::SharedProgram program) noexcept
      : program_(static_cast<detail::SharedProgram&&>(program)) {}
  detail::SharedProgram program_;
};

}  // namespace signet::inline v0
