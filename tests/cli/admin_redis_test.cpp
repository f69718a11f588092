// signet admin over sessions in Redis, beside accounts in SQLite: where the URL may stand, and what is never
// shown.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "admin.hpp"
#include "signet/core/chrono.hpp"
#include "signet/store/sqlite_account_store.hpp"
#include "support/redis_groups.hpp"
#include "support/redis_stores.hpp"

namespace signet_test {

using namespace signet;
using signet::test::RedisServer;

namespace {

// Accounts in the file `db`, sessions in a Redis of its own, whose URL stands in the file `url`.
class RedisOffice final : public OfficeStore {
 public:
  explicit RedisOffice(const Scratch& scratch) : scratch_(scratch) {
    scratch.write("url", server_.url() + "\n");
  }

  std::string option() const override { return "--store sqlite:db --sessions-file url"; }
  std::unique_ptr<AccountStore> accounts() const override {
    auto store = SqliteAccountStore::open({.path = scratch_.path("db"), .realm = "B"});
    REQUIRE(store);
    return *std::move(store);
  }
  std::unique_ptr<SessionStore> sessions() const override {
    auto store = RedisSessionStore::open(test::open_redis(test::patient(server_.url())), "B");
    REQUIRE(store);
    return *std::move(store);
  }

 private:
  const Scratch& scratch_;
  RedisServer server_;
};

}  // namespace

std::unique_ptr<OfficeStore> make_office_store(const Scratch& scratch) {
  return std::make_unique<RedisOffice>(scratch);
}

TEST_CASE(
    "the URL of sessions comes from a file or the environment, and without a password from --sessions") {
  const Office office;
  Desk desk{office};
  desk.begin(NumericDate::from_seconds(1'700'000'000));
  const auto lists = [&](const std::string& line) {
    const Outcome outcome = office.scratch().shell(line);
    CHECK_MESSAGE(outcome.exit_code == 0, outcome.err);
    return outcome.out.find("expired") != std::string::npos;
  };
  const std::string list = "$signet admin session list alice@example.org --store sqlite:db ";
  CHECK(lists(list + "--sessions-file url"));
  CHECK(lists("SIGNET_SESSIONS_FILE=url " + list));
  CHECK(lists("SIGNET_SESSIONS=$(cat url) " + list));
  CHECK(lists("SIGNET_SESSIONS=x SIGNET_SESSIONS_FILE=url " + list));
  CHECK_FALSE(lists(list));  // beside the accounts there are none
}

TEST_CASE(
    "an end that the replica has not is told as not done, until it is repeated and the replica has it") {
  const Office office;
  test::RedisPair pair;
  office.scratch().write("pair", pair.primary.url());
  const auto sessions =
      RedisSessionStore::open(test::open_redis(test::patient(pair.primary.url())), "B").value();
  const auto begun = [&](std::uint8_t number) {
    const FamilyId id{Uuid::from_bytes({number, 0, 0, 0, 0, 0, 0x40, 0, 0x80})};
    REQUIRE(sessions
                ->create({.id = id,
                          .subject = office.alice(),
                          .epoch = {},
                          .now = signet::now(),
                          .lifetime = {.absolute = Seconds::of(3600), .idle = Seconds::of(3600)}})
                .has_value());
    return id.uuid.text();
  };
  const auto admin = [&](const std::string& arguments, const std::string& before = "") {
    return office.scratch().shell(before + " $signet admin --store sqlite:db --sessions-file pair " +
                                  arguments);
  };
  const std::string one = " --sessions-replicas 1";
  const std::string followed = begun(1);
  const std::string held_back = begun(2);
  CHECK(admin("session revoke --family " + followed + one).out == "ended 1 session\n");
  pair.await_replica();
  pair.hold_back_replica();
  for (const Outcome& refused :
       {admin("session revoke --family " + held_back + one),
        admin("session revoke --family " + held_back, "SIGNET_SESSIONS_REPLICAS=1")}) {
    CHECK(refused.exit_code == 1);
    CHECK(refused.out == "");
    CHECK(
        masked(refused.err) ==
        audit_line("admin_session_revoke",
                   R"("session":")" + held_back + R"(","code":"revoke_unconfirmed")") +
            "signet: revoke_unconfirmed: " + std::string{fail(Errc::revoke_unconfirmed).sentence()} +
            " It is done on the primary, and lost if another takes its place before the replicas have it: "
            "repeat the command until it succeeds. If it never does, see whether as many replicas follow as "
            "--sessions-replicas names.\n");
  }
  CHECK(admin("user lock alice@example.org" + one).err.find("signet: revoke_unconfirmed: ") !=
        std::string::npos);
  pair.let_replica_follow();
  CHECK(admin("user lock alice@example.org" + one).exit_code == 0);
  const Outcome repeated = admin("session revoke --family " + held_back + one);
  CHECK(repeated.exit_code == 0);
  CHECK(repeated.out == "had ended already\n");
  pair.primary.kill();
  pair.replica.order({"REPLICAOF", "NO", "ONE"});
  office.scratch().write("pair", pair.replica.url());
  CHECK(admin("session revoke --family " + held_back).out == "had ended already\n");
}

TEST_CASE("a URL of sessions that is wrong is named by its part, and never repeated") {
  const Office office;
  struct Row {
    const char* name;
    std::string arguments;
    std::string error;
  };
  const std::vector<Row> rows{
      {"a password on the command line", "--sessions redis://:marked-secret-1@h",
       "--sessions carries a password, which other users of this machine can read; use SIGNET_SESSIONS_FILE "
       "instead"},
      {"a store of accounts", "--sessions postgresql://u@h/d",
       "url.scheme is wrong: the sessions are in redis://USER@HOST:PORT/DATABASE"},
      {"two URLs", "--sessions redis://h --sessions-file url", "give either --sessions or --sessions-file"},
      {"TLS", "--sessions rediss://h", "this signet speaks no TLS to Redis"},
      {"replicas of nothing", "--sessions-replicas 1",
       "--sessions-replicas is for sessions in Redis; give --sessions or its kin"},
      {"replicas that are no number", "--sessions redis://h --sessions-replicas 1x",
       "--sessions-replicas (or SIGNET_SESSIONS_REPLICAS) takes a number from 0 to 16"},
      {"too many replicas", "--sessions redis://h --sessions-replicas 17",
       "--sessions-replicas (or SIGNET_SESSIONS_REPLICAS) takes a number from 0 to 16"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Outcome outcome = office.scratch().signet(
        "admin --store sqlite:db user lock alice@example.org " + row.arguments, password);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.out == "");
    CHECK(outcome.err == "signet: " + row.error + "; see signet admin user lock --help\n");
  }
  office.scratch().write("nowhere", "redis://:marked-secret-1@127.0.0.1:1");
  const Outcome nowhere = office.scratch().signet(
      "admin --store sqlite:db --sessions-file nowhere session revoke --before 0", password);
  CHECK(nowhere.exit_code == 1);
  CHECK(nowhere.err.find("signet: store_unavailable: ") != std::string::npos);
  CHECK(nowhere.err.find("marked") == std::string::npos);
}

}  // namespace signet_test
