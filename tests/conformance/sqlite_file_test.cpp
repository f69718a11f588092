// What SqliteAccountStore does about its file: how it is made, which files are refused, and what faults do.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "conformance/some_accounts.hpp"
#include "signet/store/sqlite_account_store.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/file_checks.hpp"
#include "support/temporary_directory.hpp"

using namespace signet;
using namespace signet::test;

namespace {

namespace sqlite = signet::detail::sqlite;

Result<std::unique_ptr<SqliteAccountStore>> open(const std::string& path) {
  return SqliteAccountStore::open({.path = path, .busy_timeout = Seconds::of(60)});
}

std::string bytes_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void write(const std::string& path, std::string_view bytes) {
  std::ofstream{path, std::ios::binary} << bytes;
}

unsigned mode_of(const std::string& path) {
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

std::size_t files_in(const TemporaryDirectory& directory) {
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator{directory.path()}) ++files;
  return files;
}

// Runs `statements` on the file from outside the store.
void run_outside(const std::string& path, const char* statements) {
  auto connection = sqlite::Connection::open(path, sqlite::Connection::Mode::writable, Seconds::of(1));
  REQUIRE(connection);
  REQUIRE(connection->execute(statements));
}

// Runs `work` in a process of its own and returns what it returned, 0 .. 255.
template <class Work>
int in_process(Work work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  return WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("a new file has mode 0600, whatever the umask, and nothing is left beside it") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("accounts.db");
  const mode_t before = ::umask(0);
  {
    REQUIRE(open(path));
  }
  ::umask(before);
  CHECK(mode_of(path) == 0600);
  CHECK(files_in(directory) == 1);
}

TEST_CASE("the log beside an open file has its mode") {
  const TemporaryDirectory directory;
  const auto store = open(directory.file("accounts.db"));
  REQUIRE(store);
  REQUIRE((*store)->insert(account(1, "ann")));
  CHECK(mode_of(directory.file("accounts.db-wal")) == 0600);
}

TEST_CASE("a file of ours that others may read is taken from them") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("accounts.db");
  {
    REQUIRE(open(path));
  }
  REQUIRE(::chmod(path.c_str(), 0644) == 0);
  REQUIRE(open(path));
  CHECK(mode_of(path) == 0600);
}

TEST_CASE("a path with characters that a URI would take for its own is one file") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("a?b#c%20d.db");
  {
    REQUIRE(open(path));
  }
  CHECK(std::filesystem::exists(path));
  REQUIRE(open(path));
}

TEST_CASE("a file that is not ours is refused and left as it was") {
  struct Row {
    const char* what;
    const char* change;  // made to a file of ours, from outside
  };
  constexpr Row rows[] = {
      {"another program's number", "PRAGMA application_id=1"},
      {"no number", "PRAGMA application_id=0"},
      {"a newer version", "PRAGMA user_version=3"},
      {"an older version", "PRAGMA user_version=1"},
      {"no version", "PRAGMA user_version=0"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const TemporaryDirectory directory;
    const std::string path = directory.file("accounts.db");
    {
      REQUIRE(open(path));
    }
    run_outside(path, row.change);
    REQUIRE(::chmod(path.c_str(), 0644) == 0);
    const std::string before = bytes_of(path);
    CHECK(open(path).error() == fail(Errc::store_schema_mismatch));
    CHECK(bytes_of(path) == before);
    CHECK(mode_of(path) == 0644);
    CHECK(files_in(directory) == 1);
  }
}

TEST_CASE("a file that is no database is refused and left as it was") {
  for (const std::string& content :
       {std::string{}, std::string{"x"}, std::string(5000, 'x'), std::string{"SQLite format 3\0", 16},
        std::string{"SQLite format 3\0", 16} + std::string(5000, '\xff')}) {
    CAPTURE(content.size());
    const TemporaryDirectory directory;
    const std::string path = directory.file("accounts.db");
    write(path, content);
    CHECK(open(path).error() == fail(Errc::store_schema_mismatch));
    CHECK(bytes_of(path) == content);
    CHECK(files_in(directory) == 1);
  }
}

TEST_CASE("a file whose table is gone is refused when it is used") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("accounts.db");
  {
    REQUIRE(open(path));
  }
  run_outside(path, "DROP TABLE accounts");
  const auto store = open(path);
  REQUIRE(store);
  CHECK((*store)->ping().error() == fail(Errc::store_schema_mismatch));
  CHECK((*store)->insert(account(1, "ann")).error() == fail(Errc::store_schema_mismatch));
}

TEST_CASE("a path that cannot be a file is unavailable") {
  const TemporaryDirectory directory;
  write(directory.file("file"), "x");
  for (const std::string& path :
       {directory.file("nowhere/accounts.db"), directory.file("file/accounts.db"), directory.path()}) {
    CAPTURE(path);
    CHECK(open(path).error() == fail(Errc::store_unavailable));
  }
}

TEST_CASE("a relative path stays the same file when the working directory changes") {
  const TemporaryDirectory directory;
  const TemporaryDirectory elsewhere;
  const int end = in_process([&] {
    if (::chdir(directory.path().c_str()) != 0) return 1;
    const auto store = open("accounts.db");
    if (!store || !(*store)->insert(account(1, "ann"))) return 2;
    if (::chdir(elsewhere.path().c_str()) != 0) return 3;
    const auto found = (*store)->find_by_key("ann");
    return found && found->has_value() ? 0 : 4;
  });
  CHECK(end == 0);
  CHECK(std::filesystem::exists(directory.file("accounts.db")));
}

TEST_CASE("options out of range are named") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("accounts.db");
  const auto error = [](const SqliteStoreOptions& options) {
    return SqliteAccountStore::open(options).error();
  };
  CHECK(error({.path = ""}) == fail(Errc::option_invalid, "path"));
  CHECK(error({.path = path + std::string(1, '\0')}) == fail(Errc::option_invalid, "path"));
  CHECK(error({.path = path, .realm = ""}) == fail(Errc::option_invalid, "realm"));
  for (const auto timeout : {Seconds::of_microseconds(999), Seconds::of_microseconds(60'000'001)}) {
    CHECK(error({.path = path, .busy_timeout = timeout}) == fail(Errc::option_invalid, "busy_timeout"));
  }
  CHECK(files_in(directory) == 0);
}

TEST_CASE("a directory that may only be read is unavailable") {
  const TemporaryDirectory directory;
  REQUIRE(::chmod(directory.path().c_str(), 0555) == 0);
  const int end = in_process([&] {
    // The superuser may write anywhere.
    if (::geteuid() == 0 && ::setuid(65534) != 0) return 2;
    const auto store = open(directory.file("accounts.db"));
    return !store && store.error() == fail(Errc::store_unavailable) ? 0 : 1;
  });
  REQUIRE(::chmod(directory.path().c_str(), 0755) == 0);
  CHECK(end == 0);
  CHECK(files_in(directory) == 0);
}

TEST_CASE("a writer that has waited for another as long as it may is unavailable, and readers go on") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("accounts.db");
  const auto store = SqliteAccountStore::open({.path = path, .busy_timeout = Seconds::of_microseconds(1000)});
  REQUIRE(store);
  REQUIRE((*store)->insert(account(1, "ann")));
  auto outside = sqlite::Connection::open(path, sqlite::Connection::Mode::writable, Seconds::of(1));
  REQUIRE(outside);
  REQUIRE(outside->execute("BEGIN IMMEDIATE"));
  CHECK((*store)->insert(account(2, "bob")).error() == fail(Errc::store_unavailable));
  CHECK((*store)->set_locked(id(1), true).error() == fail(Errc::store_unavailable));
  CHECK(same((*store)->find_by_id(id(1)).value().value(), account(1, "ann")));
  REQUIRE(outside->execute("ROLLBACK"));
  CHECK((*store)->insert(account(2, "bob")));
}

TEST_CASE("a full disk is unavailable, with nothing half written, and passes") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("accounts.db");
  const int end = in_process([&] {
    const auto store = open(path);
    if (!store || !(*store)->insert(account(1, "ann"))) return 1;
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit all{};
    if (::getrlimit(RLIMIT_FSIZE, &all) != 0) return 2;
    const rlimit none{.rlim_cur = 0, .rlim_max = all.rlim_max};
    if (::setrlimit(RLIMIT_FSIZE, &none) != 0) return 2;
    const auto full = (*store)->insert(account(2, "bob"));
    const auto locked = (*store)->set_locked(id(1), true);
    if (::setrlimit(RLIMIT_FSIZE, &all) != 0) return 3;
    if (full || full.error() != fail(Errc::store_unavailable)) return 4;
    if (locked || locked.error() != fail(Errc::store_unavailable)) return 5;
    if ((*store)->find_by_key("bob").value().has_value()) return 6;
    if (!same((*store)->find_by_id(id(1)).value().value(), account(1, "ann"))) return 7;
    return (*store)->insert(account(2, "bob")) ? 0 : 8;
  });
  CHECK(end == 0);
}

TEST_CASE("of processes that make the file and insert one key at once exactly one wins") {
  constexpr int processes = 8;
  for (int round = 0; round < 5; ++round) {
    const TemporaryDirectory directory;
    std::array<pid_t, processes> children{};
    for (int i = 0; i < processes; ++i) {
      children[static_cast<std::size_t>(i)] = ::fork();
      if (children[static_cast<std::size_t>(i)] != 0) continue;
      const auto store = open(directory.file("accounts.db"));
      if (!store) ::_exit(2);
      const auto inserted = (*store)->insert(account(static_cast<std::uint8_t>(i + 1), "ann"));
      ::_exit(inserted ? 0 : inserted.error() == fail(Errc::account_exists) ? 1 : 3);
    }
    std::array<int, 4> ends{};
    for (const pid_t child : children) {
      int status = 0;
      REQUIRE(::waitpid(child, &status, 0) == child);
      REQUIRE(WIFEXITED(status));
      ++ends.at(static_cast<std::size_t>(WEXITSTATUS(status)));
    }
    CHECK(ends == std::array{1, processes - 1, 0, 0});
  }
}

TEST_CASE("what a killed process was told is stored is there") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("accounts.db");
  const pid_t child = ::fork();
  if (child == 0) {
    const auto store = open(path);
    if (!store || !(*store)->insert(account(1, "ann"))) ::_exit(1);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  const auto store = open(path);
  REQUIRE(store);
  CHECK(same((*store)->find_by_id(id(1)).value().value(), account(1, "ann")));
}

TEST_CASE("network file systems are known by their number") {
  // linux/magic.h; 9p and CIFS have the top bit or not, and statfs may sign-extend it.
  for (const unsigned long magic :
       {0x6969UL, 0xff534d42UL, 0xffffffffff534d42UL, 0xfe534d42UL, 0x01021997UL}) {
    CHECK(sqlite::is_network_file_system(magic));
  }
  for (const unsigned long magic : {0xef53UL, 0x58465342UL, 0x9123683eUL, 0x01021994UL, 0x794c7630UL}) {
    CHECK_FALSE(sqlite::is_network_file_system(magic));
  }
}
