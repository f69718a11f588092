// The PostgreSQL that ctest started for the tests of label `stores` (tests/support/postgres.sh).
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <string>

#include "signet/store/postgres_database.hpp"

namespace signet::test {

inline std::string postgres_folder() {
  const char* folder = std::getenv("SIGNET_TEST_POSTGRES");
  REQUIRE_MESSAGE(folder != nullptr,
                  "run by ctest, or start a server: tests/support/postgres.sh start FOLDER, "
                  "and set SIGNET_TEST_POSTGRES=FOLDER");
  return folder;
}

inline std::string postgres_url() {
  std::ifstream file{postgres_folder() + "/url"};
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

/// Kills every process of the server without warning and starts it again, which recovers from its log.
inline void crash_postgres() {
  const std::string script = std::string{SIGNET_SOURCE_DIR} + "/tests/support/postgres.sh";
  REQUIRE(std::system(("'" + script + "' crash '" + postgres_folder() + "'").c_str()) == 0);
}

}  // namespace signet::test
