// UsersTable: accounts in flow A's own table of users, in SQLite; read, and never written or migrated.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

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
/// files make it. A connection is opened for each call, which next to a bcrypt hash costs nothing, so a file
/// that was replaced is seen. The name of an account is its username, byte for byte, whatever the column
/// collates by. The epoch is a keyed hash of the stored hash: it tells that the hash changed, not which is
/// newer. It is comparable within one UsersTable only.
/// @thread all calls may be made from any number of threads at once
class UsersTable final : public AccountStore {
 public:
  /// @error store_schema_mismatch  no database, no such table or not these columns
  /// @error store_unavailable      no such file, or it cannot be read
  /// @error random_unavailable
  static Result<std::unique_ptr<UsersTable>> open(std::string path, RandomSource& random);

  /// How many users there are.
  Result<std::int64_t> count();

  [[nodiscard]] Result<std::optional<Account>> find_by_key(std::string_view key) override;
  [[nodiscard]] Result<std::optional<Account>> find_by_id(const Uuid& id) override;
  [[nodiscard]] Result<std::vector<ParameterShare>> parameter_mix() override;
  [[nodiscard]] Result<void> ping() override;

  /// Every change: @error store_unsupported
  [[nodiscard]] Result<void> insert(const Account& account) override;
  [[nodiscard]] Result<void> upgrade_hash(const Uuid& id, const HashUpgrade& upgrade) override;
  [[nodiscard]] Result<Epoch> set_password(const Uuid& id, Epoch seen, std::string_view new_hash) override;
  [[nodiscard]] Result<Epoch> set_locked(const Uuid& id, bool locked) override;
  [[nodiscard]] Result<Epoch> raise_epoch(const Uuid& id) override;
  [[nodiscard]] Result<void> remove(const Uuid& id) override;

 private:
  UsersTable(std::string path, const SecretBytes& key) : path_(std::move(path)), epochs_(key) {}
  template <class Value>
  Result<std::optional<Account>> find(std::string_view sql, Value value);
  Epoch epoch_of(std::string_view stored_hash) const noexcept;

  std::string path_;
  HmacSha256 epochs_;
};

}  // namespace signet::example
