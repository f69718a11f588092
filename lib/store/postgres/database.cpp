// Opening a database: options, pool, first connection, schema.
#include "store/postgres/database.hpp"

#include <algorithm>
#include <utility>

#include "signet/core/chrono.hpp"
#include "signet/core/utf8.hpp"
#include "store/postgres/connection_url.hpp"
#include "store/postgres/migrations.hpp"
#include "store/postgres/values.hpp"

namespace signet::inline v0 {

namespace postgres = detail::postgres;

namespace {

constexpr Seconds millisecond = Seconds::of_microseconds(1000);
constexpr Seconds longest = Seconds::of(60);
constexpr Seconds shortest_patience = Seconds::of(1);  // an answer may be late for reasons of this machine

// Longer than the server gives a statement, so that it is left to a server that stands still.
Seconds longest_call(Seconds statement_timeout) noexcept {
  return std::max(Seconds::of_microseconds(2 * statement_timeout.microseconds()), shortest_patience);
}

Result<void> check_options(const PostgresOptions& options) {
  if (options.connections < 1 || options.connections > 1000) return fail(Errc::option_invalid, "connections");
  if (options.wait < millisecond || options.wait > longest) return fail(Errc::option_invalid, "wait");
  // libpq takes one second for two.
  if (options.connect_timeout < Seconds::of(2) || options.connect_timeout > longest ||
      options.connect_timeout.microseconds() % 1'000'000 != 0) {
    return fail(Errc::option_invalid, "connect_timeout");
  }
  if (options.statement_timeout < millisecond || options.statement_timeout > longest) {
    return fail(Errc::option_invalid, "statement_timeout");
  }
  return {};
}

// Opens connections for as long as the database is there; owns the URL's secret.
struct Opening {
  SecretBytes parameters;
  PreparedStatements prepared;
  Seconds statement_timeout;
  std::shared_ptr<postgres::Watchdog> watchdog;

  Result<postgres::Connection> operator()() const {
    std::string text{parameters.expose_text()};
    auto connection = postgres::Connection::open(text, prepared, watchdog);
    wipe(text.data(), text.size());
    if (!connection) return connection;
    if (const auto good = postgres::check_session(*connection, statement_timeout); !good) return good.error();
    return connection;
  }
};

Opening opening_of(const postgres::ConnectionUrl& url, const PostgresOptions& options,
                   postgres::Access access) {
  const std::int64_t milliseconds = options.statement_timeout.microseconds() / 1000;
  return {.parameters = postgres::connection_parameters(
              url, {.connect_timeout_seconds = options.connect_timeout.count(),
                    .statement_timeout_milliseconds = milliseconds,
                    .with_settings = options.prepared == PreparedStatements::on,
                    .read_only = access == postgres::Access::read_only}),
          .prepared = options.prepared,
          .statement_timeout = options.statement_timeout,
          .watchdog = std::make_shared<postgres::Watchdog>(longest_call(options.statement_timeout))};
}

}  // namespace

PostgresDatabase::PostgresDatabase(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
PostgresDatabase::~PostgresDatabase() = default;

Result<std::shared_ptr<PostgresDatabase>> PostgresDatabase::open(const PostgresOptions& options) {
  auto parts = postgres::connect(options, postgres::Access::read_write);
  if (!parts) return parts.error();
  const auto done = (*parts)->pool.use([](postgres::Connection& connection) {
    return postgres::migrate(connection, postgres::service_schema());
  });
  if (!done) return done.error();
  return std::shared_ptr<PostgresDatabase>{new PostgresDatabase(std::move(*parts))};
}

Result<std::unique_ptr<PostgresDatabase::Parts>> detail::postgres::connect(const PostgresOptions& options,
                                                                           Access access) {
  if (const auto valid = check_options(options); !valid) return valid.error();
  const auto url = parse_connection_url(options.url);
  if (!url) return url.error();
  // std::function wants something it can copy.
  const auto opening = std::make_shared<const Opening>(opening_of(*url, options, access));
  const detail::PoolOptions pool{.connections = options.connections,
                                 .wait = options.wait,
                                 .clock = options.clock == nullptr ? &steady_now : options.clock};
  return std::unique_ptr<PostgresDatabase::Parts>{
      new PostgresDatabase::Parts{.pool = {pool, [opening] { return (*opening)(); }}}};
}

Result<void> detail::postgres::check_realm(std::string_view realm) {
  if (realm.empty() || realm.find('\0') != std::string_view::npos || !is_utf8(realm)) {
    return fail(Errc::option_invalid, "realm");
  }
  return {};
}

}  // namespace signet::inline v0
