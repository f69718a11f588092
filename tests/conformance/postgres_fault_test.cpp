// Connections that are killed and a server that crashes under load: nothing is spent twice, nothing that was
// acknowledged is lost, and what was not answers store_unavailable.
#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "conformance/crash_under_load.hpp"
#include "conformance/some_accounts.hpp"
#include "conformance/some_families.hpp"
#include "signet/store/postgres_account_store.hpp"
#include "signet/store/postgres_session_store.hpp"
#include "support/await.hpp"
#include "support/postgres_server.hpp"
#include "support/stopped_process.hpp"

using namespace signet;
using namespace signet::test;

namespace {

const Error unavailable = fail(Errc::store_unavailable);
const std::string others =
    " FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid "
    "<> "
    "pg_backend_pid()";

// Of four connections, or as many as the test needs.
std::unique_ptr<PostgresSessionStore> sessions_on(const std::shared_ptr<PostgresDatabase>& database) {
  auto store = PostgresSessionStore::open(database, "realm");
  REQUIRE(store);
  return std::move(*store);
}

}  // namespace

TEST_CASE("a connection that was killed between two statements is replaced, and nobody notices") {
  const FreshDatabase database;
  const auto opened = open_postgres(database.url);
  const auto store = sessions_on(opened);
  begin(*store, new_family(1));
  Outside outside{database.url};
  for (std::uint32_t generation = 0; generation < 5; ++generation) {
    CHECK(outside.value("SELECT count(pg_terminate_backend(pid, 60000))" + others) == "1");
    CHECK(rotate(*store, rotation(1, generation)) == RotationResult::rotated);
  }
}

TEST_CASE("R06: a connection that is killed in the middle of a rotation has done nothing, and says so") {
  const FreshDatabase database;
  const auto opened = open_postgres(database.url);
  const auto store = sessions_on(opened);
  begin(*store, new_family(1));
  Outside holder{database.url};
  holder.execute("BEGIN; SELECT id FROM signet.families FOR UPDATE");
  auto rotating = std::async(std::launch::async, [&] { return store->rotate(rotation(1)); });
  Outside outside{database.url};
  const std::string waiting = others + " AND wait_event_type = 'Lock'";
  outside.await("SELECT count(*)" + waiting, "1");
  outside.execute("SELECT pg_terminate_backend(pid, 60000)" + waiting);
  CHECK(rotating.get().error() == unavailable);
  holder.execute("ROLLBACK");
  CHECK(stored(*store, 1).family.generation == 0);
  CHECK(rotate(*store, rotation(1)) == RotationResult::rotated);
}

TEST_CASE("a call on a server that stands still is unavailable in the end, and its connection given up") {
  const FreshDatabase database;
  const auto opened = PostgresDatabase::open(
      {.url = database.url, .connections = 1, .statement_timeout = Seconds::of_microseconds(600'000)});
  REQUIRE(opened);
  const auto store = sessions_on(*opened);
  begin(*store, new_family(1));
  Outside outside{database.url};
  const std::string backend = outside.value("SELECT pid" + others);
  std::future<Result<RotationOutcome>> rotating;  // ends after the backend goes on, whatever happens here
  {
    const StoppedProcess stopped{std::stoi(backend)};
    rotating = std::async(std::launch::async, [&] { return store->rotate(rotation(1)); });
    await("the end of the call",
          [&] { return rotating.wait_for(std::chrono::seconds{0}) == std::future_status::ready; });
    const auto rotated = rotating.get();
    REQUIRE_FALSE(rotated.has_value());
    CHECK(rotated.error() == unavailable);
    CHECK(is_active(*store, 1));  // on another connection
  }
  outside.await("SELECT count(*)" + others + " AND pid = " + backend, "0");
  CHECK(rotate(*store, rotation(1)) == RotationResult::rotated);
  CHECK(stored(*store, 1).family.generation == 1);
}

TEST_CASE("R06: a server that crashes under load loses nothing it acknowledged and spends nothing twice") {
  const FreshDatabase database;
  const auto store = sessions_on(open_postgres(database.url));
  rotate_through_crashes(*store, [] { crash_postgres(); });
}

TEST_CASE("a server that crashes while sessions are ended keeps every end that it acknowledged") {
  const FreshDatabase database;
  const auto store = sessions_on(open_postgres(database.url));
  begin_revocable(*store);
  revoke_through_crashes(
      *store, [] { control_postgres("halt", postgres_folder()); },
      [] { control_postgres("resume", postgres_folder()); });
  check_all_revoked(*sessions_on(open_postgres(database.url)));
}

TEST_CASE("what was revoked, raised and changed before a crash is so after it") {
  const FreshDatabase database;
  const auto opened = open_postgres(database.url);
  const auto store = sessions_on(opened);
  auto accounts = std::move(*PostgresAccountStore::open(opened, "realm"));
  Account expected = account(1, "ann");
  REQUIRE(accounts->insert(expected));
  begin(*store, new_family(1, "ann"));
  begin(*store, new_family(2, "bob"));
  begin(*store, new_family(3, "cat"));
  REQUIRE(store->revoke(family_id(1), noon).has_value());
  REQUIRE(store->raise_epoch("bob", Epoch{1}));
  REQUIRE(store->revoke_before(noon + tick));
  REQUIRE(accounts->set_password(id(1), Epoch{0}, "new"));
  crash_postgres();
  for (std::uint32_t number = 1; number <= 3; ++number) CHECK_FALSE(is_active(*store, number));
  CHECK(stored(*store, 1).family.revoked_at == noon);
  expected.password_hash = "new";
  expected.epoch = Epoch{1};
  CHECK(same(accounts->find_by_id(id(1)).value().value(), expected));
}
