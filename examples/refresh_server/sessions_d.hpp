// SessionsD: flow D's sessions, one per user; each token says by its uid where it belongs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/current.hpp"
#include "refresh_server/store_d.hpp"
#include "refresh_server/tokens.hpp"
#include "signet/core/observer.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"

namespace signet::example {

/// What a login and a refresh give.
struct TokenPair {
  std::string access;
  std::string refresh;
};

/// A login begins a session at generation 0 and ends the user's other one; a refresh moves it on by one, and
/// with it both tokens. Every call makes at most one call of the StoreD.
/// @thread all calls may be made from any number of threads at once
class SessionsD {
 public:
  /// What is borrowed outlives the object; `tokens` holds one when the first call comes.
  SessionsD(StoreD& store, RandomSource& random, const Current<TokensD>& tokens,
            const Observer& observer = {}) noexcept
      : store_(store), random_(random), tokens_(tokens), observer_(observer) {}

  /// @error account_changed  an operator ended all sessions up to a time that has not come yet
  /// @error random_unavailable, signing_failed, store_unavailable
  Result<TokenPair> begin(std::uint64_t user_id, NumericDate now);
  /// The claims of an access token of the session's newest generation, which then may lie idle anew.
  /// @error session_ended  or of an older generation
  /// @error claim_mismatch  a refresh token; name "type"
  /// @error store_unavailable, and every code of TokensD::verify
  Result<ClaimsD> authenticate(std::string_view access, NumericDate now);
  /// The claims of a token of either kind of the session's newest generation. Changes nothing.
  /// @error session_ended  or of an older generation
  /// @error store_unavailable, and every code of TokensD::verify
  Result<ClaimsD> inspect(std::string_view token, NumericDate now);
  /// Replaces a refresh token. Both successors are signed before the store is asked, so that a signer that
  /// fails has used nothing up.
  /// @error refresh_token_invalid  an access token, replaced before, ended, or not a token of ours
  /// @error revoke_unconfirmed  replaced before; whether its session's end lasts is not known
  /// @error random_unavailable, signing_failed, store_unavailable
  Result<TokenPair> refresh(std::string_view refresh, NumericDate now);
  /// Ends the session of a token of either kind and any generation, unless the token itself has expired.
  /// @error store_unavailable, and every code of TokensD::verify
  Result<Revocation> end(std::string_view token, NumericDate now);

 private:
  Result<TokenPair> sign(const TokensD& tokens, std::uint64_t user_id, UidParts uid, NumericDate now) const;
  Result<void> rotate(const GenerationD& shown, NumericDate now);
  void report(EventKind kind, const SessionD& session) const noexcept;

  StoreD& store_;
  RandomSource& random_;
  const Current<TokensD>& tokens_;
  Observer observer_;
};

}  // namespace signet::example
