// SqliteAccountStore: accounts in one SQLite file, the embedded default.
#pragma once

#include <memory>
#include <string>

#include "signet/account/account_store.hpp"
#include "signet/core/numeric_date.hpp"

namespace signet::inline v0 {

struct SqliteAccountStoreOptions {
  std::string path;               ///< of the file; its directory exists and is writable
  std::string realm = "default";  ///< accounts of other realms in the file do not exist for this store
  /// How long a call waits for other writers of this process, and again for those of others; 1 ms .. 60 s.
  Seconds busy_timeout = Seconds::of(1);
};

/// Accounts in a file that any number of processes of this host may use at once. What a call acknowledged
/// survives kill -9 and power loss (write-ahead log, synchronous=FULL). The file has mode 0600.
class SqliteAccountStore final : public AccountStore {
 public:
  /// Opens the file, or makes it.
  /// @error option_invalid         an option out of range; the error names it
  /// @error store_schema_mismatch  the file is no database (an empty one neither), another program's, or of
  ///                               another version; it is left as it was
  /// @error store_unsupported      the file would lie on a network file system, whose locks cannot be trusted
  /// @error store_unavailable      the file cannot be opened, made or written
  static Result<std::unique_ptr<SqliteAccountStore>> open(SqliteAccountStoreOptions options);
  ~SqliteAccountStore() override;

  [[nodiscard]] Result<void> insert(const Account& account) override;
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
