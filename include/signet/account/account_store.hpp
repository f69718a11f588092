// AccountStore: what accounts need of a database; implemented under store/, one conformance suite for all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/core/uuid.hpp"
#include "signet/password/params.hpp"
#include "signet/session/epoch.hpp"

namespace signet::inline v0 {

/// One account as stored. `key` is what is unique in its realm; `name` is as the person gave it.
struct Account {
  Uuid id;
  std::string key;
  std::string name;
  std::string password_hash;
  Epoch epoch;
  NumericDate created_at;
  bool locked = false;
};

/// A stored hash and the one to take its place; borrowed for the call.
struct HashUpgrade {
  std::string_view from;
  std::string_view to;
};

/// How many accounts have a hash of these parameters.
struct ParameterShare {
  HashParams params;
  std::uint64_t accounts;
};

/// Accounts of one realm. Absence is a value; errors are for stores that cannot answer.
/// Every call: @error store_unavailable (may be repeated; nothing is half done).
/// @thread all calls may be made from any number of threads at once
class AccountStore {
 public:
  AccountStore() = default;
  AccountStore(const AccountStore&) = delete;
  AccountStore& operator=(const AccountStore&) = delete;
  virtual ~AccountStore() = default;

  /// Adds an account, atomically. @error account_exists  the key, or the id, is taken in this realm
  [[nodiscard]] virtual Result<void> insert(const Account& account) = 0;
  /// The same where the realm then has at most `most` accounts; both in one atomic call.
  /// @error account_exists, accounts_full
  /// @error store_unsupported  by stores that do not override it
  [[nodiscard]] virtual Result<void> insert_within(const Account& /*account*/, std::uint64_t /*most*/) {
    return fail(Errc::store_unsupported);
  }
  [[nodiscard]] virtual Result<std::optional<Account>> find_by_key(std::string_view key) = 0;
  [[nodiscard]] virtual Result<std::optional<Account>> find_by_id(const Uuid& id) = 0;
  /// The same password, hashed anew: replaces the hash only where it still is `from`; the epoch stays.
  /// @error account_changed  it is not, or the account is gone
  [[nodiscard]] virtual Result<void> upgrade_hash(const Uuid& id, const HashUpgrade& upgrade) = 0;
  /// A new password: replaces the hash and raises the epoch, atomically, where the epoch still is `seen`.
  /// @return the new epoch
  /// @error account_changed
  [[nodiscard]] virtual Result<Epoch> set_password(const Uuid& id, Epoch seen, std::string_view new_hash) = 0;
  /// Locks or unlocks; either raises the epoch. @return the new epoch  @error account_changed  the account is
  /// gone
  [[nodiscard]] virtual Result<Epoch> set_locked(const Uuid& id, bool locked) = 0;
  /// Raises the epoch and nothing else, to void what was issued. @return the new epoch
  /// @error account_changed  the account is gone
  [[nodiscard]] virtual Result<Epoch> raise_epoch(const Uuid& id) = 0;
  /// Removes the account. @error account_changed  it is gone already
  [[nodiscard]] virtual Result<void> remove(const Uuid& id) = 0;
  /// The live mix of hash parameters, most frequent first; unreadable hashes are left out. Empty: no account.
  [[nodiscard]] virtual Result<std::vector<ParameterShare>> parameter_mix() = 0;
  /// Whether the store answers.
  [[nodiscard]] virtual Result<void> ping() = 0;
};

}  // namespace signet::inline v0
