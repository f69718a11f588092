// SessionsC: flow C's sessions: a login begins one, its refresh token is good until logout, or rotates.
#pragma once

#include <string>
#include <string_view>

#include "auth_server/tokens_c.hpp"
#include "common/current.hpp"
#include "signet/account/account_store.hpp"
#include "signet/account/login.hpp"
#include "signet/core/observer.hpp"
#include "signet/core/random.hpp"
#include "signet/session/session_store.hpp"

namespace signet::example {

struct SessionsOptionsC {
  FamilyLifetime lifetime{.absolute = Seconds::of(2'592'000), .idle = Seconds::of(604'800)};
  std::uint32_t most = 0;  ///< sessions of one account, the oldest end first; 0: any number
  bool rotate = false;     ///< each use of a refresh token replaces it
  Seconds grace{};         ///< with rotate: of the predecessor of an unused token, 0 .. 60 s
  Observer observer{};
};

/// No token is stored: the session's family and generation stand in the refresh token's `jti`. All tokens are
/// signed before the store is changed, so that a signer that fails has begun and used up nothing.
/// @thread all calls may be made from any number of threads at once
class SessionsC {
 public:
  /// What sessions work with; all borrowed, and `tokens` holds one when the first call comes.
  struct Over {
    AccountStore& accounts;
    SessionStore& store;
    RandomSource& random;
    const Current<TokensC>& tokens;
  };
  SessionsC(const Over& over, const SessionsOptionsC& options) noexcept : over_(over), options_(options) {}

  /// @error account_changed  the password was changed, or the account locked, since it was checked
  /// @error random_unavailable, signing_failed, store_unavailable
  Result<TokenPairC> begin(const AuthenticatedAccount& account, NumericDate now);
  /// @error refresh_token_invalid  not one of ours, its session has ended, or its account counts no more;
  /// with
  ///                               rotate also replaced before, which ends the session
  /// @error random_unavailable, signing_failed, store_unavailable
  Result<TokenPairC> refresh(std::string_view token, NumericDate now);
  /// Ends the session of a refresh token of any generation.
  /// @error refresh_token_invalid  not one of ours
  /// @error store_unavailable      it may live on; to be repeated
  Result<Revocation> end(std::string_view token, NumericDate now);

 private:
  struct Shown;
  Result<Shown> look_up(const RefreshId& id, NumericDate now) const;
  Result<TokenPairC> kept(const TokensC& tokens, const Shown& shown, NumericDate now);
  Result<TokenPairC> replaced(const TokensC& tokens, const Shown& shown, NumericDate now);
  Result<void> use(const Shown& shown, NumericDate now);
  Result<void> rotate(const Shown& shown, NumericDate now);
  Error refused(const FamilyId& family, const Uuid& account, Errc reason) const noexcept;

  Over over_;
  SessionsOptionsC options_;
};

}  // namespace signet::example
