// Flow A's table of users in a PostgreSQL database, where this build has libpqxx.
#pragma once

#include <memory>

#include "auth_server/users_table.hpp"
#include "signet/store/postgres_options.hpp"

namespace signet::example {

/// The table that the database's search path finds, read over connections that cannot write.
/// @error option_invalid         a part of the URL; the error names it
/// @error store_schema_mismatch  no such table or not these columns
/// @error store_unsupported      this build has no libpqxx; or see PostgresDatabase
/// @error store_unavailable
/// @error random_unavailable
Result<std::unique_ptr<UsersTable>> open_postgres_users(const PostgresOptions& options, RandomSource& random);

}  // namespace signet::example
