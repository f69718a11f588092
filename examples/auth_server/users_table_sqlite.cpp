// Reads flow A's users through a read-only connection.
#include "auth_server/users_table_sqlite.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "store/parameter_mix.hpp"
#include "store/sqlite/connection.hpp"

namespace signet::example {
namespace {

using detail::sqlite::Connection;
using detail::sqlite::Step;

constexpr Seconds busy_timeout = Seconds::of(1);
constexpr std::int64_t last_row = (std::int64_t{1} << 62) - 1;  // what a UUID holds beside its variant bits
constexpr std::size_t version_at = 6;
constexpr std::size_t row_at = 8;
constexpr std::uint8_t version = 0x80;  // RFC 9562 §5.8: bits of our own meaning
constexpr std::uint8_t variant = 0x80;

Result<Connection> connect(const std::string& path) {
  auto connection = Connection::open(path, Connection::Mode::read_only, busy_timeout);
  if (!connection) return connection;
  // The file is not ours: nothing that its schema defines may run functions of this process.
  if (const auto set = connection->execute("PRAGMA trusted_schema=OFF"); !set) return set.error();
  return connection;
}

}  // namespace

std::optional<Uuid> account_of_row(std::int64_t row) noexcept {
  if (row < 1 || row > last_row) return std::nullopt;
  std::array<std::uint8_t, 16> bytes{};
  bytes[version_at] = version;
  auto rest = static_cast<std::uint64_t>(row);
  for (std::size_t i = bytes.size(); i-- > row_at; rest >>= 8) bytes[i] = static_cast<std::uint8_t>(rest);
  bytes[row_at] |= variant;
  return Uuid::from_bytes(bytes);
}

std::optional<std::int64_t> row_of_account(const Uuid& id) noexcept {
  std::uint64_t row = 0;
  for (std::size_t i = row_at; i < id.bytes().size(); ++i) row = row << 8 | id.bytes()[i];
  row &= static_cast<std::uint64_t>(last_row);
  const auto number = static_cast<std::int64_t>(row);
  if (account_of_row(number) != id) return std::nullopt;
  return number;
}

Result<std::unique_ptr<UsersTable>> UsersTable::open(std::string path, RandomSource& random) {
  SecretBytes key{32};
  if (const auto filled = random.fill(key.expose_writable()); !filled) return filled.error();
  std::unique_ptr<UsersTable> table{new UsersTable(std::move(path), key)};
  auto connection = connect(table->path_);
  if (!connection) return connection.error();
  const auto all_columns =
      connection->use("SELECT id, username, password_hash, created_at, updated_at FROM users");
  if (!all_columns) return all_columns.error();
  return table;
}

Epoch UsersTable::epoch_of(std::string_view stored_hash) const noexcept {
  const Sha256 digest = epochs_.mac(stored_hash);
  Epoch epoch;
  std::memcpy(&epoch.count, digest.data(), sizeof epoch.count);
  return epoch;
}

template <class Value>
Result<std::optional<Account>> UsersTable::find(std::string_view sql, Value value) {
  auto connection = connect(path_);
  if (!connection) return connection.error();
  auto statement = connection->use(sql);
  if (!statement) return statement.error();
  const auto step = statement->bind(1, value).step();
  if (!step.has_value()) return step.error();
  if (*step != Step::row) return std::optional<Account>{};
  const auto id = account_of_row(statement->integer(0));
  if (!id) return fail(Errc::store_schema_mismatch);
  Account account{.id = *id,
                  .key = statement->text(1),
                  .name = {},
                  .password_hash = statement->text(2),
                  .epoch = {},
                  .created_at = NumericDate::from_seconds(statement->integer(3))};
  account.name = account.key;
  account.epoch = epoch_of(account.password_hash);
  return std::optional{std::move(account)};
}

Result<std::optional<Account>> UsersTable::find_by_key(std::string_view key) {
  return find(
      "SELECT id, username, password_hash, CAST(strftime('%s', created_at) AS INTEGER) FROM users "
      "WHERE username = ? COLLATE BINARY",
      key);
}

Result<std::optional<Account>> UsersTable::find_by_id(const Uuid& id) {
  const auto row = row_of_account(id);
  if (!row) return std::optional<Account>{};
  return find(
      "SELECT id, username, password_hash, CAST(strftime('%s', created_at) AS INTEGER) FROM users "
      "WHERE id = ?",
      *row);
}

Result<std::vector<ParameterShare>> UsersTable::parameter_mix() {
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

Result<std::int64_t> UsersTable::count() {
  auto connection = connect(path_);
  if (!connection) return connection.error();
  return connection->number("SELECT count(*) FROM users");
}

Result<void> UsersTable::ping() {
  auto connection = connect(path_);
  if (!connection) return connection.error();
  const auto asked = connection->number("SELECT EXISTS (SELECT 1 FROM users)");
  if (!asked) return asked.error();
  return {};
}

Result<void> UsersTable::insert(const Account&) { return fail(Errc::store_unsupported); }
Result<void> UsersTable::upgrade_hash(const Uuid&, const HashUpgrade&) {
  return fail(Errc::store_unsupported);
}
Result<Epoch> UsersTable::set_password(const Uuid&, Epoch, std::string_view) {
  return fail(Errc::store_unsupported);
}
Result<Epoch> UsersTable::set_locked(const Uuid&, bool) { return fail(Errc::store_unsupported); }
Result<Epoch> UsersTable::raise_epoch(const Uuid&) { return fail(Errc::store_unsupported); }
Result<void> UsersTable::remove(const Uuid&) { return fail(Errc::store_unsupported); }

}  // namespace signet::example
