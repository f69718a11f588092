// Flow A's table of users as an account store: what it finds, and that it never writes.
#include "auth_server/users_table_sqlite.hpp"

#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>

#include "flows/temporary_folder.hpp"
#include "flows/users_database.hpp"
#include "signet/password/password_hasher.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

struct Users {
  TemporaryFolder folder;
  std::string path = folder.path() + "/users.db";
  Result<std::unique_ptr<UsersTable>> table = fail(Errc::internal_error);

  explicit Users(const std::string& changes = "") {
    seed_users(path);
    if (!changes.empty()) run_sql(path, changes);
    table = SqliteUsersTable::open(path, system_random());
    REQUIRE(table);
  }
  std::optional<Account> find(std::string_view name) const {
    const auto found = (*table)->find_by_key(name);
    REQUIRE(found);
    return *found;
  }
};

Error opening(const std::string& path) { return SqliteUsersTable::open(path, system_random()).error(); }

}  // namespace

TEST_CASE("the seed files make three users, once, whose passwords are the documented ones") {
  Users const users;
  run_sql(users.path, seed_file("01-schema.sqlite.sql"));
  run_sql(users.path, seed_file("02-seed.sqlite.sql"));
  CHECK(*(*users.table)->count() == 3);
  const auto hasher = PasswordHasher::build();
  struct Demo {
    std::int64_t row;
    const char* name;
    const char* password;
  };
  for (const Demo& demo :
       {Demo{1, "alice", "password123"}, Demo{2, "bob", "securepass456"}, Demo{3, "admin", "adminpass789"}}) {
    CAPTURE(demo.name);
    const auto account = users.find(demo.name);
    REQUIRE(account);
    CHECK(row_of_account(account->id) == demo.row);
    CHECK(account->name == demo.name);
    CHECK(account->key == demo.name);
    CHECK_FALSE(account->locked);
    CHECK(account->password_hash.starts_with("$2b$10$"));
    CHECK(*hasher->verify(demo.password, account->password_hash) == PasswordCheck::match);
    CHECK(*(*users.table)->find_by_id(account->id) != std::nullopt);
  }
}

TEST_CASE("a name is found by its exact bytes, whatever the column collates by") {
  const std::string_view with_nul{"alice\0", 6};
  for (const char* changes :
       {"",
        "DROP TABLE users; CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT COLLATE NOCASE, "
        "password_hash TEXT, created_at TEXT, updated_at TEXT); "
        "INSERT INTO users VALUES (1, 'alice', '$2b$10$x', '2000-02-29 00:00:01', NULL)"}) {
    Users const users{changes};
    CHECK(users.find("alice"));
    for (const std::string_view name : {std::string_view{"Alice"}, std::string_view{"alice "},
                                        std::string_view{"alic"}, std::string_view{}, with_nul}) {
      CAPTURE(name);
      CHECK_FALSE(users.find(name));
    }
  }
}

TEST_CASE("a time of the table is UTC without a zone") {
  Users const users{"UPDATE users SET created_at = '2000-02-29 00:00:01'"};
  CHECK(users.find("alice")->created_at == NumericDate::from_seconds(951782401));  // date -u -d … +%s
}

TEST_CASE("a row and its account are each other's only name") {
  CHECK(account_of_row(1)->text() == "00000000-0000-8000-8000-000000000001");
  CHECK(account_of_row((std::int64_t{1} << 62) - 1)->text() == "00000000-0000-8000-bfff-ffffffffffff");
  for (const std::int64_t row : {std::int64_t{1}, std::int64_t{255}, std::int64_t{256}, INT64_MAX >> 1}) {
    CHECK(row_of_account(*account_of_row(row)) == row);
  }
  for (const std::int64_t row : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1} << 62}) {
    CHECK(account_of_row(row) == std::nullopt);
  }
  for (const char* stranger : {"00000000-0000-0000-0000-000000000000", "00000000-0000-8000-8000-000000000000",
                               "00000000-0000-4000-8000-000000000001", "00000000-0000-8000-c000-000000000001",
                               "00000001-0000-8000-8000-000000000001"}) {
    CAPTURE(stranger);
    CHECK(row_of_account(*Uuid::parse(stranger)) == std::nullopt);
  }
  Users const users;
  CHECK(*(*users.table)->find_by_id(*account_of_row(4)) == std::nullopt);
  CHECK(*(*users.table)->find_by_id(*Uuid::parse("00000000-0000-4000-8000-000000000001")) == std::nullopt);
}

TEST_CASE("a row whose id names no account is a fault of the table, not an absent user") {
  Users const users{"UPDATE users SET id = -1 WHERE username = 'alice'"};
  CHECK((*users.table)->find_by_key("alice").error() == fail(Errc::store_schema_mismatch));
}

TEST_CASE("the epoch is another as soon as the stored hash is, and tells nothing of it") {
  Users const users;
  const Epoch before = users.find("alice")->epoch;
  CHECK(users.find("alice")->epoch == before);
  CHECK((*(*users.table)->find_by_id(*account_of_row(1)))->epoch == before);
  CHECK(users.find("bob")->epoch != before);
  run_sql(users.path, "UPDATE users SET password_hash = '$2b$10$other' WHERE id = 1");
  CHECK(users.find("alice")->epoch != before);
  Users const elsewhere;
  CHECK(elsewhere.find("alice")->epoch != before);  // keyed afresh by each process
}

TEST_CASE("every change is unsupported, and nothing is written beside or into the file") {
  Users const users;
  const std::string before = content_of(users.path);
  UsersTable& table = **users.table;
  const Error unsupported = fail(Errc::store_unsupported);
  const Uuid alice = *account_of_row(1);
  CHECK(table.insert({}).error() == unsupported);
  CHECK(table.upgrade_hash(alice, {.from = "a", .to = "b"}).error() == unsupported);
  CHECK(table.set_password(alice, users.find("alice")->epoch, "b").error() == unsupported);
  CHECK(table.set_locked(alice, true).error() == unsupported);
  CHECK(table.set_locked(alice, false).error() == unsupported);
  CHECK(table.raise_epoch(alice).error() == unsupported);
  CHECK(table.remove(alice).error() == unsupported);
  CHECK(table.ping());
  CHECK(table.parameter_mix());
  CHECK(content_of(users.path) == before);
  CHECK(std::distance(std::filesystem::directory_iterator{users.folder.path()}, {}) == 1);
}

TEST_CASE("the parameters of stored hashes are counted") {
  Users const users{"INSERT INTO users (username, password_hash) VALUES ('eve', 'unreadable')"};
  const auto mix = (*users.table)->parameter_mix();
  REQUIRE(mix);
  REQUIRE(mix->size() == 1);
  CHECK(mix->front().params == HashParams{BcryptParams{.cost = 10}});
  CHECK(mix->front().accounts == 3);
}

TEST_CASE("a table of other columns, none at all, and no database are told from a file that is not there") {
  const TemporaryFolder folder;
  const Error mismatch = fail(Errc::store_schema_mismatch);
  const std::string missing = folder.path() + "/missing.db";
  CHECK(opening(missing) == fail(Errc::store_unavailable));
  CHECK_FALSE(std::filesystem::exists(missing));
  CHECK(opening(folder.path()) == fail(Errc::store_unavailable));
  CHECK(opening(folder.write({"empty.db", ""})) == mismatch);
  CHECK(opening(folder.write({"text.db", std::string(4096, 'x')})) == mismatch);
  const std::string other = folder.path() + "/other.db";
  run_sql(other, "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT, password_hash TEXT)");
  CHECK(opening(other) == mismatch);
}

TEST_CASE("a file that is gone is unavailable, and found again when another takes its place") {
  Users const users;
  std::filesystem::remove(users.path);
  CHECK((*users.table)->find_by_key("alice").error() == fail(Errc::store_unavailable));
  CHECK((*users.table)->ping().error() == fail(Errc::store_unavailable));
  seed_users(users.path);
  CHECK(users.find("alice"));
}
