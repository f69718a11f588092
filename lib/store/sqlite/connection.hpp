// Connection: one SQLite connection with its prepared statements, used by one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/handle.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "store/sqlite/read_grant.hpp"
#include "store/sqlite/statement.hpp"

struct sqlite3;

namespace signet::inline v0::detail::sqlite {

void close_connection(sqlite3* connection) noexcept;
void finalize_statement(sqlite3_stmt* statement) noexcept;

class Connection {
 public:
  enum class Mode : std::uint8_t {
    writable,   ///< of a file that exists
    read_only,  ///< the same, for reading what other programs may write meanwhile
    immutable,  ///< the main file as it lies there: no lock, no log, nothing written beside it
  };

  Connection(Connection&&) noexcept = default;
  Connection& operator=(Connection&&) = delete;  // would close the old connection before its statements
  ~Connection() = default;

  /// @error store_schema_mismatch  no database
  /// @error store_unavailable
  static Result<Connection> open(const std::string& path, Mode mode, Seconds busy_timeout);

  /// Runs statements that give no rows. @error store_schema_mismatch, store_unavailable
  [[nodiscard]] Result<void> execute(const char* statements) noexcept;

  /// `sql` is prepared once per connection; one use at a time. It is a literal: its address is kept.
  /// @error store_schema_mismatch  a table or column is not there
  /// @error store_unsupported      allow_only does not allow it
  /// @error store_unavailable
  [[nodiscard]] Result<Statement> use(std::string_view sql);

  /// The one number that `sql`, a literal, selects. @error store_schema_mismatch, store_unavailable
  [[nodiscard]] Result<std::int64_t> number(std::string_view sql);

  /// From now on reads these columns and does nothing else: see read_grant.hpp. `columns` is of static
  /// storage.
  void allow_only(const std::span<const ReadableColumn>& columns) noexcept {
    sqlite::allow_only(connection_.get(), columns);
  }

  /// Whether a transaction is open.
  [[nodiscard]] bool in_transaction() const noexcept;

 private:
  using OwnedStatement = Handle<sqlite3_stmt, finalize_statement>;
  struct Prepared {
    std::string_view sql;
    OwnedStatement statement;
  };

  /// How long a lock of another process, or of another connection, is waited for, and since when it is.
  struct Patience {
    std::chrono::microseconds timeout;
    std::chrono::steady_clock::time_point since;
    static int try_again(void* patience, int tries) noexcept;
  };

  explicit Connection(sqlite3* connection) noexcept : connection_(connection) {}
  void wait_for(Seconds busy_timeout);
  Result<sqlite3_stmt*> prepare(std::string_view sql) noexcept;

  std::unique_ptr<Patience> patience_;  // its address is SQLite's, which may ask it until the end
  Handle<sqlite3, close_connection> connection_;
  std::vector<Prepared> prepared_;  // after the connection: finalised before it is closed
};

}  // namespace signet::inline v0::detail::sqlite
