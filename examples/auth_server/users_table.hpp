// UsersTable: accounts in flow A's own table of users, in whatever database; read, and never written or
// migrated.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "signet/account/account_store.hpp"
#include "signet/core/random.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/crypto/hmac.hpp"

namespace signet::example {

/// The account of a row: a UUID of version 8 that holds the row's id, 1 .. 2^62 - 1. nullopt: outside that.
std::optional<Uuid> account_of_row(std::int64_t row) noexcept;
/// The row of an account; nullopt for a UUID that account_of_row does not make.
std::optional<std::int64_t> row_of_account(const Uuid& id) noexcept;

/// The table `users(id, username, password_hash, created_at, updated_at)`, which other programs own: seed
/// files make it. The name of an account is its username, byte for byte, whatever the column collates by. The
/// epoch is a keyed hash of the stored hash: it tells that the hash changed, not which is newer. It is
/// comparable within one UsersTable only.
/// @thread all calls may be made from any number of threads at once
class UsersTable : public AccountStore {
 public:
  /// How many users there are.
  virtual Result<std::int64_t> count() = 0;

  /// Every change: @error store_unsupported
  [[nodiscard]] Result<void> insert(const Account& account) final;
  [[nodiscard]] Result<void> upgrade_hash(const Uuid& id, const HashUpgrade& upgrade) final;
  [[nodiscard]] Result<Epoch> set_password(const Uuid& id, Epoch seen, std::string_view new_hash) final;
  [[nodiscard]] Result<Epoch> set_locked(const Uuid& id, bool locked) final;
  [[nodiscard]] Result<Epoch> raise_epoch(const Uuid& id) final;
  [[nodiscard]] Result<void> remove(const Uuid& id) final;

 protected:
  /// A row as both databases keep it.
  struct Row {
    std::int64_t id;
    std::string username;
    std::string password_hash;
    std::int64_t created_at;  ///< seconds since 1970, of a time without a zone taken as UTC
  };

  /// The key of the epochs. @error random_unavailable
  static Result<SecretBytes> epoch_key(RandomSource& random);
  explicit UsersTable(const SecretBytes& epoch_key) : epochs_(epoch_key) {}
  /// @error store_schema_mismatch  the row's id names no account
  Result<std::optional<Account>> account_of(Row row) const;

 private:
  HmacSha256 epochs_;
};

}  // namespace signet::example
