// Reads flow A's users through a read-only connection.
#include "auth_server/users_table_sqlite.hpp"

#include <utility>

#include "store/parameter_mix.hpp"
#include "store/sqlite/connection.hpp"

namespace signet::example {
namespace {

using detail::sqlite::Connection;
using detail::sqlite::Step;

constexpr Seconds busy_timeout = Seconds::of(1);
Result<Connection> connect(const std::string& path) {
  auto connection = Connection::open(path, Connection::Mode::read_only, busy_timeout);
  if (!connection) return connection;
  // The file is not ours: nothing that its schema defines may run functions of this process.
  if (const auto set = connection->execute("PRAGMA trusted_schema=OFF"); !set) return set.error();
  return connection;
}

}  // namespace

Result<std::unique_ptr<UsersTable>> SqliteUsersTable::open(std::string path, RandomSource& random) {
  const auto key = epoch_key(random);
  if (!key) return key.error();
  std::unique_ptr<UsersTable> table{new SqliteUsersTable(path, *key)};
  auto connection = connect(path);
  if (!connection) return connection.error();
  const auto all_columns =
      connection->use("SELECT id, username, password_hash, created_at, updated_at FROM users");
  if (!all_columns) return all_columns.error();
  return table;
}

template <class Value>
Result<std::optional<Account>> SqliteUsersTable::find(std::string_view sql, Value value) {
  auto connection = connect(path_);
  if (!connection) return connection.error();
  auto statement = connection->use(sql);
  if (!statement) return statement.error();
  const auto step = statement->bind(1, value).step();
  if (!step.has_value()) return step.error();
  if (*step != Step::row) return std::optional<Account>{};
  return account_of({.id = statement->integer(0),
                     .username = statement->text(1),
                     .password_hash = statement->text(2),
                     .created_at = statement->integer(3)});
}

Result<std::optional<Account>> SqliteUsersTable::find_by_key(std::string_view key) {
  return find(
      "SELECT id, username, password_hash, CAST(strftime('%s', created_at) AS INTEGER) FROM users "
      "WHERE username = ? COLLATE BINARY",
      key);
}

Result<std::optional<Account>> SqliteUsersTable::find_by_id(const Uuid& id) {
  const auto row = row_of_account(id);
  if (!row) return std::optional<Account>{};
  return find(
      "SELECT id, username, password_hash, CAST(strftime('%s', created_at) AS INTEGER) FROM users "
      "WHERE id = ?",
      *row);
}

Result<std::vector<ParameterShare>> SqliteUsersTable::parameter_mix() {
  auto connection = connect(path_);
  if (!connection) return connection.error();
  auto statement = connection->use("SELECT password_hash FROM users");
  if (!statement) return statement.error();
  detail::ParameterMix mix;
  auto step = statement->step();
  for (; step.has_value() && *step == Step::row; step = statement->step()) mix.add(statement->text(0));
  if (!step.has_value()) return step.error();
  return std::move(mix).take();
}

Result<std::int64_t> SqliteUsersTable::count() {
  auto connection = connect(path_);
  if (!connection) return connection.error();
  return connection->number("SELECT count(*) FROM users");
}

Result<void> SqliteUsersTable::ping() {
  auto connection = connect(path_);
  if (!connection) return connection.error();
  const auto asked = connection->number("SELECT EXISTS (SELECT 1 FROM users)");
  if (!asked) return asked.error();
  return {};
}

}  // namespace signet::example
