// SqliteUsersTable: flow A's table of users in an SQLite file.
#pragma once

#include <memory>
#include <string>

#include "auth_server/users_table.hpp"

namespace signet::example {

/// A connection is opened for each call, which next to a bcrypt hash costs nothing, so a file that was
/// replaced is seen.
class SqliteUsersTable final : public UsersTable {
 public:
  /// @error store_schema_mismatch  no database, no such table or not these columns
  /// @error store_unavailable      no such file, or it cannot be read
  /// @error random_unavailable
  static Result<std::unique_ptr<UsersTable>> open(std::string path, RandomSource& random);

  Result<std::int64_t> count() override;
  [[nodiscard]] Result<std::optional<Account>> find_by_key(std::string_view key) override;
  [[nodiscard]] Result<std::optional<Account>> find_by_id(const Uuid& id) override;
  [[nodiscard]] Result<std::vector<ParameterShare>> parameter_mix() override;
  [[nodiscard]] Result<void> ping() override;

 private:
  SqliteUsersTable(std::string path, const SecretBytes& key) : UsersTable(key), path_(std::move(path)) {}
  template <class Value>
  Result<std::optional<Account>> find(std::string_view sql, Value value);

  std::string path_;
};

}  // namespace signet::example
