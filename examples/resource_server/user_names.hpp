// UserNames: all that a resource server may know of accounts; user_names_<database>.cpp implement it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
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

}  // namespace signet::example
