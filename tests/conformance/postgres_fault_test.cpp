// Connections that are killed and a server that crashes under load: nothing is spent twice, nothing that was
// acknowledged is lost, and what was not answers store_unavailable.
#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <string>
#include <vector>

#include "conformance/some_accounts.hpp"
#include "conformance/some_families.hpp"
#include "signet/store/postgres_account_store.hpp"
#include "signet/store/postgres_session_store.hpp"
#include "support/at_once.hpp"
#include "support/cutting_relay.hpp"
#include "support/postgres_server.hpp"

using namespace signet;
using namespace signet::test;

// libpqxx 6.4 loses libpq's result, 2 KiB, of a statement whose connection broke.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { return "leak:pqxx::connection_base::exec_prepared"; }

namespace {

const Error unavailable = fail(Errc::store_unavailable);
const std::string others =
    " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

// Of four connections, or as many as the test needs.
std::unique_ptr<PostgresSessionStore> sessions_on(const std::shared_ptr<PostgresDatabase>& database) {
  auto store = PostgresSessionStore::open(database, "realm");
  REQUIRE(store);
  return std::move(*store);
}

// Asks again, as the same call, for as long as the store is unavailable. Counts how often it was.
template <class Call>
auto until_answered(std::atomic<int>& refused, Call call) {
  auto answer = call();
  while (!answer.has_value() && answer.error() == unavailable) {
    ++refused;
    answer = call();
  }
  return answer;
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

TEST_CASE("R06: wherever in its reply a rotation is cut off, the same attempt again spends nothing twice") {
  const FreshDatabase database;
  const std::size_t port = database.url.rfind(':') + 1;
  const std::size_t end = database.url.rfind('/');
  CuttingRelay relay{static_cast<std::uint16_t>(std::stoi(database.url.substr(port, end - port)))};
  const auto opened =
      open_postgres(database.url.substr(0, port) + std::to_string(relay.port()) + database.url.substr(end));
  const auto store = sessions_on(opened);
  begin(*store, new_family(1));
  REQUIRE(rotate(*store, rotation(1)) == RotationResult::rotated);  // prepares the statement
  std::uint32_t generation = 1;
  std::atomic<int> refused = 0;
  for (int bytes = 0; relay.cuts() == bytes; ++bytes, ++generation) {
    CAPTURE(bytes);
    relay.cut_after(bytes);
    const auto outcome = until_answered(refused, [&] { return store->rotate(rotation(1, generation)); });
    relay.disarm();
    REQUIRE(outcome.has_value());
    CHECK(outcome->result == RotationResult::rotated);
    CHECK(outcome->generation == generation + 1);
    REQUIRE(rotate(*store, rotation(1, generation)) ==
            RotationResult::rotated);  // on a whole connection again
  }
  CHECK(refused > 100);
  CHECK(refused <= relay.cuts());  // a reply cut behind its last byte is whole
  CHECK(stored(*store, 1).family.generation == generation);
  MESSAGE("cut at " << relay.cuts() << " places, " << refused.load() << " calls refused");
}

TEST_CASE("R06: a server that crashes under load loses nothing it acknowledged and spends nothing twice") {
  constexpr std::size_t threads = 8;
  constexpr std::uint32_t least = 200;  // rotations of each, and on until the crashes are over
  const FreshDatabase database;
  const auto opened = open_postgres(database.url);
  const auto store = sessions_on(opened);
  for (std::uint32_t number = 1; number <= threads; ++number) begin(*store, new_family(number));
  std::atomic<std::uint32_t> rotated = 0;
  std::atomic<bool> crashes_over = false;
  std::atomic<int> refused = 0;
  auto crashing = std::async(std::launch::async, [&] {
    for (const std::uint32_t when : {100U, 400U, 700U}) {
      while (rotated < when) std::this_thread::yield();
      crash_postgres();
    }
    crashes_over = true;
  });
  const auto ends = at_once(threads, [&](std::size_t thread) -> Result<std::uint32_t> {
    const auto family = static_cast<std::uint32_t>(thread) + 1;
    for (std::uint32_t generation = 0;; ++generation) {
      if (generation >= least && crashes_over) return generation;
      const auto outcome =
          until_answered(refused, [&] { return store->rotate(rotation(family, generation)); });
      if (!outcome.has_value()) return outcome.error();
      if (outcome->result != RotationResult::rotated) return fail(Errc::session_ended);
      if (outcome->generation != generation + 1) return fail(Errc::internal_error);
      ++rotated;
    }
  });
  crashing.get();
  CHECK(refused > 0);
  for (std::size_t thread = 0; thread < threads; ++thread) {
    CAPTURE(thread);
    REQUIRE(ends[thread].has_value());
    CHECK(stored(*store, static_cast<std::uint32_t>(thread) + 1).family.generation == *ends[thread]);
  }
  MESSAGE(rotated.load() << " rotations, " << refused.load() << " calls refused, 3 crashes");
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
