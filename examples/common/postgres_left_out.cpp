// In place of postgres_accounts.cpp and profiles_postgres.cpp in a build without libpqxx.
#include "common/postgres.hpp"

namespace signet::example {

Result<void> check_postgres_url(std::string_view) {
  return fail(Errc::store_unsupported, "built without libpqxx");
}

Result<AccountsAndSessions> open_postgres_accounts(std::string_view url, const std::string&, Missing) {
  return check_postgres_url(url).error();
}

Result<std::unique_ptr<ProfileStore>> open_postgres_profiles(std::string_view url) {
  return check_postgres_url(url).error();
}

}  // namespace signet::example
