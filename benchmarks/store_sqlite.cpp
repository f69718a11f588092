// Rotations in an SQLite file beside a bare update of one row in another, both written through to the disk.
#include <sqlite3.h>

#include <chrono>
#include <memory>

#include "signet/store/sqlite_session_store.hpp"
#include "store_turns.hpp"
#include "token_jobs.hpp"

namespace signet_bench {
namespace {

using namespace signet;

constexpr int rows = 1024;

class BareUpdate {
 public:
  explicit BareUpdate(const std::string& path) {
    if (sqlite3_open(path.c_str(), &connection_) != SQLITE_OK) stop("SQLite does not open a file");
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE bare (id INTEGER PRIMARY KEY, value INTEGER NOT NULL);"
        "WITH RECURSIVE row(id) AS (SELECT 0 UNION ALL SELECT id + 1 FROM row WHERE id < 1023)"
        "INSERT INTO bare SELECT id, 0 FROM row");
    if (sqlite3_prepare_v2(connection_, "UPDATE bare SET value = value + 1 WHERE id = ?", -1, &update_,
                           nullptr) != SQLITE_OK)
      stop("SQLite does not prepare an update");
  }
  ~BareUpdate() {
    sqlite3_finalize(update_);
    sqlite3_close(connection_);
  }
  BareUpdate(const BareUpdate&) = delete;
  BareUpdate& operator=(const BareUpdate&) = delete;

  void update_one() {
    sqlite3_bind_int64(update_, 1, static_cast<sqlite3_int64>(++picked_ * 7919 % rows));
    if (sqlite3_step(update_) != SQLITE_DONE || sqlite3_changes(connection_) != 1) stop("no row was updated");
    sqlite3_reset(update_);
  }

 private:
  void run(const char* statements) {
    if (sqlite3_exec(connection_, statements, nullptr, nullptr, nullptr) != SQLITE_OK)
      stop(sqlite3_errmsg(connection_));
  }

  sqlite3* connection_ = nullptr;
  sqlite3_stmt* update_ = nullptr;
  std::uint64_t picked_ = 0;
};

double wall() {
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

std::vector<StoreCase> sqlite_cases(const std::string& folder) {
  auto opened = SqliteSessionStore::open({.path = folder + "/sessions.db"});
  if (!opened) stop(opened.error().sentence());
  const std::shared_ptr<SqliteSessionStore> store{*std::move(opened)};
  const auto families = std::make_shared<RotatedFamilies>(*store, 10);
  const auto bare = std::make_shared<BareUpdate>(folder + "/bare.db");
  return {{.name = "sqlite_rotation",
           .over = "bare_update",
           .timed = "wall time of a call in ns",
           .planted = 0.2,
           .calls = 10,
           .meter = wall,
           .floor = [bare] { bare->update_one(); },
           .ours = [store, families] { families->rotate_one(); }}};
}

}  // namespace signet_bench
