// UserNames: all that a resource server may know of accounts; user_names_<database>.cpp implement it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/stop.hpp"
#include "signet/core/result.hpp"

namespace signet::example {

/// The names of one realm's accounts. Whoever implements it asks its database by a connection that can read
/// nothing else, so that no mistake in this program shows a hash.
/// Every call: @error store_unavailable (may be repeated).
/// @thread all calls may be made from any number of threads at once
class UserNames {
 public:
  UserNames() = default;
  UserNames(const UserNames&) = delete;
  UserNames& operator=(const UserNames&) = delete;
  virtual ~UserNames() = default;

  /// The first `limit` names, in the order of their bytes.
  [[nodiscard]] virtual Result<std::vector<std::string>> list(std::uint32_t limit) = 0;
  /// Whether the database answers.
  [[nodiscard]] virtual Result<void> ping() = 0;
};

/// Those of realm C in auth_server's SQLite file, which must be there: names, and nothing beside them,
/// through connections that SQLite itself holds to that.
Start<std::unique_ptr<UserNames>> open_sqlite_user_names(const std::string& path);

/// Those of realm C in auth_server's PostgreSQL database, through its view of names, by a role that may read
/// nothing else there (examples/flows/C/database/names-role.sql).
/// @error store_schema_mismatch  there are no accounts of auth_server, or those of another version
/// @error store_unsupported      `privilege`: the role may not read the names, or may read more; or see
///                               PostgresDatabase
/// @error option_invalid, store_unavailable
Result<std::unique_ptr<UserNames>> open_postgres_user_names(std::string_view url);

}  // namespace signet::example
