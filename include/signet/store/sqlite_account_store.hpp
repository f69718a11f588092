// SqliteAccountStore: accounts in one SQLite file, the embedded default; sessions live in the same file.
#pragma once

#include <memory>

#include "signet/account/account_store.hpp"
#include "signet/store/sqlite_store_options.hpp"

namespace signet::inline v0 {

/// Accounts in a file, beside the sessions of the service; see SqliteStoreOptions for what the file promises.
class SqliteAccountStore final : public AccountStore {
 public:
  /// Opens the file, or makes it; SqliteStoreOptions says what each error means.
  /// @error option_invalid, store_schema_mismatch, store_unsupported, store_unavailable
  static Result<std::unique_ptr<SqliteAccountStore>> open(const SqliteStoreOptions& options);
  ~SqliteAccountStore() override;

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
  explicit SqliteAccountStore(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
