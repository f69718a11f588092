// Reads names through connections that are opened for a call each: the file may be replaced, and few ask.
#include <array>
#include <span>
#include <utility>

#include "resource_server/names_connection.hpp"
#include "resource_server/user_names.hpp"
#include "store/sqlite/file_checks.hpp"
#include "store/sqlite/schema.hpp"

namespace signet::example {
namespace {

namespace sqlite = signet::detail::sqlite;

constexpr Seconds busy_timeout = Seconds::of(1);
constexpr std::array granted_columns{sqlite::ReadableColumn{"accounts", "realm"},
                                     sqlite::ReadableColumn{"accounts", "name"}};
constexpr std::span<const sqlite::ReadableColumn> granted{granted_columns};

class SqliteUserNames final : public UserNames {
 public:
  explicit SqliteUserNames(std::string path) : path_(std::move(path)) {}

  Result<std::vector<std::string>> list(std::uint32_t limit) override {
    auto connection = connect_for_names(path_);
    if (!connection) return connection.error();
    auto select = connection->use("SELECT name FROM accounts WHERE realm = 'C' ORDER BY name LIMIT ?");
    if (!select) return select.error();
    select->bind(1, std::int64_t{limit});
    std::vector<std::string> names;
    auto step = select->step();
    for (; step.has_value() && *step == sqlite::Step::row; step = select->step())
      names.push_back(select->text(0));
    if (!step.has_value()) return step.error();
    return names;
  }

  Result<void> ping() override {
    const auto first = list(1);
    if (!first) return first.error();
    return {};
  }

 private:
  std::string path_;
};

const char* what_to_do(Errc code) {
  return code == Errc::store_schema_mismatch
             ? "belongs to another program or version; name the accounts file of auth_server"
             : "cannot be read; auth_server makes it when it first starts, and this program must run as its "
               "user";
}

}  // namespace

Result<sqlite::Connection> connect_for_names(const std::string& path) {
  auto connection = sqlite::Connection::open(path, sqlite::Connection::Mode::read_only, busy_timeout);
  if (!connection) return connection;
  // Nothing that a schema defines may run functions of this process.
  if (const auto set = connection->execute("PRAGMA trusted_schema=OFF"); !set) return set.error();
  if (const auto ours = sqlite::check_schema(*connection, sqlite::service_schema); !ours) return ours.error();
  connection->allow_only(granted);
  return connection;
}

Start<std::unique_ptr<UserNames>> open_sqlite_user_names(const std::string& path) {
  const auto connection = connect_for_names(path);
  if (!connection) return Stop{exit_failed, path + ": " + what_to_do(connection.error().code())};
  return std::unique_ptr<UserNames>{std::make_unique<SqliteUserNames>(path)};
}

}  // namespace signet::example
