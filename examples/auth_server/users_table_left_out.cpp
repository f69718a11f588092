// In place of users_table_postgres.cpp in a build without libpqxx.
#include "auth_server/users_table_postgres.hpp"

namespace signet::example {

Result<void> check_postgres_users(std::string_view) {
  return fail(Errc::store_unsupported, "built without libpqxx");
}

Result<std::unique_ptr<UsersTable>> open_postgres_users(std::string_view url, RandomSource&) {
  return check_postgres_users(url).error();
}

}  // namespace signet::example
