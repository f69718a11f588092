// The PostgreSQL that ctest started for the tests of label `stores` (tests/support/postgres.sh).
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <utility>

#include "signet/store/postgres_database.hpp"
#include "store/postgres/connection_url.hpp"
#include "store/postgres/driver.hpp"
#include "support/await.hpp"

namespace signet::test {

inline std::string postgres_folder() {
  const char* folder = std::getenv("TESTS_POSTGRES");
  REQUIRE_MESSAGE(folder != nullptr,
                  "run by ctest, or start a server: tests/support/postgres.sh start FOLDER, "
                  "and set TESTS_POSTGRES=FOLDER");
  return folder;
}

inline std::string postgres_url(const std::string& folder = postgres_folder()) {
  std::ifstream file{folder + "/url"};
  std::string url;
  std::getline(file, url);
  return url;
}

/// Few connections, so that threads wait for one another; patience for slow machines.
inline std::shared_ptr<PostgresDatabase> open_postgres(const std::string& url = postgres_url()) {
  auto database = PostgresDatabase::open(
      {.url = url, .connections = 4, .wait = Seconds::of(60), .statement_timeout = Seconds::of(60)});
  REQUIRE(database);
  return *database;
}

/// A name that no other test, and no earlier run on the same server, has used.
inline std::string fresh_name() {
  static std::random_device random;
  return "test" + std::to_string(random()) + "_" + std::to_string(random());
}

/// A connection of nobody's pool, for what a test does behind a store's back.
class Outside {
 public:
  explicit Outside(const std::string& url) : connection_(connect(url)) {}

  void execute(const std::string& statements) { REQUIRE(connection_.execute(statements)); }
  Error refusal(const std::string& statements) {
    const auto done = connection_.execute(statements);
    REQUIRE_FALSE(done);
    return done.error();
  }
  /// The one value that a query gives.
  std::string value(const std::string& query) {
    const auto rows = connection_.run({.name = nullptr, .sql = query.c_str()}, {});
    REQUIRE(rows);
    REQUIRE(rows->size() == 1);
    return rows->row(0)[0].value_or("NULL");
  }
  /// Looks until the query gives what is expected.
  void await(const std::string& query, const std::string& expected) {
    test::await(query, [&] { return value(query) == expected; });
  }

 private:
  static detail::postgres::Connection connect(const std::string& url) {
    const auto parts = detail::postgres::parse_connection_url(url);
    REQUIRE(parts);
    const auto parameters = detail::postgres::connection_parameters(
        *parts,
        {.connect_timeout_seconds = 60, .statement_timeout_milliseconds = 60'000, .with_settings = true});
    auto connection =
        detail::postgres::Connection::open(std::string{parameters.expose_text()}, PreparedStatements::off);
    REQUIRE(connection);
    return std::move(*connection);
  }

  detail::postgres::Connection connection_;
};

/// A database of a test's own, and an outside connection to it.
struct FreshDatabase {
  FreshDatabase() { Outside{postgres_url()}.execute("CREATE DATABASE " + name); }

  std::string name = fresh_name();
  std::string url = postgres_url().substr(0, postgres_url().rfind('/') + 1) + name;
};

/// The same URL for another role.
inline std::string url_of(const std::string& url, const std::string& user, const std::string& password) {
  return "postgresql://" + user + ":" + password + url.substr(url.find('@'));
}

/// Has postgres.sh do something with the server in a folder; `primary` is the folder that a standby follows.
inline void control_postgres(const std::string& action, const std::string& folder,
                             const std::string& primary = {}) {
  const std::string script = std::string{SIGNET_SOURCE_DIR} + "/tests/support/postgres.sh";
  REQUIRE(std::system(("'" + script + "' " + action + " '" + folder + "' '" + primary + "'").c_str()) == 0);
}

/// Kills every process of the server without warning and starts it again, which recovers from its log.
inline void crash_postgres() { control_postgres("crash", postgres_folder()); }

}  // namespace signet::test
