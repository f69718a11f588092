// PostgresAccountStore: accounts of one realm in a PostgreSQL database, shared by all instances.
#pragma once

#include <memory>
#include <string>

#include "signet/account/account_store.hpp"
#include "signet/store/postgres_database.hpp"

namespace signet::inline v0 {

/// Accounts in a database; see PostgresDatabase for what it promises. Every call is one statement and one
/// round trip. A role that may read the view `signet.account_names` and nothing else sees names and never a
/// hash.
class PostgresAccountStore final : public AccountStore {
 public:
  /// @param realm  what other realms keep in the database does not exist for the store; UTF-8, without NUL
  /// @error option_invalid  "realm"
  static Result<std::unique_ptr<PostgresAccountStore>> open(std::shared_ptr<PostgresDatabase> database,
                                                            std::string realm);
  ~PostgresAccountStore() override;

  [[nodiscard]] Result<void> insert(const Account& account) override;
  [[nodiscard]] Result<void> insert_within(const Account& account, std::uint64_t most) override;
  [[nodiscard]] Result<std::optional<Account>> find_by_key(std::string_view key) override;
  [[nodiscard]] Result<std::optional<Account>> find_by_id(const Uuid& id) override;
  [[nodiscard]] Result<void> upgrade_hash(const Uuid& id, const HashUpgrade& upgrade) override;
  [[nodiscard]] Result<Epoch> set_password(const Uuid& id, Epoch seen, std::string_view new_hash) override;
  [[nodiscard]] Result<Epoch> set_locked(const Uuid& id, bool locked) override;
  [[nodiscard]] Result<Epoch> raise_epoch(const Uuid& id) override;
  [[nodiscard]] Result<void> remove(const Uuid& id) override;
  [[nodiscard]] Result<std::vector<ParameterShare>> parameter_mix() override;
  [[nodiscard]] Result<void> ping() override;

 private:
  struct Parts;
  explicit PostgresAccountStore(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
