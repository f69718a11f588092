// In place of user_names_postgres.cpp in a build without libpqxx.
#include "common/postgres.hpp"
#include "resource_server/user_names.hpp"

namespace signet::example {

Result<std::unique_ptr<UserNames>> open_postgres_user_names(std::string_view url) {
  return check_postgres_url(url).error();
}

}  // namespace signet::example
