// Reads flow A's users in PostgreSQL.
#include "auth_server/users_table_postgres.hpp"

#include <utility>

#include "signet/core/utf8.hpp"
#include "store/parameter_mix.hpp"
#include "store/postgres/database.hpp"
#include "store/postgres/hash_kinds.hpp"
#include "store/postgres/values.hpp"

namespace signet::example {
namespace {

namespace postgres = detail::postgres;
using postgres::RowReader;
using postgres::Rows;
using postgres::Statement;
using postgres::value;

constexpr Statement all_columns{
    nullptr, "SELECT id, username, password_hash, created_at, updated_at FROM users LIMIT 0"};
// The second comparison is byte by byte; the first is the one that has an index.
constexpr Statement user_by_name{"signet_user_by_name",
                                 "SELECT id, username, password_hash, coalesce(floor(extract(epoch FROM "
                                 "created_at)), 0)::bigint FROM users "
                                 "WHERE username = $1 AND username COLLATE \"C\" = $1"};
constexpr Statement user_by_id{"signet_user_by_id",
                               "SELECT id, username, password_hash, coalesce(floor(extract(epoch FROM "
                               "created_at)), 0)::bigint FROM users "
                               "WHERE id = $1::bigint"};
const std::string kinds_of_users =
    postgres::hash_kinds_of("SELECT convert_to(password_hash, 'UTF8') AS h FROM users");
const Statement user_hashes_by_kind{"signet_user_hashes_by_kind", kinds_of_users.c_str()};
constexpr Statement user_count{"signet_user_count", "SELECT count(*) FROM users"};
constexpr Statement any_user{"signet_any_user", "SELECT EXISTS (SELECT FROM users)"};

using Database = std::unique_ptr<PostgresDatabase::Parts>;

class PostgresUsersTable final : public UsersTable {
 public:
  PostgresUsersTable(Database database, const SecretBytes& key)
      : UsersTable(key), database_(std::move(database)) {}

  Result<std::int64_t> count() override {
    const auto rows = database_->run(user_count, {});
    if (!rows) return rows.error();
    return RowReader{*rows, 0}.number<std::int64_t>();
  }

  [[nodiscard]] Result<std::optional<Account>> find_by_key(std::string_view key) override {
    // A text of PostgreSQL's is UTF-8 without NUL; for what is not, the same question is asked, and not
    // answered.
    const bool storable = is_utf8(key) && key.find('\0') == std::string_view::npos;
    auto account = find(user_by_name, std::string{storable ? key : std::string_view{}});
    if (!account || storable) return account;
    return std::optional<Account>{};
  }

  [[nodiscard]] Result<std::optional<Account>> find_by_id(const Uuid& id) override {
    const auto row = row_of_account(id);
    if (!row) return std::optional<Account>{};
    return find(user_by_id, value(*row));
  }

  [[nodiscard]] Result<std::vector<ParameterShare>> parameter_mix() override {
    const auto rows = database_->run(user_hashes_by_kind, {});
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

  [[nodiscard]] Result<void> ping() override {
    const auto asked = database_->run(any_user, {});
    if (!asked) return asked.error();
    return {};
  }

 private:
  Result<std::optional<Account>> find(const Statement& statement, std::string parameter) {
    const auto rows = database_->run(statement, {std::move(parameter)});
    if (!rows) return rows.error();
    if (rows->size() == 0) return std::optional<Account>{};
    RowReader row{*rows, 0};
    Row read{.id = row.number<std::int64_t>(),
             .username = std::string{row.text()},
             .password_hash = std::string{row.text()},
             .created_at = row.number<std::int64_t>()};
    if (!row.good()) return fail(Errc::store_schema_mismatch);
    return account_of(std::move(read));
  }

  Database database_;
};

// epoch_key is for those who derive.
struct EpochKey : UsersTable {
  using UsersTable::epoch_key;
};

}  // namespace

Result<std::unique_ptr<UsersTable>> open_postgres_users(const PostgresOptions& options,
                                                        RandomSource& random) {
  const auto key = EpochKey::epoch_key(random);
  if (!key) return key.error();
  auto database = postgres::connect(options, postgres::Access::read_only);
  if (!database) return database.error();
  if (const auto good = (*database)->run(all_columns, {}); !good) return good.error();
  return std::unique_ptr<UsersTable>{std::make_unique<PostgresUsersTable>(std::move(*database), *key)};
}

}  // namespace signet::example
