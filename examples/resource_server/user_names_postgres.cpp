// Reads names by a view, over a pool of connections whose role has been seen to read nothing else.
#include <utility>

#include "resource_server/user_names.hpp"
#include "store/postgres/database.hpp"
#include "store/postgres/values.hpp"

namespace signet::example {
namespace {

namespace postgres = detail::postgres;
using postgres::RowReader;
using postgres::Statement;

constexpr Statement first_names{
    "signet_first_names",
    "SELECT name FROM signet.account_names WHERE realm = 'C' ORDER BY name COLLATE \"C\" LIMIT $1"};
constexpr Statement any_name{"signet_any_name", "SELECT EXISTS (SELECT FROM signet.account_names)"};
constexpr Statement may_read_more{nullptr,
                                  "SELECT has_any_column_privilege('signet.accounts', 'SELECT') OR "
                                  "has_any_column_privilege('signet.families', 'SELECT')"};

class PostgresUserNames final : public UserNames {
 public:
  explicit PostgresUserNames(std::unique_ptr<PostgresDatabase::Parts> database)
      : database_(std::move(database)) {}

  Result<std::vector<std::string>> list(std::uint32_t limit) override {
    const auto rows = database_->run(first_names, {postgres::value(limit)});
    if (!rows) return rows.error();
    std::vector<std::string> names;
    names.reserve(rows->size());
    for (std::size_t number = 0; number < rows->size(); ++number) {
      names.emplace_back(RowReader{*rows, number}.text());
    }
    return names;
  }

  Result<void> ping() override {
    const auto asked = database_->run(any_name, {});
    if (!asked) return asked.error();
    return {};
  }

 private:
  std::unique_ptr<PostgresDatabase::Parts> database_;
};

Result<void> check_role(PostgresDatabase::Parts& database) {
  const auto more = database.run(may_read_more, {});
  if (!more) return more.error();
  if (RowReader{*more, 0}.boolean()) return fail(Errc::store_unsupported, "privilege");
  const auto names = database.run(any_name, {});
  if (!names) return names.error();
  return {};
}

}  // namespace

Result<std::unique_ptr<UserNames>> open_postgres_user_names(std::string_view url) {
  auto database = postgres::connect({.url = url}, postgres::Access::read_only);
  if (!database) return database.error();
  if (const auto good = check_role(**database); !good) return good.error();
  return std::unique_ptr<UserNames>{std::make_unique<PostgresUserNames>(*std::move(database))};
}

}  // namespace signet::example
