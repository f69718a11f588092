// Flow A's table of users in PostgreSQL: what is found in it, and that nothing is made or written.
#include "auth_server/users_table_postgres.hpp"

#include <doctest/doctest.h>

#include <future>
#include <string>
#include <string_view>

#include "auth_server/login.hpp"
#include "common/postgres.hpp"
#include "flows/answers.hpp"
#include "flows/client.hpp"
#include "flows/service.hpp"
#include "flows/users_database.hpp"
#include "signet/password/password_hasher.hpp"
#include "support/full_queue.hpp"
#include "support/postgres_server.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

// A database made by the seed files.
struct Users {
  FreshDatabase database;
  Outside owner{database.url};
  std::unique_ptr<UsersTable> table;

  explicit Users(const std::string& changes = "SELECT 1") {
    owner.execute(seed_file("01-schema.sql"));
    owner.execute(seed_file("02-seed.sql"));
    owner.execute(changes);
    auto opened = open_postgres_users({.url = database.url}, system_random());
    REQUIRE(opened);
    table = std::move(*opened);
  }
  std::optional<Account> find(std::string_view name) const {
    const auto found = table->find_by_key(name);
    REQUIRE(found);
    return *found;
  }
};

Error opening(const std::string& url) { return open_postgres_users({.url = url}, system_random()).error(); }

}  // namespace

TEST_CASE("the seed files make three users, once, whose passwords are the documented ones") {
  Users users;
  users.owner.execute(seed_file("01-schema.sql"));
  users.owner.execute(seed_file("02-seed.sql"));
  CHECK(*users.table->count() == 3);
  const auto hasher = PasswordHasher::build();
  struct Demo {
    std::int64_t row;
    const char* name;
    const char* password;
  };
  for (const Demo& demo :
       {Demo{1, "alice", "password123"}, Demo{2, "bob", "securepass456"}, Demo{3, "admin", "adminpass789"}}) {
    CAPTURE(demo.row);
    const auto account = users.find(demo.name);
    REQUIRE(account);
    CHECK(row_of_account(account->id) == demo.row);
    CHECK(account->name == demo.name);
    CHECK(*hasher->verify(demo.password, account->password_hash) == PasswordCheck::match);
    CHECK(*users.table->find_by_id(account->id) != std::nullopt);
  }
  // A user added by the table's own programs gets the next number.
  CHECK(users.owner.value("INSERT INTO users (username, password_hash) VALUES ('eve', '') RETURNING id") ==
        "4");
}

TEST_CASE("a name is found by its exact bytes, whatever the column collates by") {
  const std::string ignoring_case =
      "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false); "
      "ALTER TABLE users ALTER username TYPE varchar(50) COLLATE any_case";
  for (const std::string& changes : {std::string{"SELECT 1"}, ignoring_case}) {
    Users const users{changes};
    CHECK(users.find("alice"));
    for (const std::string_view name :
         {std::string_view{"Alice"}, std::string_view{"alice "}, std::string_view{},
          std::string_view{"alice\0", 6}, std::string_view{"alice\xff"}}) {
      CHECK_FALSE(users.find(name));
    }
  }
}

TEST_CASE("a name that PostgreSQL's text cannot hold is nobody's, also where an empty name is somebody's") {
  Users const users{"UPDATE users SET username = '' WHERE id = 1"};
  CHECK(users.find(""));
  CHECK_FALSE(users.find(std::string_view{"\0", 1}));
  CHECK_FALSE(users.find("\xff"));
}

TEST_CASE("a time of the table is UTC without a zone, and one that is missing is 0") {
  Users const users{
      "UPDATE users SET created_at = '2000-02-29 00:00:01.9' WHERE id = 1; "
      "UPDATE users SET created_at = NULL WHERE id = 2"};
  CHECK(users.find("alice")->created_at == NumericDate::from_seconds(951782401));  // date -u -d … +%s
  CHECK(users.find("bob")->created_at == NumericDate{});
}

TEST_CASE("a row whose id names no account is a fault of the table, not an absent user") {
  Users const users{"UPDATE users SET id = -1 WHERE username = 'alice'"};
  CHECK(users.table->find_by_key("alice").error() == fail(Errc::store_schema_mismatch));
  CHECK(*users.table->find_by_id(*account_of_row(4)) == std::nullopt);
}

TEST_CASE("the epoch is another as soon as the stored hash is") {
  Users users;
  const Epoch before = users.find("alice")->epoch;
  CHECK(users.find("alice")->epoch == before);
  CHECK(users.find("bob")->epoch != before);
  users.owner.execute("UPDATE users SET password_hash = '$2b$10$other' WHERE id = 1");
  CHECK(users.find("alice")->epoch != before);
}

TEST_CASE("every change is unsupported, and nothing is made in the database or written to it") {
  Users users;
  const std::string objects = "SELECT count(*) FROM pg_class";
  const std::string content = "SELECT md5(string_agg(u::text, ',' ORDER BY id)) FROM users u";
  const std::string objects_before = users.owner.value(objects);
  const std::string content_before = users.owner.value(content);
  const Error unsupported = fail(Errc::store_unsupported);
  const Uuid alice = *account_of_row(1);
  CHECK(users.table->insert({}).error() == unsupported);
  CHECK(users.table->upgrade_hash(alice, {.from = "a", .to = "b"}).error() == unsupported);
  CHECK(users.table->set_password(alice, Epoch{}, "b").error() == unsupported);
  CHECK(users.table->set_locked(alice, true).error() == unsupported);
  CHECK(users.table->raise_epoch(alice).error() == unsupported);
  CHECK(users.table->remove(alice).error() == unsupported);
  CHECK(users.table->ping());
  CHECK(users.owner.value(objects) == objects_before);
  CHECK(users.owner.value(content) == content_before);
}

TEST_CASE("the parameters of stored hashes are counted") {
  Users const users{"INSERT INTO users (username, password_hash) VALUES ('eve', 'unreadable')"};
  const auto mix = users.table->parameter_mix();
  REQUIRE(mix);
  REQUIRE(mix->size() == 1);
  CHECK(mix->front().params == HashParams{BcryptParams{.cost = 10}});
  CHECK(mix->front().accounts == 3);
}

TEST_CASE("a hundred thousand hashes are counted by the database, each that is of no common kind by itself") {
  const std::string bcrypt_08 = "$2b$08$" + std::string(53, '.');
  // A cost that is no number, one character short, a salt with spare bits, an unknown algorithm: unreadable.
  const std::string broken = "('b1', '$2b$0x$" + std::string(53, '.') + "'), ('b2', '$2b$08$" +
                             std::string(52, '.') + "'), ('b3', '$2b$08$" + std::string(21, '.') + "/" +
                             std::string(31, '.') + "'), ('b4', '$9$a$b')";
  const std::string argon2 = "$argon2id$v=19$m=19456,t=2,p=1$" + std::string(22, 'A') + "$";
  Users const users{
      "CREATE EXTENSION pg_stat_statements; "
      "INSERT INTO users (username, password_hash) SELECT 'u' || n, '" +
      bcrypt_08 + "' FROM generate_series(1, 100000) n; INSERT INTO users (username, password_hash) VALUES " +
      broken + ", ('a1', '" + argon2 + std::string(43, 'A') + "'), ('a2', '" + argon2 + std::string(22, 'A') +
      "')"};
  const auto mix = users.table->parameter_mix();
  REQUIRE(mix);
  REQUIRE(mix->size() == 3);
  CHECK((*mix)[0].params == HashParams{BcryptParams{.cost = 8}});
  CHECK((*mix)[0].accounts == 100000);
  CHECK((*mix)[1].params == HashParams{BcryptParams{.cost = 10}});
  CHECK((*mix)[1].accounts == 3);
  CHECK((*mix)[2].params == HashParams{Argon2Params{.memory = KiB{19456}, .passes = 2, .lanes = 1}});
  CHECK((*mix)[2].accounts == 2);  // of the usual digest, and of one half as long
  CHECK(
      Outside{users.database.url}.value(
          "SELECT sum(rows) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = "
          "current_database() AND query LIKE 'SELECT%password_hash%FROM users%'") ==
      "8");  // left the database
}

TEST_CASE("no table, other columns, a malformed URL and a server that is not there are told apart") {
  const FreshDatabase empty;
  CHECK(opening(empty.url) == fail(Errc::store_schema_mismatch));
  Outside{empty.url}.execute("CREATE TABLE users (id int, username text, password_hash text)");
  CHECK(opening(empty.url) == fail(Errc::store_schema_mismatch));
  CHECK(opening("postgresql://u@h") == fail(Errc::option_invalid, "url.database"));
  CHECK(check_postgres_url("postgresql://u@h").error() == fail(Errc::option_invalid, "url.database"));
  CHECK(opening("postgresql://u@127.0.0.1:1/d") == fail(Errc::store_unavailable));
}

// Rulings 7: a login is io, cpu, io, so that logins that wait for their hash starve nobody of connections.
TEST_CASE(
    "a login holds no connection while its password is hashed: over a pool of one, other calls go through") {
  const Users users;
  auto table = open_postgres_users(
      {.url = users.database.url, .connections = 1, .wait = Seconds::of_microseconds(1000)}, system_random());
  const auto hasher = PasswordHasher::build();
  const auto accounts = Accounts::build(**table, *hasher, system_random(),
                                        {.names = NameRule::exact, .rehash_on_login = false});
  const auto logins = Throttle::build(system_random());
  const auto pool = HashPool::build({.workers = 1, .places = 4, .deadline = Seconds::of(60)});
  Hold hash_under_way{**pool};
  auto login = std::async(std::launch::async, [&] {
    return authenticate({.accounts = **accounts, .hashing = **pool, .throttle = **logins},
                        {.name = "alice", .password = "password123", .client = "127.0.0.1"});
  });
  until_waiting(**pool, 1);  // it has looked alice up
  CHECK(*(*table)->count() == 3);
  CHECK(*(*table)->find_by_key("bob") != std::nullopt);
  hash_under_way.let_go();
  const auto account = login.get();
  REQUIRE(account);
  CHECK(row_of_account(account->id) == 1);
}

TEST_CASE(
    "two auth services log the documented users in over one PostgreSQL, and validate each other's tokens") {
  Users users;
  const std::vector<std::pair<std::string, std::string>> environment{
      {"DATABASE_URL", users.database.url}, {"JWT_SECRET", "0123456789abcdef0123456789abcdef"}};
  const Launch launch{"auth_server", {"--flow", "A"}, environment, false};
  ServiceProcess const first{launch};
  ServiceProcess const second{launch};
  const auto log_in = [&](const std::string& password) {
    return send_request(first.port(), "POST", "/login",
                        R"({"username":"alice","password":")" + password + R"("})");
  };
  CHECK(log_in("password124").status == 401);
  const Answer answer = log_in("password123");
  REQUIRE(answer.status == 200);
  const std::string token = "Authorization: Bearer " + member(answer.body, "token") + "\r\n";
  CHECK(send_request(second.port(), "GET", "/validate", "", token).status == 200);
  users.owner.execute(
      "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = 2) WHERE id = 1");
  CHECK(log_in("password123").status == 401);
  CHECK(log_in("securepass456").status == 200);
  const auto password = users.database.url.substr(20, 32);
  CHECK(first.log().find(password) == std::string::npos);
}
