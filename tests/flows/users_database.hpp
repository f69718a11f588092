// Flow A's database for tests: made by its own seed files, changed as another program would.
#pragma once

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <fstream>
#include <iterator>
#include <string>

namespace signet::test {

inline std::string content_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// The text of `examples/gateway/database/NAME`.
inline std::string seed_file(const std::string& name) {
  const std::string text = content_of(SIGNET_SOURCE_DIR "/examples/gateway/database/" + name);
  REQUIRE(text.size() > 100);
  return text;
}

/// Runs statements on the file, which is made when it is not there.
inline void run_sql(const std::string& path, const std::string& statements) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, statements.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

/// Makes flow A's table with its three demo users.
inline void seed_users(const std::string& path) {
  run_sql(path, seed_file("01-schema.sqlite.sql"));
  run_sql(path, seed_file("02-seed.sqlite.sql"));
}

}  // namespace signet::test
