// Opening a PostgreSQL database: its schema, what the server must promise, and what is never shown.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <iterator>
#include <string>

#include "conformance/some_accounts.hpp"
#include "conformance/some_families.hpp"
#include "signet/store/postgres_account_store.hpp"
#include "signet/store/postgres_session_store.hpp"
#include "store/postgres/migrations.hpp"
#include "support/at_once.hpp"
#include "support/postgres_server.hpp"
#include "support/temporary_directory.hpp"

using namespace signet;
using namespace signet::test;

namespace {

Result<std::shared_ptr<PostgresDatabase>> open(std::string_view url,
                                               PreparedStatements prepared = PreparedStatements::on) {
  return PostgresDatabase::open({.url = url, .prepared = prepared});
}

std::unique_ptr<PostgresSessionStore> sessions_on(std::shared_ptr<PostgresDatabase> database) {
  auto store = PostgresSessionStore::open(std::move(database), "realm");
  REQUIRE(store);
  return std::move(*store);
}

// What is written to standard output and error while `work` runs.
template <class Work>
std::string output_of(Work work) {
  const TemporaryDirectory directory;
  const int file = ::open(directory.file("output").c_str(), O_CREAT | O_RDWR, 0600);
  const int saved[] = {::dup(STDOUT_FILENO), ::dup(STDERR_FILENO)};
  ::dup2(file, STDOUT_FILENO);
  ::dup2(file, STDERR_FILENO);
  work();
  ::dup2(saved[0], STDOUT_FILENO);
  ::dup2(saved[1], STDERR_FILENO);
  for (const int descriptor : {file, saved[0], saved[1]}) ::close(descriptor);
  std::ifstream written{directory.file("output")};
  return {std::istreambuf_iterator<char>{written}, {}};
}

}  // namespace

TEST_CASE("however many open a new database at once, each step of its schema is applied once") {
  const FreshDatabase database;
  const auto opened = at_once(8, [&](std::size_t) -> Result<void> {
    const auto one = open(database.url);
    return one ? Result<void>{} : one.error();
  });
  for (const auto& one : opened) CHECK(one.has_value());
  Outside outside{database.url};
  CHECK(outside.value("SELECT count(*) FROM signet.migrations") ==
        std::to_string(detail::postgres::service_schema().steps.size()));
  CHECK(open(database.url));
}

TEST_CASE("a database of a later version is refused and left as it was") {
  const FreshDatabase database;
  REQUIRE(open(database.url));
  Outside outside{database.url};
  outside.execute("INSERT INTO signet.migrations (number) VALUES (1000)");
  CHECK(open(database.url).error() == fail(Errc::store_schema_mismatch));
  CHECK(outside.value("SELECT max(number) FROM signet.migrations") == "1000");
}

TEST_CASE("a database of an earlier version is brought up to date, with what it holds") {
  const FreshDatabase database;
  Outside outside{database.url};
  outside.execute(
      "CREATE SCHEMA signet; CREATE TABLE signet.migrations (number integer PRIMARY KEY, applied_at "
      "timestamptz "
      "NOT NULL DEFAULT now()); INSERT INTO signet.migrations (number) VALUES (1);");
  outside.execute(detail::postgres::service_schema().steps[0]);
  const std::string lasting = std::to_string((noon + lifetime.idle).microseconds());
  for (const auto& [id, end] : {std::pair{"01", std::string{"10"}}, std::pair{"02", lasting}}) {
    outside.execute(std::string{"SELECT signet.create_family('realm', '00000000-0000-0000-0000-0000000000"} +
                    id + "', 'ann', 0, 0, " + end + ", " + end + ", 0, 0)");
  }
  const auto opened = open(database.url);
  REQUIRE(opened);
  const auto sessions = sessions_on(*opened);
  CHECK(stored(*sessions, 1).family.subject == "ann");
  // Each is looked at soon: one has ended, and the other waits for its end.
  begin(*sessions, new_family(3));
  CHECK_FALSE(sessions->find(family_id(1), noon).value().has_value());
  CHECK(is_active(*sessions, 2));
  CHECK(outside.value("SELECT look_at FROM signet.families WHERE subject = 'ann' AND created_at = 0") ==
        lasting);
  const auto accounts = PostgresAccountStore::open(*opened, "realm");
  REQUIRE(accounts);
  CHECK((*accounts)->insert(account(1, "ann")));
}

TEST_CASE("a database that a newer program migrates while an older one waits for it is refused by that one") {
  const FreshDatabase database;
  Outside newer{database.url};
  newer.execute("BEGIN; SELECT pg_advisory_xact_lock(1397181249, 0)");
  auto older = std::async(std::launch::async, [&] { return open(database.url); });
  Outside{database.url}.await(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'",
      "1");
  newer.execute(
      "CREATE SCHEMA signet; CREATE TABLE signet.migrations (number integer PRIMARY KEY, applied_at "
      "timestamptz "
      "NOT NULL DEFAULT now()); INSERT INTO signet.migrations (number) VALUES (1000); COMMIT");
  const auto opened = older.get();
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error() == fail(Errc::store_schema_mismatch));
  CHECK(newer.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'signet'") == "1");
}

TEST_CASE("a migration may wait and take longer than any call of a store") {
  const FreshDatabase database;
  Outside holder{database.url};
  holder.execute("BEGIN; SELECT pg_advisory_xact_lock(1397181249, 0)");
  auto opening = std::async(std::launch::async, [&] {
    return PostgresDatabase::open(
        {.url = database.url, .statement_timeout = Seconds::of_microseconds(500'000)});
  });
  Outside{database.url}.await(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory' "
      "AND "
      "clock_timestamp() - query_start > interval '1.5 s'",
      "1");
  holder.execute("COMMIT");
  CHECK(opening.get());
}

TEST_CASE("a server that does not promise what the stores do is refused by the name of the setting") {
  struct Row {
    const char* setting;
    PreparedStatements prepared;
    std::string_view refused;  // empty: it is not
  };
  // Behind a proxy nothing may be asked for at connecting, so the role or the database has to be set up so.
  constexpr Row rows[] = {
      {"synchronous_commit = off", PreparedStatements::on, "synchronous_commit"},
      {"synchronous_commit = local", PreparedStatements::on, ""},
      {"client_min_messages = error", PreparedStatements::on, ""},
      {"client_min_messages = error", PreparedStatements::off, "client_min_messages"},
      {"statement_timeout = 0", PreparedStatements::on, ""},
      {"statement_timeout = 0", PreparedStatements::off, "statement_timeout"},
      {"statement_timeout = 5001", PreparedStatements::off, "statement_timeout"},
      {"statement_timeout = 5000", PreparedStatements::off, ""},
      {"default_transaction_isolation = 'serializable'", PreparedStatements::on, ""},
      {"default_transaction_isolation = 'serializable'", PreparedStatements::off, "transaction_isolation"}};
  for (const Row& row : rows) {
    CAPTURE(row.setting);
    const FreshDatabase database;
    const std::string set = "ALTER DATABASE " + database.name + " SET ";
    Outside{database.url}.execute(set + "statement_timeout = '5s'; " + set + row.setting);
    const auto opened = open(database.url, row.prepared);
    CHECK(opened.has_value() == row.refused.empty());
    if (!opened) CHECK(opened.error() == fail(Errc::store_unsupported, row.refused));
  }
}

TEST_CASE("a server that does not flush what it commits is refused") {
  const FreshDatabase database;
  Outside server{database.url};
  const auto flushes = [&](const std::string& on) {
    server.execute("ALTER SYSTEM SET fsync = " + on);
    server.execute("SELECT pg_reload_conf()");
    server.await("SHOW fsync", on);
  };
  flushes("off");
  const auto opened = open(database.url, PreparedStatements::on);
  flushes("on");
  CHECK(opened.error() == fail(Errc::store_unsupported, "fsync"));
  CHECK(open(database.url, PreparedStatements::on));
}

TEST_CASE("a server that may keep half a page, or does not wait for its standby, is refused") {
  struct Row {
    const char* setting;
    const char* value;
    const char* refused;
  };
  constexpr Row rows[] = {{"full_page_writes", "off", "full_page_writes"},
                          {"synchronous_standby_names", "nobody", "synchronous_commit"}};
  const FreshDatabase database;
  Outside server{database.url};
  server.execute("ALTER DATABASE " + database.name + " SET synchronous_commit = local");
  for (const Row& row : rows) {
    CAPTURE(row.setting);
    const std::string name = row.setting;
    const std::string before = server.value("SHOW " + name);
    server.execute("ALTER SYSTEM SET " + name + " = '" + row.value + "'");
    server.execute("SELECT pg_reload_conf()");
    server.await("SHOW " + name, row.value);
    const auto opened = open(database.url);
    server.execute("ALTER SYSTEM RESET " + name);
    server.execute("SELECT pg_reload_conf()");
    server.await("SHOW " + name, before);
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error() == fail(Errc::store_unsupported, row.refused));
  }
  CHECK(open(database.url));
}

TEST_CASE("an option out of range is refused by its name") {
  struct Row {
    PostgresOptions options;
    std::string_view name;
  };
  const std::string url = postgres_url();
  const Seconds too_short = Seconds::of_microseconds(999);
  const Seconds too_long = Seconds::of_microseconds(60'000'001);
  const Row rows[] = {
      {{.url = url, .connections = 0}, "connections"},
      {{.url = url, .connections = 1001}, "connections"},
      {{.url = url, .wait = too_short}, "wait"},
      {{.url = url, .wait = too_long}, "wait"},
      {{.url = url, .connect_timeout = Seconds::of(1)}, "connect_timeout"},
      {{.url = url, .connect_timeout = Seconds::of(61)}, "connect_timeout"},
      {{.url = url, .connect_timeout = Seconds::of_microseconds(2'500'000)}, "connect_timeout"},
      {{.url = url, .statement_timeout = too_short}, "statement_timeout"},
      {{.url = url, .statement_timeout = too_long}, "statement_timeout"}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(PostgresDatabase::open(row.options).error() == fail(Errc::option_invalid, row.name));
  }
  const auto database = open_postgres();
  for (const std::string& realm : {std::string{}, std::string{"a\0b", 3}, std::string{"\xff"}}) {
    CHECK(PostgresSessionStore::open(database, realm).error() == fail(Errc::option_invalid, "realm"));
    CHECK(PostgresAccountStore::open(database, realm).error() == fail(Errc::option_invalid, "realm"));
  }
}

TEST_CASE("a role that may not make the schema is told so; one that may use what was made is enough") {
  const FreshDatabase database;
  const std::string role = fresh_name();
  Outside outside{database.url};
  outside.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
  const std::string url = url_of(database.url, role, "secret");
  CHECK(open(url).error() == fail(Errc::store_unsupported, "privilege"));
  REQUIRE(open(database.url));
  outside.execute("GRANT USAGE ON SCHEMA signet TO " + role +
                  "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA signet TO " + role);
  const auto opened = open(url);
  REQUIRE(opened);
  const auto store = sessions_on(*opened);
  begin(*store, new_family(1));
  CHECK(rotate(*store, rotation(1)) == RotationResult::rotated);
  CHECK(store->revoke_before(noon + tick));
  CHECK_FALSE(is_active(*store, 1));
}

TEST_CASE("a role that lists names sees no hash") {
  const FreshDatabase database;
  const auto opened = open(database.url);
  REQUIRE(opened);
  const auto accounts = PostgresAccountStore::open(*opened, "realm");
  REQUIRE(accounts);
  REQUIRE((*accounts)->insert(account(1, "ann")));
  const std::string role = fresh_name();
  Outside{database.url}.execute("CREATE ROLE " + role +
                                " LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA signet TO " + role +
                                "; GRANT SELECT ON signet.account_names TO " + role);
  Outside names{url_of(database.url, role, "secret")};
  CHECK(names.value("SELECT name FROM signet.account_names WHERE realm = 'realm'") == "The ann");
  for (const char* query : {"SELECT password_hash FROM signet.accounts", "SELECT name FROM signet.accounts",
                            "SELECT id FROM signet.families"}) {
    CAPTURE(query);
    CHECK(names.refusal(query) == fail(Errc::store_unsupported, "privilege"));
  }
}

TEST_CASE("a schema that is gone while a store is open is told as such, and its connection is used again") {
  const FreshDatabase database;
  const auto opened = open(database.url);
  REQUIRE(opened);
  const auto store = sessions_on(*opened);
  Outside outside{database.url};
  outside.execute("DROP SCHEMA signet CASCADE");
  CHECK(store->find(family_id(1), noon).error() == fail(Errc::store_schema_mismatch));
  CHECK(store->rotate(rotation(1)).error() == fail(Errc::store_schema_mismatch));
  CHECK(outside.value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                      "backend_type = 'client backend'") == "2");
}

TEST_CASE("prepared statements that are gone are told as such, and without them every call goes through") {
  namespace postgres = detail::postgres;
  const auto url = postgres::parse_connection_url(postgres_url());
  REQUIRE(url);
  const auto parameters = postgres::connection_parameters(
      *url, {.connect_timeout_seconds = 60, .statement_timeout_milliseconds = 60'000, .with_settings = true});
  constexpr postgres::Statement one{"one", "SELECT 1"};
  for (const PreparedStatements prepared : {PreparedStatements::on, PreparedStatements::off}) {
    auto connection = postgres::Connection::open(std::string{parameters.expose_text()}, prepared);
    REQUIRE(connection);
    REQUIRE(connection->run(one, {}));
    REQUIRE(connection->execute("DEALLOCATE ALL"));  // as another's transaction on the same connection might
    const auto again = connection->run(one, {});
    const bool off = prepared == PreparedStatements::off;
    CHECK(again.has_value() == off);
    CHECK(connection->usable() == off);
    if (!again) CHECK(again.error() == fail(Errc::store_unsupported, "prepared"));
  }
}

TEST_CASE(
    "a statement during which the server warns is unavailable and its connection given up; a notice is "
    "none") {
  namespace postgres = detail::postgres;
  const auto url = postgres::parse_connection_url(postgres_url());
  REQUIRE(url);
  const auto parameters = postgres::connection_parameters(
      *url, {.connect_timeout_seconds = 60, .statement_timeout_milliseconds = 60'000, .with_settings = true});
  auto connection =
      postgres::Connection::open(std::string{parameters.expose_text()}, PreparedStatements::off);
  REQUIRE(connection);
  const auto say = [&](const std::string& level) {
    return connection->execute("DO $$ BEGIN RAISE " + level + " 'something'; END $$");
  };
  CHECK(say("NOTICE"));
  REQUIRE(connection->execute("SET client_min_messages = debug1"));
  for (const char* level : {"DEBUG", "LOG", "INFO", "NOTICE"}) CHECK(say(level));
  CHECK(connection->usable());
  const auto warned = say("WARNING");
  REQUIRE_FALSE(warned.has_value());
  CHECK(warned.error() == fail(Errc::store_unavailable));
  CHECK(connection->in_doubt());
}

TEST_CASE("a store that prepares nothing does all that the others do") {
  const FreshDatabase database;
  Outside{database.url}.execute("ALTER DATABASE " + database.name + " SET statement_timeout = '5s'");
  const auto opened = open(database.url, PreparedStatements::off);
  REQUIRE(opened);
  const auto store = sessions_on(*opened);
  begin(*store, new_family(1));
  CHECK(rotate(*store, rotation(1)) == RotationResult::rotated);
  CHECK(rotate(*store, rotation(1)) == RotationResult::rotated);  // the same attempt
  CHECK(store->list("ann", noon).value().size() == 1);
  CHECK(store->revoke_subject("ann", noon).value() == 1);
  const auto accounts = PostgresAccountStore::open(*opened, "realm");
  REQUIRE(accounts);
  REQUIRE((*accounts)->insert(account(1, "ann")));
  CHECK(*(*accounts)->set_password(id(1), Epoch{0}, "new") == Epoch{1});
}

TEST_CASE("a rotation is one statement and nothing else, and so is the reading of a family") {
  const FreshDatabase database;
  const auto opened = open(database.url);
  REQUIRE(opened);
  const auto store = sessions_on(*opened);
  begin(*store, new_family(1));
  Outside outside{database.url};
  outside.execute("CREATE EXTENSION pg_stat_statements; SELECT pg_stat_statements_reset()");
  constexpr std::uint32_t generations = 100;
  for (std::uint32_t generation = 0; generation < generations; ++generation) {
    REQUIRE(rotate(*store, rotation(1, generation)) == RotationResult::rotated);
    REQUIRE(is_active(*store, 1));
  }
  // BEGIN and COMMIT would be counted, too.
  const std::string ours =
      " FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = '" + database.name +
      "' AND query NOT LIKE '%pg_stat_statements%'";
  CHECK(outside.value("SELECT count(*)" + ours) == "2");
  CHECK(outside.value("SELECT min(calls)" + ours) == "100");
  CHECK(outside.value("SELECT max(calls)" + ours) == "100");
}

TEST_CASE("the parameter mix moves a row for each kind of hash, and those that it cannot tell the kind of") {
  const FreshDatabase database;
  const auto opened = open(database.url);
  REQUIRE(opened);
  const auto accounts = PostgresAccountStore::open(*opened, "realm");
  REQUIRE(accounts);
  std::uint8_t number = 0;
  const auto add = [&](std::string hash) {
    ++number;
    Account added = account(number, std::to_string(number));
    added.password_hash = std::move(hash);
    REQUIRE((*accounts)->insert(added));
  };
  const std::string argon2{argon2_hash};
  const std::string bcrypt{bcrypt_hash};
  for (const char letter : {'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K'}) {
    std::string hash = argon2;
    hash[hash.size() - 2] = letter;
    add(hash);
    hash = bcrypt;
    hash[hash.size() - 2] = letter;
    if (letter < 'H') add(hash);
    const std::string behind = argon2.substr(argon2.rfind('$') - 23, 65) + letter + "A";
    if (letter < 'F') add("$pbkdf2-sha256$i=600000" + behind);
    if (letter < 'D') add("$scrypt$ln=17,r=8,p=1" + behind);
  }
  // Each is read, or not, by itself: a shorter salt; a salt and a digest that are not canonical; no such
  // parameters; what the others begin with; bytes that are no text.
  const std::string begin = argon2.substr(0, argon2.rfind('$') - 22);
  add(begin + "c29tZXNhbHQ" + argon2.substr(argon2.rfind('$')));
  add(argon2.substr(0, argon2.rfind('$') - 1) + "B" + argon2.substr(argon2.rfind('$')));
  add(argon2.substr(0, argon2.size() - 1) + "B");
  add("$argon2id$v=19$m=1,t=0,p=1" + argon2.substr(begin.size() - 1));
  add("$2b$03" + bcrypt.substr(6));
  add(begin);
  add(bcrypt.substr(0, 7));
  add("$2b$\\\xff\n\x80'");
  Outside outside{database.url};
  outside.execute("CREATE EXTENSION pg_stat_statements; SELECT pg_stat_statements_reset()");
  const auto mix = (*accounts)->parameter_mix();
  REQUIRE(mix);
  REQUIRE(mix->size() == 4);
  CHECK((*mix)[0].params == HashParams{Argon2Params{.memory = KiB{32768}, .passes = 2, .lanes = 1}});
  CHECK((*mix)[0].accounts == 11);
  CHECK((*mix)[1].params == HashParams{BcryptParams{.cost = 5}});
  CHECK((*mix)[1].accounts == 6);
  CHECK((*mix)[2].params == HashParams{Pbkdf2Params{.iterations = 600'000}});
  CHECK((*mix)[2].accounts == 4);
  CHECK((*mix)[3].params == HashParams{ScryptParams{.log_n = 17, .r = 8, .p = 1}});
  CHECK((*mix)[3].accounts == 2);
  CHECK(outside.value("SELECT max(rows) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE "
                      "d.datname = '" +
                      database.name + "' AND query LIKE '%FROM signet.accounts%'") == "12");
}

TEST_CASE("no part of a URL is ever shown, whatever is wrong with it or with the server") {
  const std::string mark = "MARKED";
  const std::string right = postgres_url();
  const std::string host = right.substr(right.find('@'));
  const std::string urls[] = {"postgresql://signet:" + mark + host,
                              "postgresql://signet:" + mark + " " + mark + "@" + mark + "=' port=" + mark,
                              "postgresql://" + mark + ":" + mark + host,
                              "postgresql://signet:" + mark + "@" + mark + ".invalid/db",
                              "postgresql://signet:" + mark + "@127.0.0.1:1/" + mark,
                              "postgresql://signet:p%zz" + mark + host,
                              "postgresql://signet:" + mark + "/" + mark + host,
                              right + mark,
                              right + "?sslmode=" + mark,
                              right + "?sslmode=verify-full&sslrootcert=/" + mark,
                              right + "?application_name=" + mark + "&" + mark + "=1"};
  std::string errors;
  const std::string output = output_of([&] {
    for (const std::string& url : urls) {
      const auto opened = open(url);
      errors += opened ? "opened" : std::string{to_string(opened.error().code())} + ' ';
      if (!opened) errors += opened.error().name();
    }
  });
  CHECK(output.empty());
  CHECK(errors.find(mark) == std::string::npos);
  CHECK(errors.find("opened") == std::string::npos);
}
