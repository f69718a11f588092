// A SQLite file that may grow no further (PRAGMA max_page_count): calls that need room are unavailable, with
// nothing half written, and go through when there is room again.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <vector>

#include "conformance/some_families.hpp"
#include "signet/store/sqlite_session_store.hpp"
#include "store/sqlite/connection.hpp"
#include "support/temporary_directory.hpp"

using namespace signet;
using namespace signet::test;

namespace {

std::vector<sqlite3*> opened;  // connections, since the first Limited

int remember(sqlite3* connection, const char** /*error*/, const sqlite3_api_routines* /*api*/) {
  opened.push_back(connection);
  return SQLITE_OK;
}

// A store whose writing connection the test can reach: the limit is a connection's own.
struct Limited {
  Limited() {
    opened.clear();
    REQUIRE(sqlite3_auto_extension(reinterpret_cast<void (*)()>(remember)) == SQLITE_OK);
    store = SqliteSessionStore::open({.path = path}).value();
    sqlite3_reset_auto_extension();
    REQUIRE_FALSE(opened.empty());
  }

  void limit_pages(const std::string& pages) const {
    const std::string statement = "PRAGMA max_page_count=" + pages;
    REQUIRE(sqlite3_exec(opened.back(), statement.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  std::int64_t number(const char* query) const {
    auto connection =
        detail::sqlite::Connection::open(path, detail::sqlite::Connection::Mode::writable, Seconds::of(1));
    REQUIRE(connection);
    return connection->number(query).value();
  }

  TemporaryDirectory directory;
  std::string path = directory.file("service.db");
  std::unique_ptr<SqliteSessionStore> store;
};

}  // namespace

TEST_CASE(
    "a file that is full is unavailable for what needs room, keeps what it has whole, and takes more later") {
  const Limited file;
  SessionStore& store = *file.store;
  begin(store, new_family(1));
  file.limit_pages(std::to_string(file.number("PRAGMA page_count")));
  std::uint32_t last = 1;
  const std::string subject(255, 's');
  Result<Creation> created = Creation::created;
  while (created.has_value() && last < 1000) created = store.create(new_family(++last, subject));
  REQUIRE_FALSE(created.has_value());
  CHECK(created.error() == fail(Errc::store_unavailable));
  CHECK_FALSE(store.find(family_id(last), noon).value().has_value());
  CHECK(store.list(subject, noon).value().size() == last - 2);
  CHECK(file.number("SELECT count(*) FROM families") == last - 1);
  CHECK(file.number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
  // No room is needed to end a family, nor to rotate one.
  CHECK(*store.revoke(family_id(2), noon) == Revocation::revoked);
  CHECK(rotate(store, rotation(1)) == RotationResult::rotated);
  file.limit_pages("1000000");
  CHECK(*store.create(new_family(last, subject)) == Creation::created);
  CHECK(stored(store, 1).family.generation == 1);
  CHECK(rotate(store, rotation(2)) == RotationResult::not_active);
}
