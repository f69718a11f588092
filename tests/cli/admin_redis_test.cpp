// signet admin over sessions in Redis, beside accounts in SQLite: where the URL may stand, and what is never
// shown.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "admin.hpp"
#include "signet/store/sqlite_account_store.hpp"
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
