// PostgreSQL as the programs use it, in builds that have libpqxx; postgres_left_out.cpp is there in those
// without.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/profiles.hpp"
#include "signet/account/account_store.hpp"
#include "signet/core/result.hpp"
#include "signet/session/session_store.hpp"

namespace signet::example {

/// Judges the URL without connecting; see PostgresOptions for its form.
/// @error option_invalid     a part of the URL; the error names it
/// @error store_unsupported  this build has no libpqxx
Result<void> check_postgres_url(std::string_view url);

/// Accounts and sessions of one realm.
struct AccountsAndSessions {
  std::unique_ptr<AccountStore> accounts;
  std::unique_ptr<SessionStore> sessions;
};

/// What opening does where nobody has made the tables.
enum class Missing : std::uint8_t { make, refuse };

/// Those of a PostgresDatabase, over one pool of connections.
/// @error store_schema_mismatch  the tables are not there, and are not to be made; or of a later version
/// @error  every other code of PostgresDatabase::open
Result<AccountsAndSessions> open_postgres_accounts(std::string_view url, const std::string& realm,
                                                   Missing missing);

/// Profiles in the schema `signet_profiles`, which is made and brought up to date.
/// @error store_schema_mismatch  the database holds accounts, or the schema is of a later version
/// @error  every other code of PostgresDatabase::open
Result<std::unique_ptr<ProfileStore>> open_postgres_profiles(std::string_view url);

}  // namespace signet::example
