// RevocationCheck: what a verifier asks last of a token that holds otherwise: whether it was taken back.
#pragma once

#include <cstdint>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0 {

class VerifiedToken;

/// Callbacks with their context; the default refuses nothing. DenyList makes one. Over a store of one's own,
/// `ask` alone is enough; it is then called once per verification and decides what that costs.
struct RevocationCheck {
  /// Answers success, or why the token is refused. May be called from any number of threads at once.
  /// @error token_revoked      refused, naming the claim by which it was revoked
  /// @error store_unavailable  it cannot be told; the verifier then refuses the token as well
  Result<void> (*ask)(void* context, const VerifiedToken& token, NumericDate now) = nullptr;
  /// If given, counts what was revoked, and must have counted it before the revocation is acknowledged. Says
  /// that `ask` depends on nothing else: a token that it took it would take again while the count stands. A
  /// VerifiedTokenCache then asks again only when the count has changed.
  std::uint64_t (*revoked)(void* context) noexcept = nullptr;
  void* context = nullptr;  ///< borrowed; outlives every verifier the RevocationCheck was given to

  Result<void> operator()(const VerifiedToken& token, NumericDate now) const {
    return ask == nullptr ? Result<void>{} : ask(context, token, now);
  }
};

}  // namespace signet::inline v0
