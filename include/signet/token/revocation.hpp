// RevocationCheck: what a verifier asks last of a token that holds otherwise: whether it was taken back.
#pragma once

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0 {

class VerifiedToken;

/// A callback with its context; the default refuses nothing. DenyList makes one; over a store of one's own:
///
///     Result<void> ask(void* context, const VerifiedToken& token, NumericDate now);
///
/// It is asked on each verification, also where a VerifiedTokenCache knows the token, so it decides what a
/// verification costs.
struct RevocationCheck {
  /// Answers success, or why the token is refused. May be called from any number of threads at once.
  /// @error token_revoked      refused, naming the claim by which it was revoked
  /// @error store_unavailable  it cannot be told; the verifier then refuses the token as well
  Result<void> (*ask)(void* context, const VerifiedToken& token, NumericDate now) = nullptr;
  void* context = nullptr;  ///< borrowed; outlives every verifier the RevocationCheck was given to

  Result<void> operator()(const VerifiedToken& token, NumericDate now) const {
    return ask == nullptr ? Result<void>{} : ask(context, token, now);
  }
};

}  // namespace signet::inline v0
