// Accounts over one table, one statement a call; an UPDATE that waited for another looks at the row again.
#include "signet/store/postgres_account_store.hpp"

#include <string>
#include <utility>

#include "store/parameter_mix.hpp"
#include "store/postgres/database.hpp"
#include "store/postgres/hash_kinds.hpp"
#include "store/postgres/values.hpp"

namespace signet::inline v0 {

namespace postgres = detail::postgres;
using postgres::bytes_value;
using postgres::RowReader;
using postgres::Rows;
using postgres::Statement;
using postgres::value;

namespace {

constexpr Statement insert_account{
    "signet_insert_account",
    "INSERT INTO signet.accounts (realm, id, key, name, password_hash, epoch, created_at, locked) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING epoch"};
constexpr Statement insert_account_within{
    "signet_insert_within", "SELECT signet.insert_account_within($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
constexpr Statement account_by_key{"signet_account_by_key",
                                   "SELECT id, encode(key, 'hex'), encode(name, 'hex'), "
                                   "encode(password_hash, 'hex'), epoch, created_at, locked "
                                   "FROM signet.accounts WHERE realm = $1 AND key = $2"};
constexpr Statement account_by_id{"signet_account_by_id",
                                  "SELECT id, encode(key, 'hex'), encode(name, 'hex'), encode(password_hash, "
                                  "'hex'), epoch, created_at, locked "
                                  "FROM signet.accounts WHERE realm = $1 AND id = $2"};
constexpr Statement replace_hash{"signet_upgrade_hash",
                                 "UPDATE signet.accounts SET password_hash = $3 "
                                 "WHERE realm = $1 AND id = $2 AND password_hash = $4 RETURNING epoch"};
constexpr Statement replace_password{"signet_set_password",
                                     "UPDATE signet.accounts SET password_hash = $3, epoch = epoch + 1 "
                                     "WHERE realm = $1 AND id = $2 AND epoch = $4 RETURNING epoch"};
constexpr Statement replace_lock{"signet_set_locked",
                                 "UPDATE signet.accounts SET locked = $3, epoch = epoch + 1 "
                                 "WHERE realm = $1 AND id = $2 RETURNING epoch"};
constexpr Statement raise_account{
    "signet_raise_account",
    "UPDATE signet.accounts SET epoch = epoch + 1 WHERE realm = $1 AND id = $2 RETURNING epoch"};
constexpr Statement remove_account{
    "signet_remove_account", "DELETE FROM signet.accounts WHERE realm = $1 AND id = $2 RETURNING epoch"};
const std::string kinds_of_accounts =
    postgres::hash_kinds_of("SELECT password_hash AS h FROM signet.accounts WHERE realm = $1");
const Statement hashes_by_kind{"signet_hashes_by_kind", kinds_of_accounts.c_str()};

Result<std::optional<Account>> read_account(const Rows& rows) {
  if (rows.size() == 0) return std::optional<Account>{};
  RowReader row{rows, 0};
  Account account{.id = row.uuid(),
                  .key = row.bytes(),
                  .name = row.bytes(),
                  .password_hash = row.bytes(),
                  .epoch = row.epoch(),
                  .created_at = row.date(),
                  .locked = row.boolean()};
  if (!row.good()) return fail(Errc::store_schema_mismatch);
  return std::optional{std::move(account)};
}

}  // namespace

struct PostgresAccountStore::Parts {
  std::shared_ptr<PostgresDatabase> database;
  std::string realm;

  template <class... Values>
  Result<Rows> run(const Statement& statement, Values&&... values) {
    return database->parts().run(statement, {realm, std::forward<Values>(values)...});
  }

  // Runs a statement that changes at most one account and returns its epoch if it did.
  template <class... Values>
  Result<Epoch> change(const Statement& statement, const Uuid& id, Values&&... values) {
    const auto rows = run(statement, value(id), std::forward<Values>(values)...);
    if (!rows) return rows.error();
    if (rows->size() == 0) return fail(Errc::account_changed);
    RowReader row{*rows, 0};
    const Epoch epoch = row.epoch();
    if (!row.good()) return fail(Errc::store_schema_mismatch);
    return epoch;
  }
};

PostgresAccountStore::PostgresAccountStore(std::unique_ptr<Parts> parts) noexcept
    : parts_(std::move(parts)) {}
PostgresAccountStore::~PostgresAccountStore() = default;

Result<std::unique_ptr<PostgresAccountStore>> PostgresAccountStore::open(
    std::shared_ptr<PostgresDatabase> database, std::string realm) {
  if (const auto valid = postgres::check_realm(realm); !valid) return valid.error();
  auto parts = std::unique_ptr<Parts>{new Parts{std::move(database), std::move(realm)}};
  return std::unique_ptr<PostgresAccountStore>{new PostgresAccountStore(std::move(parts))};
}

Result<void> PostgresAccountStore::insert(const Account& account) {
  const auto rows = parts_->run(insert_account, value(account.id), bytes_value(account.key),
                                bytes_value(account.name), bytes_value(account.password_hash),
                                value(account.epoch), value(account.created_at), value(account.locked));
  if (!rows) return rows.error();
  if (rows->size() == 0) return fail(Errc::account_exists);
  return {};
}

Result<void> PostgresAccountStore::insert_within(const Account& account, std::uint64_t most) {
  const auto rows =
      parts_->run(insert_account_within, value(account.id), bytes_value(account.key),
                  bytes_value(account.name), bytes_value(account.password_hash), value(account.epoch),
                  value(account.created_at), value(account.locked), std::to_string(most));
  if (!rows) return rows.error();
  if (rows->size() != 1) return fail(Errc::store_schema_mismatch);
  RowReader row{*rows, 0};
  const std::string_view refusal = row.text();
  if (!row.good()) return fail(Errc::store_schema_mismatch);
  if (refusal.empty()) return {};
  return fail(refusal == "full" ? Errc::accounts_full : Errc::account_exists);
}

Result<std::optional<Account>> PostgresAccountStore::find_by_key(std::string_view key) {
  const auto rows = parts_->run(account_by_key, bytes_value(key));
  if (!rows) return rows.error();
  return read_account(*rows);
}

Result<std::optional<Account>> PostgresAccountStore::find_by_id(const Uuid& id) {
  const auto rows = parts_->run(account_by_id, value(id));
  if (!rows) return rows.error();
  return read_account(*rows);
}

Result<void> PostgresAccountStore::upgrade_hash(const Uuid& id, const HashUpgrade& upgrade) {
  const auto epoch = parts_->change(replace_hash, id, bytes_value(upgrade.to), bytes_value(upgrade.from));
  if (!epoch) return epoch.error();
  return {};
}

Result<Epoch> PostgresAccountStore::set_password(const Uuid& id, Epoch seen, std::string_view new_hash) {
  return parts_->change(replace_password, id, bytes_value(new_hash), value(seen));
}

Result<Epoch> PostgresAccountStore::set_locked(const Uuid& id, bool locked) {
  return parts_->change(replace_lock, id, value(locked));
}

Result<Epoch> PostgresAccountStore::raise_epoch(const Uuid& id) { return parts_->change(raise_account, id); }

Result<void> PostgresAccountStore::remove(const Uuid& id) {
  const auto epoch = parts_->change(remove_account, id);
  if (!epoch) return epoch.error();
  return {};
}

Result<std::vector<ParameterShare>> PostgresAccountStore::parameter_mix() {
  const auto rows = parts_->run(hashes_by_kind);
  if (!rows) return rows.error();
  detail::ParameterMix mix;
  for (std::size_t number = 0; number < rows->size(); ++number) {
    RowReader row{*rows, number};
    const std::string blanked = row.bytes();
    const auto accounts = row.number<std::uint64_t>();
    if (!row.good()) return fail(Errc::store_schema_mismatch);
    mix.add(blanked, accounts);
  }
  return std::move(mix).take();
}

Result<void> PostgresAccountStore::ping() {
  const auto found = find_by_id(Uuid{});
  if (!found) return found.error();
  return {};
}

}  // namespace signet::inline v0
