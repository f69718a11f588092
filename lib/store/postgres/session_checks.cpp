// What a connection begins with: the server's settings, and on opening the schema's version.
#include <string>
#include <string_view>

#include "store/postgres/database.hpp"
#include "store/postgres/migrations.hpp"
#include "store/postgres/values.hpp"

namespace signet::inline v0::detail::postgres {
namespace {

constexpr int oldest_server = 120000;  // the first with generated columns

constexpr Statement settings{
    nullptr,
    "SELECT current_setting('server_version_num'), current_setting('synchronous_commit'), "
    "current_setting('synchronous_standby_names'), current_setting('fsync'), "
    "current_setting('full_page_writes'), "
    "current_setting('client_min_messages'), current_setting('default_transaction_isolation'), "
    "(SELECT setting FROM pg_settings WHERE name = 'statement_timeout'), pg_is_in_recovery()"};

// Read from the table itself: in a transaction that waited, to_regclass may answer from before.
constexpr Statement schema_made{nullptr,
                                "SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = $1 "
                                "AND tablename = 'migrations')"};

// 0: there is no such schema.
Result<std::size_t> version_of(Connection& connection, const std::string& schema) {
  const auto there = look_for_schema(connection, schema);
  if (!there.has_value()) return there.error();
  if (*there == Presence::absent) return std::size_t{0};
  const std::string asked = "SELECT coalesce(max(number), 0) FROM " + schema + ".migrations";
  const auto rows = connection.run({.name = nullptr, .sql = asked.c_str()}, {});
  if (!rows) return rows.error();
  return RowReader{*rows, 0}.number<std::size_t>();
}

Result<void> apply_missing(Connection& connection, const Schema& schema) {
  // Whoever comes second finds it done.
  // A step may take longer than any call is given: it builds indexes on what is there.
  if (const auto begun = connection.execute(
          "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL client_min_messages = warning; "
          "SELECT pg_advisory_xact_lock(1397181249, 0)",
          Patience::unlimited);
      !begun) {
    return begun;
  }
  const std::string name = schema.name;
  const auto version = version_of(connection, name);
  if (!version) return version.error();
  if (*version > schema.steps.size())
    return fail(Errc::store_schema_mismatch);  // a newer program was before us
  std::string steps;
  if (*version == 0) {
    steps = "CREATE SCHEMA IF NOT EXISTS " + name + "; CREATE TABLE " + name +
            ".migrations (number integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());";
  }
  for (std::size_t step = *version; step < schema.steps.size(); ++step) {
    steps += schema.steps[step];
    steps += "INSERT INTO " + name + ".migrations (number) VALUES (" + std::to_string(step + 1) + ");";
  }
  return connection.execute(steps + "COMMIT", Patience::unlimited);
}

// Levels above a warning; PostgreSQL 12 to 13 know more of them.
bool hides_warnings(std::string_view level) noexcept {
  return level == "error" || level == "fatal" || level == "panic";
}

}  // namespace

Result<void> check_session(Connection& connection, Seconds statement_timeout) {
  const auto rows = connection.run(settings, {});
  if (!rows) return rows.error();
  RowReader row{*rows, 0};
  if (row.number<int>() < oldest_server) return fail(Errc::store_unsupported, "server_version");
  const std::string_view commit = row.text();
  const bool standby = !row.text().empty();
  if (commit == "off" || (commit == "local" && standby)) {
    return fail(Errc::store_unsupported, "synchronous_commit");
  }
  if (row.text() != "on") return fail(Errc::store_unsupported, "fsync");
  if (row.text() != "on") return fail(Errc::store_unsupported, "full_page_writes");
  if (hides_warnings(row.text())) return fail(Errc::store_unsupported, "client_min_messages");
  if (row.text() != "read committed") return fail(Errc::store_unsupported, "transaction_isolation");
  const auto milliseconds = row.number<std::int64_t>();
  if (milliseconds == 0 || milliseconds > statement_timeout.microseconds() / 1000) {
    return fail(Errc::store_unsupported, "statement_timeout");
  }
  if (row.boolean()) return fail(Errc::store_unavailable);  // a standby, until it is promoted
  if (!row.good()) return fail(Errc::store_unsupported);
  return {};
}

Result<Presence> look_for_schema(Connection& connection, const std::string& name) {
  const auto rows = connection.run(schema_made, {name});
  if (!rows) return rows.error();
  return RowReader{*rows, 0}.boolean() ? Presence::present : Presence::absent;
}

Result<void> migrate(Connection& connection, const Schema& schema) {
  const auto version = version_of(connection, schema.name);
  if (!version) return version.error();
  if (*version > schema.steps.size()) return fail(Errc::store_schema_mismatch);
  if (*version == schema.steps.size()) return {};
  if (const auto done = apply_missing(connection, schema); !done) {
    connection.abandon();
    return done.error();
  }
  return {};
}

}  // namespace signet::inline v0::detail::postgres
