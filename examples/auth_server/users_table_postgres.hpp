// Flow A's table of users in a PostgreSQL database, where this build has libpqxx.
#pragma once

#include <memory>
#include <string_view>

#include "auth_server/users_table.hpp"

namespace signet::example {

/// Judges the URL without connecting. @error option_invalid, store_unsupported  as below
Result<void> check_postgres_users(std::string_view url);

/// The table that the database's search path finds, read over connections that cannot write.
/// @error option_invalid         a part of the URL; the error names it
/// @error store_schema_mismatch  no such table or not these columns
/// @error store_unsupported      this build has no libpqxx; or see PostgresDatabase
/// @error store_unavailable
/// @error random_unavailable
Result<std::unique_ptr<UsersTable>> open_postgres_users(std::string_view url, RandomSource& random);

}  // namespace signet::example
