// Accounts over one table of a service's SQLite file.
#include "signet/store/sqlite_account_store.hpp"

#include <algorithm>
#include <utility>

#include "store/parameter_mix.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/schema.hpp"

namespace signet::inline v0 {
namespace {

namespace sqlite = detail::sqlite;
using sqlite::Connection;
using sqlite::Statement;
using sqlite::Step;

Result<Account> read_account(const Statement& row) {
  Account account{.id = {},
                  .key = row.text(1),
                  .name = row.text(2),
                  .password_hash = row.text(3),
                  .epoch = Epoch{static_cast<std::uint64_t>(row.integer(4))},
                  .created_at = NumericDate::from_microseconds(row.integer(5)),
                  .locked = row.integer(6) != 0};
  std::array<std::uint8_t, 16> id{};
  const auto bytes = row.blob(0);
  if (bytes.size() != id.size()) return fail(Errc::store_schema_mismatch);
  std::ranges::copy(bytes, id.begin());
  account.id = Uuid::from_bytes(id);
  return account;
}

// A statement that changes at most one account and returns its epoch if it did.
Result<Epoch> changed_epoch(Statement& statement) {
  const auto step = statement.step();
  if (!step.has_value()) return step.error();
  if (*step != Step::row) return fail(Errc::account_changed);
  const Epoch epoch{static_cast<std::uint64_t>(statement.integer(0))};
  // The change is made when the statement has run to its end.
  if (const auto end = statement.step(); !end.has_value()) return end.error();
  return epoch;
}

}  // namespace

struct SqliteAccountStore::Parts {
  std::string realm;
  std::unique_ptr<sqlite::Database> database;

  template <class Value>
  Result<std::optional<Account>> find(std::string_view sql, Value value) {
    return database->read([&](Connection& connection) -> Result<std::optional<Account>> {
      auto statement = connection.use(sql);
      if (!statement) return statement.error();
      const auto step = statement->bind(1, std::string_view{realm}).bind(2, value).step();
      if (!step.has_value()) return step.error();
      if (*step != Step::row) return std::optional<Account>{};
      auto account = read_account(*statement);
      if (!account) return account.error();
      return std::optional{std::move(*account)};
    });
  }

  // Within a write.
  Result<void> insert(Connection& connection, const Account& account) const {
    auto statement = connection.use(
        "INSERT INTO accounts (realm, id, key, name, password_hash, epoch, created_at, locked) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    if (!statement) return statement.error();
    const auto step = statement->bind(1, std::string_view{realm})
                          .bind(2, std::span{account.id.bytes()})
                          .bind(3, std::string_view{account.key})
                          .bind(4, std::string_view{account.name})
                          .bind(5, std::string_view{account.password_hash})
                          .bind(6, static_cast<std::int64_t>(account.epoch.count))
                          .bind(7, account.created_at.microseconds())
                          .bind(8, std::int64_t{account.locked})
                          .step();
    if (!step.has_value()) return step.error();
    if (*step == Step::conflict) return fail(Errc::account_exists);
    return {};
  }

  // How many accounts the realm has.
  Result<std::uint64_t> count(Connection& connection) const {
    auto statement = connection.use("SELECT count(*) FROM accounts WHERE realm = ?");
    if (!statement) return statement.error();
    const auto step = statement->bind(1, std::string_view{realm}).step();
    if (!step.has_value()) return step.error();
    return static_cast<std::uint64_t>(statement->integer(0));
  }

  // Runs `sql`, its first parameter the realm and its second the id, the others bound by `bind_rest`.
  template <class BindRest>
  Result<Epoch> change(std::string_view sql, const Uuid& id, BindRest bind_rest) {
    return database->write([&](Connection& connection) -> Result<Epoch> {
      auto statement = connection.use(sql);
      if (!statement) return statement.error();
      statement->bind(1, std::string_view{realm}).bind(2, std::span{id.bytes()});
      bind_rest(*statement);
      return changed_epoch(*statement);
    });
  }
};

SqliteAccountStore::SqliteAccountStore(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
SqliteAccountStore::~SqliteAccountStore() = default;

Result<std::unique_ptr<SqliteAccountStore>> SqliteAccountStore::open(const SqliteStoreOptions& options) {
  auto database = sqlite::open_service(options);
  if (!database) return database.error();
  auto parts = std::unique_ptr<Parts>{new Parts{options.realm, std::move(*database)}};
  return std::unique_ptr<SqliteAccountStore>{new SqliteAccountStore(std::move(parts))};
}

Result<void> SqliteAccountStore::insert(const Account& account) {
  return parts_->database->write([&](Connection& connection) { return parts_->insert(connection, account); });
}

Result<void> SqliteAccountStore::insert_within(const Account& account, std::uint64_t most) {
  return parts_->database->write([&](Connection& connection) -> Result<void> {
    if (const auto added = parts_->insert(connection, account); !added) return added;
    const auto count = parts_->count(connection);
    if (!count) return count.error();
    if (*count > most) return fail(Errc::accounts_full);  // an error undoes the insert
    return {};
  });
}

Result<std::optional<Account>> SqliteAccountStore::find_by_key(std::string_view key) {
  return parts_->find(
      "SELECT id, key, name, password_hash, epoch, created_at, locked FROM accounts "
      "WHERE realm = ? AND key = ?",
      key);
}

Result<std::optional<Account>> SqliteAccountStore::find_by_id(const Uuid& id) {
  return parts_->find(
      "SELECT id, key, name, password_hash, epoch, created_at, locked FROM accounts "
      "WHERE realm = ? AND id = ?",
      std::span<const std::uint8_t>{id.bytes()});
}

Result<void> SqliteAccountStore::upgrade_hash(const Uuid& id, const HashUpgrade& upgrade) {
  const auto epoch = parts_->change(
      "UPDATE accounts SET password_hash = ?3 "
      "WHERE realm = ?1 AND id = ?2 AND password_hash = ?4 RETURNING epoch",
      id, [&](Statement& statement) { statement.bind(3, upgrade.to).bind(4, upgrade.from); });
  if (!epoch) return epoch.error();
  return {};
}

Result<Epoch> SqliteAccountStore::set_password(const Uuid& id, Epoch seen, std::string_view new_hash) {
  return parts_->change(
      "UPDATE accounts SET password_hash = ?3, epoch = epoch + 1 "
      "WHERE realm = ?1 AND id = ?2 AND epoch = ?4 RETURNING epoch",
      id, [&](Statement& statement) {
        statement.bind(3, new_hash).bind(4, static_cast<std::int64_t>(seen.count));
      });
}

Result<Epoch> SqliteAccountStore::set_locked(const Uuid& id, bool locked) {
  return parts_->change(
      "UPDATE accounts SET locked = ?3, epoch = epoch + 1 "
      "WHERE realm = ?1 AND id = ?2 RETURNING epoch",
      id, [&](Statement& statement) { statement.bind(3, std::int64_t{locked}); });
}

Result<Epoch> SqliteAccountStore::raise_epoch(const Uuid& id) {
  return parts_->change("UPDATE accounts SET epoch = epoch + 1 WHERE realm = ?1 AND id = ?2 RETURNING epoch",
                        id, [](Statement&) {});
}

Result<void> SqliteAccountStore::remove(const Uuid& id) {
  const auto epoch = parts_->change("DELETE FROM accounts WHERE realm = ?1 AND id = ?2 RETURNING epoch", id,
                                    [](Statement&) {});
  if (!epoch) return epoch.error();
  return {};
}

Result<std::vector<ParameterShare>> SqliteAccountStore::parameter_mix() {
  return parts_->database->read([&](Connection& connection) -> Result<std::vector<ParameterShare>> {
    auto statement = connection.use("SELECT password_hash FROM accounts WHERE realm = ?");
    if (!statement) return statement.error();
    statement->bind(1, std::string_view{parts_->realm});
    detail::ParameterMix mix;
    auto step = statement->step();
    for (; step.has_value() && *step == Step::row; step = statement->step()) mix.add(statement->text(0));
    if (!step.has_value()) return step.error();
    return std::move(mix).take();
  });
}

Result<void> SqliteAccountStore::ping() {
  const auto found = find_by_id(Uuid{});
  if (!found) return found.error();
  return {};
}

}  // namespace signet::inline v0
