// Opening a connection, and preparing each statement once.
#include "store/sqlite/connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace signet::inline v0::detail::sqlite {
namespace {

// A file name as the path of an SQLite URI, in which `%`, `?` and `#` mean something.
std::string uri_of(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    switch (c) {
      case '%':
        uri += "%25";
        break;
      case '?':
        uri += "%3f";
        break;
      case '#':
        uri += "%23";
        break;
      default:
        uri += c;
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

void close_connection(sqlite3* connection) noexcept { sqlite3_close(connection); }
void finalize_statement(sqlite3_stmt* statement) noexcept { sqlite3_finalize(statement); }

Result<Connection> Connection::open(const std::string& path, Mode mode, Seconds busy_timeout) {
  const bool writable = mode == Mode::writable;
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(writable ? path.c_str() : uri_of(path).c_str(), &raw, flags, nullptr);
  Connection connection{raw};  // also where opening failed: the handle is to be closed all the same
  if (opened != SQLITE_OK) return error_of(opened);
  connection.wait_for(busy_timeout);
  return connection;
}

// SQLite's own handler soon sleeps for 100 ms at a time, in which another process writes a hundred times.
int Connection::Patience::try_again(void* patience, int tries) noexcept {
  constexpr std::chrono::microseconds shortest{100};
  constexpr std::chrono::microseconds longest{1000};
  auto& self = *static_cast<Patience*>(patience);
  const auto now = std::chrono::steady_clock::now();
  if (tries == 0) self.since = now;
  if (now - self.since >= self.timeout) return 0;
  std::this_thread::sleep_for(std::min(longest, shortest * (1 + tries / 8)));
  return 1;
}

void Connection::wait_for(Seconds busy_timeout) {
  patience_ = std::make_unique<Patience>(
      Patience{.timeout = std::chrono::microseconds(busy_timeout.microseconds()), .since = {}});
  sqlite3_busy_handler(connection_.get(), Patience::try_again, patience_.get());
}

Result<void> Connection::execute(const char* statements) noexcept {
  const int code = sqlite3_exec(connection_.get(), statements, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error_of(code);
  return {};
}

Result<sqlite3_stmt*> Connection::prepare(std::string_view sql) noexcept {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) return error_of(code);
  return raw;
}

Result<Statement> Connection::use(std::string_view sql) {
  const auto known =
      std::ranges::find(prepared_, sql.data(), [](const Prepared& prepared) { return prepared.sql.data(); });
  if (known != prepared_.end()) return Statement{known->statement.get()};
  const auto statement = prepare(sql);
  if (!statement) return statement.error();
  prepared_.push_back({.sql = sql, .statement = OwnedStatement{*statement}});
  return Statement{*statement};
}

Result<std::int64_t> Connection::number(std::string_view sql) {
  const auto prepared = prepare(sql);
  if (!prepared) return prepared.error();
  const OwnedStatement owner{*prepared};
  switch (const int code = sqlite3_step(*prepared); code) {
    case SQLITE_ROW:
      return sqlite3_column_int64(*prepared, 0);
    case SQLITE_DONE:
      return fail(Errc::store_schema_mismatch);
    default:
      return error_of(code);
  }
}

bool Connection::in_transaction() const noexcept { return sqlite3_get_autocommit(connection_.get()) == 0; }

}  // namespace signet::inline v0::detail::sqlite
