// What a PostgresDatabase is made of: the pool, and the checks that each of its connections begins with.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>

#include "signet/store/postgres_database.hpp"
#include "store/pool.hpp"
#include "store/postgres/driver.hpp"
#include "store/postgres/migrations.hpp"

namespace signet::inline v0 {

struct PostgresDatabase::Parts {
  detail::Pool<detail::postgres::Connection> pool;

  /// One statement on a connection of the pool. Errors as of Connection::run.
  Result<detail::postgres::Rows> run(const detail::postgres::Statement& statement,
                                     std::initializer_list<std::string> parameters) {
    return pool.use(
        [&](detail::postgres::Connection& connection) { return connection.run(statement, parameters); });
  }
};

namespace detail::postgres {

/// Whether the sessions of a pool may write.
enum class Access : std::uint8_t { read_write, read_only };

/// A pool over the database as it is: nothing is connected to yet, and no schema looked for.
/// @error option_invalid
Result<std::unique_ptr<PostgresDatabase::Parts>> connect(const PostgresOptions& options, Access access);

/// Judges what the server promises. @error store_unsupported, store_unavailable
Result<void> check_session(Connection& connection, Seconds statement_timeout);

enum class Presence : std::uint8_t { absent, present };

/// Whether a program has made a schema of this name. @error store_unavailable
Result<Presence> look_for_schema(Connection& connection, const std::string& name);

/// Applies the steps that are missing, in one transaction; others that do so are waited for.
/// @error store_schema_mismatch, store_unsupported, store_unavailable
Result<void> migrate(Connection& connection, const Schema& schema);

/// Text that a store keeps as it is: not empty, no NUL, UTF-8. @error option_invalid  "realm"
Result<void> check_realm(std::string_view realm);

}  // namespace detail::postgres
}  // namespace signet::inline v0
