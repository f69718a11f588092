// SessionGrant: where account, session and token meet: a login begins a session, a refresh continues it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "signet/account/account_store.hpp"
#include "signet/account/login.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/session/refresh_sessions.hpp"

namespace signet::inline v0 {

/// For whom an access token is made. Borrows for the call.
struct AccessTokenSubject {
  const Uuid& account;
  std::string_view name;   ///< the account's, as stored
  const FamilyId& family;  ///< to be the token's `sid`, where its profile has one
};

/// Builds and signs an access token, e.g. by a TokenIssuer. Asked before the store is changed: the session
/// may not be there yet, and may never be.
using AccessTokenSigner =
    std::function<Result<std::string>(const AccessTokenSubject& subject, NumericDate now)>;

/// An access token and the refresh token that goes with it.
struct GrantedTokens {
  std::string access_token;
  IssuedRefreshToken refresh_token;
};

/// What a refresh came to; tokens for rotated and current.
struct GrantOutcome {
  RotationResult result = RotationResult::not_active;
  std::optional<GrantedTokens> tokens;
};
template <>
inline constexpr bool is_outcome<GrantOutcome> = true;

/// Issues tokens for accounts. The access token is always signed before the store is changed, so that a
/// signer that fails has begun and consumed nothing. Beside what RefreshSessions reports, a refresh of what
/// is not active or whose account does not count any more is session_refused, to the observer of the
/// sessions: session_ended (which then names no subject), account_changed (another epoch, or gone), forbidden
/// (locked).
/// @thread all calls may be made from any number of threads at once, if the signer may
class SessionGrant final {
 public:
  /// Store, sessions and random source are borrowed and outlive the result.
  SessionGrant(AccountStore& accounts, RefreshSessions& sessions, RandomSource& random,
               AccessTokenSigner signer);

  /// After Accounts::conclude accepted: a session under the epoch that the login read.
  /// @error account_changed    the password was changed, or the account locked, since it was read
  /// @error store_unavailable  a session that was begun all the same was ended by a second call, or if that
  ///                           failed too, lies unused until its idle end
  /// @error random_unavailable, and those of the signer
  [[nodiscard]] Result<GrantedTokens> begin(const AuthenticatedAccount& account, NumericDate now);

  /// Checks the MAC, looks session and account up, signs, then rotates. An account that is gone, locked or of
  /// another epoch than the session makes it not_active. A rotation whose outcome is unknown is tried once
  /// more, as the same attempt.
  /// @error refresh_token_invalid  not minted here; no store was asked
  /// @error store_unavailable      to be repeated with the same token; where it was replaced and the answer
  ///                               lost, `grace` decides whether that is reuse
  /// @error random_unavailable, and those of the signer; the token is as it was
  [[nodiscard]] Result<GrantOutcome> refresh(std::string_view refresh_token, NumericDate now);

  /// Ends the session of a refresh token of any generation. @return whether there was one to end
  /// @error refresh_token_invalid
  /// @error store_unavailable  it may live on; to be repeated
  [[nodiscard]] Result<Revocation> end(std::string_view refresh_token, NumericDate now);

 private:
  Result<std::optional<Account>> account_of(const Family& family) const;
  GrantOutcome refused(const FamilyId& family, const Uuid& account, Errc reason) const;
  Result<RefreshOutcome> rotate(const RefreshToken& token, NumericDate now) const;

  AccountStore* accounts_;
  RefreshSessions* sessions_;
  RandomSource* random_;
  AccessTokenSigner signer_;
};

}  // namespace signet::inline v0
