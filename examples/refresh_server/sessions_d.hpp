// SessionsD: flow D's sessions, one per user, over any SessionStore; each token says by its uid where it
// belongs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/current.hpp"
#include "refresh_server/tokens.hpp"
#include "signet/core/observer.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/session/session_store.hpp"

namespace signet::example {

struct SessionsOptions {
  Seconds idle = Seconds::of(86'400);  ///< `auth.auto_logout`
  Seconds grace{};                     ///< of the predecessor of an unused refresh token, 0 .. 60 s
  OnReuse on_reuse = OnReuse::refuse;
  Observer observer{};
};

/// What a login and a refresh give.
struct TokenPair {
  std::string access;
  std::string refresh;
};

/// No token and no uid is stored. A login begins a family at generation 0 and ends the user's other one; a
/// refresh moves it on by one, and with it both tokens; the family of a token follows from its uid and user.
/// Every call makes at most one call of the store.
/// @thread all calls may be made from any number of threads at once
class SessionsD {
 public:
  /// What is borrowed outlives the object; `tokens` holds one when the first call comes.
  SessionsD(SessionStore& store, RandomSource& random, const Current<TokensD>& tokens,
            const SessionsOptions& options) noexcept
      : store_(store), random_(random), tokens_(tokens), options_(options) {}

  /// @error account_changed  an operator ended all sessions up to a time that has not come yet
  /// @error random_unavailable, signing_failed, store_unavailable
  Result<TokenPair> begin(std::uint64_t user_id, NumericDate now);
  /// The claims of an access token of the session's newest generation, which then may lie idle anew.
  /// @error session_ended  or of an older generation
  /// @error claim_mismatch  a refresh token; name "type"
  /// @error store_unavailable, and every code of TokensD::verify
  Result<ClaimsD> authenticate(std::string_view access, NumericDate now);
  /// Replaces a refresh token. Both successors are signed before the store is asked, so that a signer that
  /// fails has used nothing up.
  /// @error refresh_token_invalid  an access token, replaced before, ended, or not a token of ours
  /// @error random_unavailable, signing_failed, store_unavailable
  Result<TokenPair> refresh(std::string_view refresh, NumericDate now);
  /// Ends the session of a token of either kind and any generation, unless the token itself has expired.
  /// @error store_unavailable, and every code of TokensD::verify
  Result<Revocation> end(std::string_view token, NumericDate now);

 private:
  Result<TokenPair> sign(const TokensD& tokens, std::uint64_t user_id, UidParts uid, NumericDate now) const;
  Result<void> rotate(const FamilyId& family, std::uint32_t generation, NumericDate now);
  void report(EventKind kind, const FamilyId& family) const noexcept;

  SessionStore& store_;
  RandomSource& random_;
  const Current<TokensD>& tokens_;
  SessionsOptions options_;
};

}  // namespace signet::example
