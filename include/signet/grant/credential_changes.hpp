// CredentialChanges: password change, lock, removal and log-out-everywhere, told to accounts and sessions
// both.
#pragma once

#include <string_view>

#include "signet/account/account_store.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/session/refresh_sessions.hpp"

namespace signet::inline v0 {

/// Changes of an account that void what was issued before. Each raises the account's epoch, then tells the
/// session store, and returns only after both: from then on no session of an older epoch is begun or
/// refreshed, not even by a login whose password was checked before.
///
/// Every call: @error account_changed    the account is gone, or not as `seen`
///             @error store_unavailable  perhaps half done: repeat the whole, from reading the account on
/// @thread all calls may be made from any number of threads at once
class CredentialChanges final {
 public:
  /// Both are borrowed and outlive the result.
  CredentialChanges(AccountStore& accounts, RefreshSessions& sessions) noexcept
      : accounts_(&accounts), sessions_(&sessions) {}

  /// @param seen  the epoch under which the change was authorised  @return the new epoch
  [[nodiscard]] Result<Epoch> set_password(const Uuid& id, Epoch seen, std::string_view new_hash);
  /// @return the new epoch
  [[nodiscard]] Result<Epoch> set_locked(const Uuid& id, bool locked);
  /// @return the new epoch
  [[nodiscard]] Result<Epoch> log_out_everywhere(const Uuid& id);
  /// Voids everything, then removes the account.
  [[nodiscard]] Result<void> remove(const Uuid& id);

 private:
  Result<Epoch> tell_sessions(const Uuid& id, const Result<Epoch>& raised);

  AccountStore* accounts_;
  RefreshSessions* sessions_;
};

}  // namespace signet::inline v0
