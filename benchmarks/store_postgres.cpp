// Rotations in PostgreSQL beside a bare prepared update that commits: the processor time of the client and of
// every process of the server, and how many statements a rotation is.
#include <dirent.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <memory>
#include <pqxx/pqxx>

#include "signet/store/postgres_session_store.hpp"
#include "store_turns.hpp"
#include "token_jobs.hpp"
#include "undisturbed.hpp"

namespace signet_bench {
namespace {

using namespace signet;

constexpr int rows = 1024;

// Nanoseconds on a processor, as the kernel counts them.
double spent_by(const std::string& process) {
  std::ifstream file{"/proc/" + process + "/schedstat"};
  double spent = 0;
  return file >> spent ? spent : 0;
}

class Server {
 public:
  explicit Server(pqxx::connection& connection) {
    pqxx::nontransaction work{connection};
    const std::string file =
        work.exec("SELECT setting FROM pg_settings WHERE name = 'data_directory'")[0][0].c_str();
    std::ifstream{file + "/postmaster.pid"} >> first_;
    if (first_.empty()) stop("the server does not tell its process");
  }
  // Those that the first process began, and itself.
  double spent() const {
    std::ifstream children{"/proc/" + first_ + "/task/" + first_ + "/children"};
    if (!children) stop("the kernel does not tell the server's processes");
    double all = spent_by(first_);
    for (std::string process; children >> process;) all += spent_by(process);
    return all;
  }

 private:
  std::string first_;
};

// What a process spent is gone from the sum once it ends, and autovacuum's end all the time.
class WithoutAutovacuum {
 public:
  explicit WithoutAutovacuum(pqxx::connection& connection) : connection_(connection) {
    alter("SET autovacuum = off");
    pqxx::nontransaction work{connection_};
    while (!work.exec("SELECT FROM pg_stat_activity WHERE backend_type LIKE 'autovacuum%'").empty()) {
      work.exec("SELECT pg_sleep(0.01)");
    }
  }
  WithoutAutovacuum(const WithoutAutovacuum&) = delete;
  WithoutAutovacuum& operator=(const WithoutAutovacuum&) = delete;
  ~WithoutAutovacuum() {
    try {
      alter("RESET autovacuum");
    } catch (const std::exception& error) {
      std::fprintf(stderr, "autovacuum stays off: %s\n", error.what());
    }
  }

 private:
  void alter(const std::string& setting) {
    pqxx::nontransaction work{connection_};
    work.exec("ALTER SYSTEM " + setting);
    work.exec("SELECT pg_reload_conf()");
  }

  pqxx::connection& connection_;
};

class BareUpdate {
 public:
  explicit BareUpdate(const std::string& url) : connection_(url) {
    {
      pqxx::nontransaction work{connection_};
      work.exec("DROP TABLE IF EXISTS bare");
      work.exec("CREATE TABLE bare (id integer PRIMARY KEY, value bigint NOT NULL)");
      work.exec("INSERT INTO bare SELECT id, 0 FROM generate_series(0, 1023) AS id");
    }
    connection_.prepare("update", "UPDATE bare SET value = value + 1 WHERE id = $1 RETURNING value");
    {
      pqxx::nontransaction work{connection_};
      work.exec("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    }
    server_ = std::make_unique<Server>(connection_);
    quiet_ = std::make_unique<WithoutAutovacuum>(connection_);
  }
  void update_one() {
    pqxx::nontransaction work{connection_};
    if (work.exec_prepared("update", static_cast<int>(++picked_ * 7919 % rows)).size() != 1)
      stop("no row was updated");
  }
  const Server& server() const { return *server_; }
  // Those of all clients, but not these.
  double statements() {
    pqxx::nontransaction work{connection_};
    return work
        .exec("SELECT sum(calls) FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'")[0][0]
        .as<double>();
  }

 private:
  pqxx::connection connection_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<WithoutAutovacuum> quiet_;
  std::uint64_t picked_ = 0;
};

}  // namespace

std::vector<StoreCase> postgres_cases(const std::string& url) {
  auto database = PostgresDatabase::open({.url = url, .connections = 1});
  if (!database) stop(database.error().sentence());
  auto opened = PostgresSessionStore::open(*database, "benchmark" + std::to_string(std::rand()));
  if (!opened) stop(opened.error().sentence());
  const std::shared_ptr<PostgresSessionStore> store{*std::move(opened)};
  const auto families = std::make_shared<RotatedFamilies>(*store, 10);
  const auto bare = std::make_shared<BareUpdate>(url);
  return {{.name = "postgres_rotation",
           .over = "bare_update",
           .timed = "CPU time of client and server, of a call, in ns",
           .planted = 0.1,
           .calls = 40,
           .meter = [bare] { return thread_cpu() + bare->server().spent(); },
           .floor = [bare] { bare->update_one(); },
           .ours = [store, families] { families->rotate_one(); },
           .commands = [bare] { return bare->statements(); }}};
}

}  // namespace signet_bench
