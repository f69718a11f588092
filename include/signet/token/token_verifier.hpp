// TokenVerifier: takes a compact JWT and gives a VerifiedToken or the reason why not.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "signet/core/limits.hpp"
#include "signet/jose/key_source.hpp"
#include "signet/policy/policy.hpp"
#include "signet/token/revocation.hpp"
#include "signet/token/verified_token.hpp"

namespace signet::inline v0 {

class CompactJws;

struct TokenVerifierOptions {
  AlgorithmSet algorithms{};  ///< the only ones accepted (RFC 8725 §3.1); not empty
  KeySource keys;
  Policy policy;
  Leeway leeway{};                     ///< each 0 .. 10 minutes
  Limits limits{};                     ///< those of tokens, within the ranges that Limits tells
  std::size_t try_candidates = 1;      ///< keys that are tried where several fit; 1 .. 4
  bool accept_any_audience = false;    ///< say so, or demand an audience (RFC 8725 §3.9)
  bool accept_without_expiry = false;  ///< say so, or demand an `exp`
  /// Names that a header's `crit` may list, because the caller acts on those members, which
  /// VerifiedToken::header then shows (RFC 7515 §4.1.11). Names that RFC 7515 itself defines, and `b64`, are
  /// never accepted there.
  std::vector<std::string> critical{};
  /// Asked last, of every token that holds otherwise; none unless given: tokens then live until they expire.
  RevocationCheck revocation{};
};

/// Immutable. @thread verify may be called from any number of threads at once
class TokenVerifier {
 public:
  /// @error option_invalid  naming the option: `algorithms` empty; `leeway`, `limits` or `try_candidates` out
  ///                        of range; `accept_any_audience` or `accept_without_expiry` not said of a policy
  ///                        that does not demand an audience or an expiry
  static Result<TokenVerifier> build(TokenVerifierOptions options);

  /// Verifies in this order: bounds, header, key, signature, payload, times, policy, revocation. No claim is
  /// read before the signature held. Whatever the policy, a present `exp`, `nbf` or `iat` outside now ± its
  /// leeway refuses the token; a NumericDate outside 0 .. 253402300799 is claim_invalid; `iss sub jti` must
  /// be strings, `aud` a string or an array of strings.
  ///
  /// Where `kid` is absent, or several keys have it, up to `try_candidates` keys are tried in the order of
  /// their set; when more fit, none is: key_ambiguous. So a token costs that many signatures at most.
  /// @error every code of the stages parse, key, signature and claims
  /// @error store_unavailable  what else RevocationCheck::ask answers: whether it was revoked cannot be told
  /// @see RFC 7519 §7.2, RFC 7515 §5.2
  [[nodiscard]] Result<VerifiedToken> verify(std::string_view compact, NumericDate now,
                                             const Expected& expected = {}) const;

 private:
  friend class VerifiedTokenCache;
  explicit TokenVerifier(TokenVerifierOptions options) noexcept : options_(std::move(options)) {}
  // What one call of verify is about.
  struct Call {
    std::string_view compact;
    const KeyView& keys;
    NumericDate now;
    const Expected& expected;
  };
  bool has_usual_form(const detail::RememberedHeader& known, std::string_view compact) const noexcept;
  std::optional<Error> verify_any(VerifiedToken& token, const detail::RememberedHeader* known,
                                  const Call& call) const;
  std::optional<Error> verify_parts(VerifiedToken& token, const CompactJws& jws, const JoseHeader& header,
                                    const Call& call) const;
  std::optional<Error> verify_claims(VerifiedToken& token, std::string_view payload, const JoseHeader& header,
                                     const Call& call) const;
  Error told(const Error& error, std::string_view compact) const noexcept;
  /// Times and policy, which depend on the call, of a token whose signature and types held.
  std::optional<Error> judge(const VerifiedToken& token, NumericDate now, const Expected& expected) const;
  bool holds_as_usual(const VerifiedToken& token, NumericDate now) const noexcept;
  std::optional<Error> judge_in_full(const VerifiedToken& token, NumericDate now,
                                     const Expected& expected) const;

  TokenVerifierOptions options_;
};

}  // namespace signet::inline v0
