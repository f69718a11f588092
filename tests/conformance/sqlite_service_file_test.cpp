// What the stores of one service do with the file they share: opening, faults, and the end of a process.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "conformance/some_accounts.hpp"
#include "conformance/some_families.hpp"
#include "signet/store/sqlite_account_store.hpp"
#include "signet/store/sqlite_session_store.hpp"
#include "store/sqlite/connection.hpp"
#include "support/at_once.hpp"
#include "support/temporary_directory.hpp"

using namespace signet;
using namespace signet::test;

namespace {

namespace sqlite = signet::detail::sqlite;

const Error unavailable = fail(Errc::store_unavailable);

Result<std::unique_ptr<SqliteSessionStore>> open_sessions(const std::string& path,
                                                          Seconds busy_timeout = Seconds::of(60)) {
  return SqliteSessionStore::open({.path = path, .busy_timeout = busy_timeout});
}
Result<std::unique_ptr<SqliteAccountStore>> open_accounts(const std::string& path) {
  return SqliteAccountStore::open({.path = path, .busy_timeout = Seconds::of(60)});
}

// Runs `work` in a process of its own; 0 .. 255, or -1 if a signal ended it.
template <class Work>
int in_process(Work work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Every call that writes is unavailable; a use that has nothing to write, and readings, answer.
void check_only_readable(SessionStore& store) {
  CHECK(store.create(new_family(9)).error() == unavailable);
  CHECK(store.rotate(rotation(1)).error() == unavailable);
  CHECK(store.use(family_id(2), 0, noon, lifetime.idle).error() == unavailable);
  CHECK(store.revoke(family_id(1), noon).error() == unavailable);
  CHECK(store.revoke_subject("ann", noon).error() == unavailable);
  CHECK(store.revoke_before(noon + tick).error() == unavailable);
  CHECK(store.raise_epoch("ann", Epoch{1}).error() == unavailable);
  CHECK(*store.use(family_id(1), 0, noon + tick, lifetime.idle) == FamilyUse::active);
  CHECK(store.list("ann", noon).value().size() == 2);
}

// Families 1, used, and 2, unused.
void begin_two(SessionStore& store) {
  begin(store, new_family(1));
  begin(store, new_family(2));
  REQUIRE(*store.use(family_id(1), 0, noon, lifetime.idle) == FamilyUse::active);
}

}  // namespace

TEST_CASE("accounts and sessions share one file, whichever opens it first") {
  for (const bool accounts_first : {true, false}) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("service.db");
    if (accounts_first) REQUIRE(open_accounts(path));
    const auto sessions = open_sessions(path);
    const auto accounts = open_accounts(path);
    REQUIRE(sessions);
    REQUIRE(accounts);
    REQUIRE((*accounts)->insert(account(1, "ann")));
    begin(**sessions, new_family(1));
    CHECK((*accounts)->find_by_key("ann").value().has_value());
    CHECK(is_active(**sessions, 1));
  }
}

TEST_CASE("of stores of both kinds that make the file at once, in threads and processes, all find it whole") {
  for (std::uint8_t round = 0; round < 5; ++round) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("service.db");
    const auto open_and_write = [&](std::uint8_t number) -> Result<void> {
      if (number % 2 == 0) {
        const auto accounts = open_accounts(path);
        return accounts ? (*accounts)->insert(account(number, "account " + std::to_string(number)))
                        : accounts.error();
      }
      const auto sessions = open_sessions(path);
      if (!sessions) return sessions.error();
      const auto created = (*sessions)->create(new_family(number));
      return created.has_value() ? Result<void>{} : created.error();
    };
    const auto open_on_threads = [&](std::uint8_t first) {
      const auto results = at_once(
          8, [&](std::size_t thread) { return open_and_write(static_cast<std::uint8_t>(first + thread)); });
      return static_cast<int>(std::ranges::count_if(results, &Result<void>::has_value));
    };
    const pid_t child = ::fork();
    if (child == 0) ::_exit(open_on_threads(100));
    CHECK(open_on_threads(200) == 8);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 8);
    const auto sessions = open_sessions(path);
    REQUIRE(sessions);
    CHECK((*sessions)->list("ann", noon).value().size() == 8);
  }
}

TEST_CASE(
    "a busy store of sessions does not keep the accounts of the same file waiting beyond their timeout") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("service.db");
  const auto sessions = open_sessions(path);
  const auto accounts = SqliteAccountStore::open({.path = path, .busy_timeout = Seconds::of(1)});
  REQUIRE(sessions);
  REQUIRE(accounts);
  constexpr std::size_t writers = 17;
  constexpr std::uint32_t writes = 60;  // of each; all sessions together write for longer than the timeout
  const auto results = at_once(writers, [&](std::size_t thread) -> Result<void> {
    for (std::uint32_t i = 0; i < writes; ++i) {
      const auto number = static_cast<std::uint32_t>(thread) * writes + i;
      if (thread == 0) {
        const auto inserted = (*accounts)->insert(account(static_cast<std::uint8_t>(i), std::to_string(i)));
        if (!inserted) return inserted.error();
      } else if (const auto made = (*sessions)->create(new_family(number)); !made.has_value()) {
        return made.error();
      }
    }
    return {};
  });
  for (const Result<void>& result : results) CHECK(result.has_value());
}

TEST_CASE("a store that has waited for a writer as long as it may is unavailable, with nothing half done") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("service.db");
  const auto store = open_sessions(path, Seconds::of_microseconds(1000));
  REQUIRE(store);
  begin_two(**store);
  const auto before = (*store)->list("ann", noon);
  auto outside = sqlite::Connection::open(path, sqlite::Connection::Mode::writable, Seconds::of(1));
  REQUIRE(outside);
  REQUIRE(outside->execute("BEGIN IMMEDIATE"));
  check_only_readable(**store);
  REQUIRE(outside->execute("ROLLBACK"));
  const auto after = (*store)->list("ann", noon);
  CHECK((*after)[0].family == (*before)[0].family);
  CHECK((*after)[1].family == (*before)[1].family);
  CHECK(rotate(**store, rotation(1)) == RotationResult::rotated);
}

TEST_CASE("a full disk is unavailable, with nothing half done, and passes") {
  const TemporaryDirectory directory;
  const int end = in_process([&] {
    const auto store = open_sessions(directory.file("service.db"));
    if (!store) return 1;
    NewFamily family = new_family(1);
    if (!(*store)->create(family).has_value()) return 2;
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit all{};
    if (::getrlimit(RLIMIT_FSIZE, &all) != 0) return 3;
    const rlimit none{.rlim_cur = 0, .rlim_max = all.rlim_max};
    if (::setrlimit(RLIMIT_FSIZE, &none) != 0) return 3;
    family.id = family_id(2);
    family.epoch = Epoch{7};
    family.most = 1;  // a create of several writes
    const auto created = (*store)->create(family);
    const auto rotated = (*store)->rotate(rotation(1));
    if (::setrlimit(RLIMIT_FSIZE, &all) != 0) return 3;
    if (created.has_value() || created.error() != unavailable) return 4;
    if (rotated.has_value() || rotated.error() != unavailable) return 5;
    const auto left = (*store)->list("ann", noon);
    if (!left || left->size() != 1 || !(*left)[0].active || (*left)[0].family.generation != 0) return 6;
    const auto again = (*store)->rotate(rotation(1));
    return again.has_value() && again->result == RotationResult::rotated ? 0 : 7;
  });
  CHECK(end == 0);
}

TEST_CASE("R06: a process killed between rotating and answering has spent the token once") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("service.db");
  const int end = in_process([&] {
    const auto store = open_sessions(path);
    if (!store || !(*store)->create(new_family(1)).has_value()) return 1;
    if (!(*store)->rotate(rotation(1)).has_value()) return 2;
    return ::kill(::getpid(), SIGKILL);
  });
  REQUIRE(end == -1);
  const auto store = open_sessions(path);
  REQUIRE(store);
  CHECK(stored(**store, 1).family.generation == 1);
  CHECK(rotate(**store, rotation(1)) == RotationResult::rotated);  // the same attempt
  CHECK(stored(**store, 1).family.generation == 1);
  Rotation other = rotation(1);
  other.attempt = attempt_id(1);
  CHECK(rotate(**store, other) == RotationResult::reused);
}

TEST_CASE("R06: a process killed while it rotates loses nothing that it acknowledged") {
  for (int round = 0; round < 5; ++round) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("service.db");
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const auto store = open_sessions(path);
      if (!store || !(*store)->create(new_family(1)).has_value()) ::_exit(1);
      for (std::uint32_t generation = 0;; ++generation) {
        if (!(*store)->rotate(rotation(1, generation)).has_value()) ::_exit(2);
        if (::write(ends[1], "", 1) != 1) ::_exit(3);
      }
    }
    ::close(ends[1]);
    char byte = 0;
    std::uint32_t acknowledged = 0;
    while (acknowledged < 20 && ::read(ends[0], &byte, 1) == 1) ++acknowledged;
    REQUIRE(::kill(child, SIGKILL) == 0);
    while (::read(ends[0], &byte, 1) == 1) ++acknowledged;
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    const auto store = open_sessions(path);
    REQUIRE(store);
    const Family family = stored(**store, 1).family;
    CHECK(family.generation >= acknowledged);
    CHECK(family.generation <= acknowledged + 1);
    CHECK(rotate(**store, rotation(1, family.generation)) == RotationResult::rotated);
  }
}

TEST_CASE("a file whose process was killed while its log was being copied into it is opened") {
  // Page 1 is copied first: for a moment it counts pages that are still in the log alone.
  const TemporaryDirectory directory;
  const std::string path = directory.file("service.db");
  const std::string killed = directory.file("killed.db");
  const auto store = open_sessions(path);
  REQUIRE(store);
  const std::string subject(255, 's');
  for (std::uint32_t number = 1; number <= 40; ++number) begin(**store, new_family(number, subject));
  std::filesystem::copy_file(path, killed);
  std::filesystem::copy_file(path + "-wal", killed + "-wal");
  auto outside = sqlite::Connection::open(path, sqlite::Connection::Mode::writable, Seconds::of(1));
  REQUIRE(outside);
  const auto pages = outside->number("PRAGMA page_count");
  REQUIRE(pages);
  REQUIRE(static_cast<std::uintmax_t>(*pages) * 4096 > std::filesystem::file_size(killed));
  const std::array<char, 4> count{0, 0, static_cast<char>(*pages >> 8), static_cast<char>(*pages)};
  std::fstream{killed, std::ios::in | std::ios::out | std::ios::binary}.seekp(28).write(count.data(), 4);
  const auto again = open_sessions(killed);
  REQUIRE(again);
  CHECK((*again)->list(subject, noon).value().size() == 40);
}
