// Database: one SQLite file of ours, its schema checked, with a writer in turn and readers beside it.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/write_turn.hpp"

namespace signet::inline v0::detail::sqlite {

/// What a file must be. The numbers stand in its header, so that no other program's file is taken for ours.
struct Schema {
  std::int32_t application_id;
  std::int32_t version;    ///< SQLite's user_version; 1 for the first
  const char* statements;  ///< make the tables of a new file
};

struct DatabaseOptions {
  std::string path;
  Seconds busy_timeout;  ///< 1 ms .. 60 s
};

/// @thread all calls may be made from any number of threads at once; by any number of processes of this host
class Database {
 public:
  /// Opens the file, or makes it whole: it appears with its schema in it, or not at all.
  /// @error option_invalid         `path` is empty or has a NUL, or `busy_timeout` is out of range
  /// @error store_schema_mismatch  no database, another program's or version's; left as it was
  /// @error store_unsupported      on a network file system
  /// @error store_unavailable
  static Result<std::unique_ptr<Database>> open(DatabaseOptions options, const Schema& schema);

  /// Runs `work`, which returns a Result, on a connection for reading. Statements end inside it.
  template <std::invocable<Connection&> Work>
  auto read(Work&& work) -> std::invoke_result_t<Work, Connection&> {
    auto connection = take_reader();
    if (!connection) return connection.error();
    auto result = std::forward<Work>(work)(*connection);
    give_back(std::move(*connection));
    return result;
  }

  /// Runs `work` inside BEGIN IMMEDIATE, commits what it did if it returns a value, and undoes it if an
  /// error. Writers of this process take turns, also those of other Databases over the file; those of other
  /// processes are waited for. Both by `busy_timeout`.
  template <std::invocable<Connection&> Work>
  auto write(Work&& work) -> std::invoke_result_t<Work, Connection&> {
    if (!turn_->take(options_.busy_timeout)) return fail(Errc::store_unavailable);
    const EndOfWrite end{*this};
    auto connection = begin_write();
    if (!connection) return connection.error();
    auto result = std::forward<Work>(work)(**connection);
    if (!result.has_value()) return result;
    if (const auto committed = commit(**connection); !committed) return committed.error();
    return result;
  }

 private:
  struct EndOfWrite {
    Database& database;
    ~EndOfWrite() { database.end_write(); }
  };

  Database(DatabaseOptions options, const Schema& schema) : options_(std::move(options)), schema_(schema) {}
  Result<Connection> connect() const;
  Result<Connection> take_reader();
  void give_back(Connection connection);
  Result<Connection*> begin_write();
  static Result<void> commit(Connection& connection);
  void end_write() noexcept;

  DatabaseOptions options_;
  Schema schema_;
  std::shared_ptr<WriteTurn> turn_;
  std::optional<Connection> writer_;  // used in turn
  std::mutex lending_;
  std::vector<Connection> idle_;  // guarded by lending_
};

}  // namespace signet::inline v0::detail::sqlite
