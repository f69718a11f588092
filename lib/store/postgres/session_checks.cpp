// What a connection begins with: the server's settings, and on opening the schema's version.
#include <string>

#include "store/postgres/database.hpp"
#include "store/postgres/migrations.hpp"
#include "store/postgres/values.hpp"

namespace signet::inline v0::detail::postgres {
namespace {

constexpr int oldest_server = 120000;  // the first with generated columns

constexpr Statement settings{
    nullptr,
    "SELECT current_setting('server_version_num'), current_setting('synchronous_commit'), "
    "current_setting('fsync'), current_setting('default_transaction_isolation'), "
    "(SELECT setting FROM pg_settings WHERE name = 'statement_timeout'), pg_is_in_recovery()"};

// Read from the table itself: in a transaction that waited, to_regclass may answer from before.
constexpr Statement has_schema{nullptr,
                               "SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'signet' "
                               "AND tablename = 'migrations')"};
constexpr Statement schema_version{nullptr, "SELECT coalesce(max(number), 0) FROM signet.migrations"};

// 0: no schema of ours.
Result<std::size_t> version_of(Connection& connection) {
  const auto there = connection.run(has_schema, {});
  if (!there) return there.error();
  if (!RowReader{*there, 0}.boolean()) return std::size_t{0};
  const auto rows = connection.run(schema_version, {});
  if (!rows) return rows.error();
  return RowReader{*rows, 0}.number<std::size_t>();
}

Result<void> apply_missing(Connection& connection) {
  // Whoever comes second finds it done.
  if (const auto begun = connection.execute("BEGIN; SELECT pg_advisory_xact_lock(1397181249, 0)"); !begun) {
    return begun;
  }
  const auto version = version_of(connection);
  if (!version) return version.error();
  std::string steps;
  if (*version == 0) {
    steps =
        "CREATE SCHEMA IF NOT EXISTS signet; CREATE TABLE signet.migrations (number integer PRIMARY KEY, "
        "applied_at timestamptz NOT NULL DEFAULT now());";
  }
  for (std::size_t step = *version; step < migrations().size(); ++step) {
    steps += migrations()[step];
    steps += "INSERT INTO signet.migrations (number) VALUES (" + std::to_string(step + 1) + ");";
  }
  return connection.execute(steps + "COMMIT");
}

}  // namespace

Result<void> check_session(Connection& connection, Seconds statement_timeout) {
  const auto rows = connection.run(settings, {});
  if (!rows) return rows.error();
  RowReader row{*rows, 0};
  if (row.number<int>() < oldest_server) return fail(Errc::store_unsupported, "server_version");
  if (row.text() == "off") return fail(Errc::store_unsupported, "synchronous_commit");
  if (row.text() != "on") return fail(Errc::store_unsupported, "fsync");
  if (row.text() != "read committed") return fail(Errc::store_unsupported, "transaction_isolation");
  const auto milliseconds = row.number<std::int64_t>();
  if (milliseconds == 0 || milliseconds > statement_timeout.microseconds() / 1000) {
    return fail(Errc::store_unsupported, "statement_timeout");
  }
  if (row.boolean()) return fail(Errc::store_unavailable);  // a standby, until it is promoted
  if (!row.good()) return fail(Errc::store_unsupported);
  return {};
}

Result<void> migrate(Connection& connection) {
  const auto version = version_of(connection);
  if (!version) return version.error();
  if (*version > migrations().size()) return fail(Errc::store_schema_mismatch);
  if (*version == migrations().size()) return {};
  if (const auto done = apply_missing(connection); !done) {
    connection.abandon();
    return done.error();
  }
  return {};
}

}  // namespace signet::inline v0::detail::postgres
