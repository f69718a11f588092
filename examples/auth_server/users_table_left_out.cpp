// In place of users_table_postgres.cpp in a build without libpqxx.
#include "auth_server/users_table_postgres.hpp"
#include "common/postgres.hpp"

namespace signet::example {

Result<std::unique_ptr<UsersTable>> open_postgres_users(const PostgresOptions& options, RandomSource&) {
  return check_postgres_url(options.url).error();
}

}  // namespace signet::example
