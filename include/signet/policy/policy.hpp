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
struct PolicyProgram;  // lib/policy/program.hpp: the leaves with their yes and no jumps, and one arena of
                       // strings
void retain_program(const PolicyProgram* program) noexcept;
void release_program(const PolicyProgram* program) noexcept;
using SharedProgram = SharedHandle<PolicyProgram, retain_program, release_program>;
struct PolicyAccess;
}  // namespace detail

/// A policy made of claim rules alone; the only kind that may be negated.
///
/// A rule over an absent claim fails, negated or not: `!claim("role").equals("guest")` needs a role.
/// `&&` fails as its first failing rule does, in written order. `||` fails with the code that all
/// alternatives share, else `no_alternative`. A negated rule that does not hold is `claim_forbidden`. Absence
/// is `claim_missing`, told before any comparison. Copies share the program. @thread const access from any
/// number of threads
class ClaimPolicy {
 public:
  /// Nothing, or why the token is not acceptable.
  /// @error claim_missing, claim_mismatch, claim_invalid, claim_forbidden, no_alternative,
  /// insufficient_scope,
  ///        typ_mismatch, and for a Policy: token_expired, token_not_yet_valid, token_issued_in_future,
  ///        token_too_old, custom_rule_failed; each names its claim or rule
  [[nodiscard]] Result<void> check(const TokenView& token, NumericDate now, const Expected& expected = {},
                                   const Leeway& leeway = {}) const noexcept;

  friend ClaimPolicy operator&&(const ClaimPolicy& a, const ClaimPolicy& b);
  friend ClaimPolicy operator||(const ClaimPolicy& a, const ClaimPolicy& b);
  friend ClaimPolicy operator!(const ClaimPolicy& policy);

 private:
  friend class Policy;
  friend struct detail::PolicyAccess;
  explicit ClaimPolicy(detail::SharedProgram program) noexcept;
  detail::SharedProgram program_;
};

/// Any policy: also one that holds a time rule, `custom` or `if_present`, whose negation would be a mistake
/// ("not expired" negated is "expired") and does not compile. A ClaimPolicy converts to it.
class Policy {
 public:
  explicit(false) Policy(const ClaimPolicy& policy) noexcept;

  /// As ClaimPolicy::check.
  [[nodiscard]] Result<void> check(const TokenView& token, NumericDate now, const Expected& expected = {},
                                   const Leeway& leeway = {}) const noexcept;

  /// Whether no token can pass without a matching `aud` (TokenVerifier::build asks).
  [[nodiscard]] bool demands_audience() const noexcept;
  /// Whether no token can pass without an `exp` (TokenVerifier::build asks).
  [[nodiscard]] bool demands_expiry() const noexcept;

  friend Policy operator&&(const Policy& a, const Policy& b);
  friend Policy operator||(const Policy& a, const Policy& b);
  friend Policy operator!(const Policy&) = delete;

 private:
  friend struct detail::PolicyAccess;
  explicit Policy(detail::SharedProgram program) noexcept;
  detail::SharedProgram program_;
};

}  // namespace signet::inline v0
