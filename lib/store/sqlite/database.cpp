// Connecting, and lending connections: one for writing, taken in turn; several for reading.
#include "store/sqlite/database.hpp"

#include <filesystem>
#include <system_error>

#include "core/stop_point.hpp"
#include "store/sqlite/file_checks.hpp"

namespace signet::inline v0::detail::sqlite {
namespace {

constexpr std::size_t max_idle = 16;

Result<void> check_options(const DatabaseOptions& options) {
  if (options.path.empty() || options.path.find('\0') != std::string::npos) {
    return fail(Errc::option_invalid, "path");
  }
  if (options.busy_timeout < Seconds::of_microseconds(1000) || options.busy_timeout > Seconds::of(60)) {
    return fail(Errc::option_invalid, "busy_timeout");
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(DatabaseOptions options, const Schema& schema) {
  if (const auto valid = check_options(options); !valid) return valid.error();
  std::error_code failed;
  // Readers connect later, when the working directory may be another.
  options.path = std::filesystem::absolute(options.path, failed).string();
  if (failed) return fail(Errc::store_unavailable);
  if (const auto made = make_if_absent(options.path, schema); !made) return made.error();
  if (const auto good = check_file(options.path, schema); !good) return good.error();
  std::unique_ptr<Database> database{new Database(std::move(options), schema)};
  database->turn_ = WriteTurn::of(database->options_.path);
  if (database->turn_ == nullptr) return fail(Errc::store_unavailable);
  auto connection = database->connect();
  if (!connection) return connection.error();
  database->writer_.emplace(std::move(*connection));
  return database;
}

Result<Connection> Database::connect() const {
  auto connection = Connection::open(options_.path, Connection::Mode::writable, options_.busy_timeout);
  if (!connection) return connection;
  if (const auto set = connection->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                                           "PRAGMA trusted_schema=OFF");
      !set) {
    return set.error();
  }
  const auto synchronous = connection->number("PRAGMA synchronous");
  if (!synchronous) return synchronous.error();
  if (*synchronous != 2) return fail(Errc::store_unsupported);  // 2: FULL, without which a commit may be lost
  if (const auto ours = check_schema(*connection, schema_); !ours) return ours.error();
  return connection;
}

Result<Connection> Database::take_reader() {
  {
    const std::scoped_lock lock(lending_);
    if (!idle_.empty()) {
      Connection connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return connect();
}

void Database::give_back(Connection connection) {
  const std::scoped_lock lock(lending_);
  if (idle_.size() < max_idle) idle_.push_back(std::move(connection));
}

Result<Connection*> Database::begin_write() {
  if (!writer_) {
    auto connection = connect();
    if (!connection) return connection.error();
    writer_.emplace(std::move(*connection));
  }
  if (const auto begun = writer_->execute("BEGIN IMMEDIATE"); !begun) return fail(Errc::store_unavailable);
  return &*writer_;
}

Result<void> Database::commit(Connection& connection) {
  stop_point("before_commit");
  if (!connection.execute("COMMIT")) return fail(Errc::store_unavailable);
  return {};
}

void Database::end_write() noexcept {
  // SQLite ends a transaction itself on some errors; if it is open still, and cannot be undone, closing it
  // is.
  if (writer_ && writer_->in_transaction() && !writer_->execute("ROLLBACK") && writer_->in_transaction()) {
    writer_.reset();
  }
  turn_->give_back();
}

}  // namespace signet::inline v0::detail::sqlite
