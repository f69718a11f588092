// What SQLite's stores keep when the power fails: what was acknowledged was synced before, call by call.
#include <doctest/doctest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>

#include "conformance/some_accounts.hpp"
#include "conformance/some_families.hpp"
#include "signet/store/sqlite_account_store.hpp"
#include "signet/store/sqlite_session_store.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/schema.hpp"
#include "support/temporary_directory.hpp"

namespace {

std::atomic<bool> watching = false;    // while a Service is there: other tests are not to pay for it
std::atomic<std::uint32_t> syncs = 0;  // of write-ahead logs

// A write-ahead log that was synced is copied beside it: with nothing that was written later, it is the
// worst that a power loss may leave.
void keep_what_was_synced(int file) {
  std::error_code failed;
  const auto path = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file), failed);
  if (failed || !path.string().ends_with("-wal")) return;
  std::filesystem::copy_file(path, path.string() + ".synced",
                             std::filesystem::copy_options::overwrite_existing, failed);
  if (!failed) ++syncs;
}

int synced(long call, int file) {
  const auto result = static_cast<int>(::syscall(call, file));
  if (result == 0 && watching) keep_what_was_synced(file);
  return result;
}

}  // namespace

// In place of the C library's, also for SQLite.
extern "C" int fsync(int file) { return synced(SYS_fsync, file); }
extern "C" int fdatasync(int file) { return synced(SYS_fdatasync, file); }

using namespace signet;
using namespace signet::test;

namespace {

namespace sqlite = signet::detail::sqlite;

// A file's stores, and what a power loss now would leave of the file.
class Service {
 public:
  Service()
      : sessions(SqliteSessionStore::open({.path = path_}).value()),
        accounts(SqliteAccountStore::open({.path = path_}).value()) {
    std::filesystem::copy_file(path_, lost_);  // as it was made; the log is never copied into it here
    watching = true;
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service() { watching = false; }

  // The sessions as they are read after the power has failed and come back.
  std::unique_ptr<SqliteSessionStore> sessions_after_power_loss() {
    lose_power();
    return SqliteSessionStore::open({.path = lost_}).value();
  }
  std::unique_ptr<SqliteAccountStore> accounts_after_power_loss() {
    lose_power();
    return SqliteAccountStore::open({.path = lost_}).value();
  }

 private:
  void lose_power() {
    constexpr auto over = std::filesystem::copy_options::overwrite_existing;
    std::filesystem::remove(lost_ + "-shm");
    std::filesystem::copy_file(path_ + "-wal.synced", lost_ + "-wal", over);
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("service.db");
  std::string lost_ = directory_.file("lost.db");

 public:
  std::unique_ptr<SqliteSessionStore> sessions;
  std::unique_ptr<SqliteAccountStore> accounts;
};

// Makes the call, which is acknowledged, and not before a log was synced.
template <class Call>
void check_synced(Call call) {
  const std::uint32_t before = syncs;
  CHECK(call().has_value());
  CHECK(syncs > before);
}

}  // namespace

TEST_CASE("every connection to a file reads synchronous=FULL back, those that write and those that read") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("service.db");
  REQUIRE(SqliteSessionStore::open({.path = path}));
  const auto database =
      sqlite::Database::open({.path = path, .busy_timeout = Seconds::of(1)}, sqlite::service_schema);
  REQUIRE(database);
  const auto level = [](sqlite::Connection& connection) { return connection.number("PRAGMA synchronous"); };
  CHECK((*database)->write(level).value() == 2);
  CHECK((*database)->read(level).value() == 2);
}

TEST_CASE("no change of sessions or accounts is acknowledged before it was synced") {
  const Service service;
  SessionStore& sessions = *service.sessions;
  AccountStore& accounts = *service.accounts;
  check_synced([&] { return sessions.create(new_family(1)); });
  check_synced([&] { return sessions.rotate(rotation(1)); });
  check_synced([&] { return sessions.use(family_id(1), 1, noon, lifetime.idle); });
  check_synced([&] { return sessions.revoke(family_id(1), noon); });
  check_synced([&] { return sessions.create(new_family(2)); });
  check_synced([&] { return sessions.revoke_subject("ann", noon); });
  check_synced([&] { return sessions.raise_epoch("ann", Epoch{1}); });
  check_synced([&] { return sessions.revoke_before(noon); });
  check_synced([&] { return accounts.insert(account(1, "ann")); });
  check_synced([&] { return accounts.set_password(id(1), Epoch{0}, "new"); });
  check_synced([&] { return accounts.set_locked(id(1), true); });
  check_synced([&] { return accounts.raise_epoch(id(1)); });
  check_synced([&] { return accounts.remove(id(1)); });
}

TEST_CASE("R06: a power loss takes nothing that was acknowledged: rotations, ends, epochs and passwords") {
  Service service;
  SessionStore& sessions = *service.sessions;
  for (std::uint32_t number = 1; number <= 2; ++number) begin(sessions, new_family(number));
  begin(sessions, new_family(3, "bob"));
  REQUIRE(service.accounts->insert(account(1, "ann")));
  for (std::uint32_t generation = 0; generation < 20; ++generation) {
    REQUIRE(rotate(sessions, rotation(1, generation)) == RotationResult::rotated);
    const auto after = service.sessions_after_power_loss();
    REQUIRE(stored(*after, 1).family.generation == generation + 1);
  }
  REQUIRE(*sessions.revoke(family_id(2), noon) == Revocation::revoked);
  CHECK(stored(*service.sessions_after_power_loss(), 2).family.revoked_at == noon);
  REQUIRE(sessions.raise_epoch("bob", Epoch{1}));
  CHECK_FALSE(is_active(*service.sessions_after_power_loss(), 3));
  REQUIRE(sessions.revoke_before(noon + tick));
  CHECK_FALSE(is_active(*service.sessions_after_power_loss(), 1));
  REQUIRE(service.accounts->set_password(id(1), Epoch{0}, "new"));
  const auto ann = service.accounts_after_power_loss()->find_by_id(id(1)).value();
  CHECK(ann->password_hash == "new");
  CHECK(ann->epoch == Epoch{1});
}
