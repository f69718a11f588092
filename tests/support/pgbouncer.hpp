// The PgBouncer that ctest started before PostgreSQL (tests/support/pgbouncer.sh): it pools transactions.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "support/postgres_server.hpp"

namespace signet::test {

/// The same URL through PgBouncer.
inline std::string pooled(const std::string& url) {
  const char* folder = std::getenv("TESTS_PGBOUNCER");
  REQUIRE_MESSAGE(folder != nullptr,
                  "run by ctest, or: tests/support/pgbouncer.sh start FOLDER POSTGRES_FOLDER, and set "
                  "TESTS_PGBOUNCER=FOLDER");
  std::ifstream file{std::string{folder} + "/port"};
  std::string port;
  std::getline(file, port);
  return url.substr(0, url.rfind(':') + 1) + port + url.substr(url.rfind('/'));
}

/// A database that is set up for it: there nobody can ask for a statement timeout at connecting.
struct PooledDatabase : FreshDatabase {
  PooledDatabase() {
    Outside{url}.execute("ALTER DATABASE " + name + " SET statement_timeout = '60s'");
    url = pooled(url);
  }
};

}  // namespace signet::test
