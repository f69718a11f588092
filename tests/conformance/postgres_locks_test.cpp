// R05 at the lock: an end that is being committed and a rotation under way, one made to wait for the other.
#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <string>

#include "conformance/some_families.hpp"
#include "signet/store/postgres_session_store.hpp"
#include "support/await.hpp"
#include "support/postgres_server.hpp"

using namespace signet;
using namespace signet::test;

namespace {

// A store, and a connection on which a test holds transactions open.
struct Fixture {
  FreshDatabase database;
  std::unique_ptr<PostgresSessionStore> store;
  Outside holder{database.url};
  Outside watcher{database.url};
  std::atomic<int> refused = 0;

  explicit Fixture(Seconds statement_timeout = Seconds::of(60),
                   PreparedStatements prepared = PreparedStatements::on) {
    watcher.execute("ALTER DATABASE " + database.name + " SET statement_timeout = '60s'");
    // A short timeout is that of these too, and on a busy machine they may take longer than it.
    auto opened = until_answered(refused, [&] {
      return PostgresDatabase::open(
          {.url = database.url, .statement_timeout = statement_timeout, .prepared = prepared});
    });
    REQUIRE(opened);
    store = std::move(*PostgresSessionStore::open(*opened, "realm"));
    REQUIRE(until_answered(refused, [&] { return store->create(new_family(1)); }).has_value());
  }
  void await_one_waiting() {
    watcher.await(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
        "wait_event_type = 'Lock'",
        "1");
  }
};

struct End {
  const char* what;
  const char* sql;
  Result<void> (*call)(SessionStore& store);
};

template <class T>
Result<void> done(const Result<T>& result) {
  return result.has_value() ? Result<void>{} : result.error();
}

constexpr End ends[] = {
    {"revoke", "SELECT signet.revoke('realm', '00000000-0000-0000-0000-000000000001', 1700000000000000)",
     [](SessionStore& store) { return done(store.revoke(family_id(1), noon)); }},
    {"revoke_subject", "SELECT signet.revoke_subject('realm', 'ann', 1700000000000000)",
     [](SessionStore& store) { return done(store.revoke_subject("ann", noon)); }},
    {"raise_epoch", "SELECT signet.raise_epoch('realm', 'ann', 1)",
     [](SessionStore& store) { return store.raise_epoch("ann", Epoch{1}); }},
    {"revoke_before", "SELECT signet.revoke_before('realm', 1700000000000001)",
     [](SessionStore& store) { return store.revoke_before(noon + tick); }}};

constexpr const char* rotate_outside =
    "SELECT signet.rotate('realm', '00000000-0000-0000-0000-000000000001', 0, "
    "'00000000-0000-0000-0000-000000000007', 1700000000000000, 1700000640000000, 9223372036854775807, false)";

}  // namespace

TEST_CASE("R05: a rotation that began before an end was committed waits for it, and sees it") {
  for (const PreparedStatements prepared : {PreparedStatements::on, PreparedStatements::off}) {
    for (const End& end : ends) {
      CAPTURE(end.what);
      Fixture fixture{Seconds::of(60), prepared};
      fixture.holder.execute("BEGIN");
      fixture.holder.execute(end.sql);
      auto rotating = std::async(std::launch::async, [&] { return fixture.store->rotate(rotation(1)); });
      fixture.await_one_waiting();
      fixture.holder.execute("COMMIT");
      const auto outcome = rotating.get();
      REQUIRE(outcome.has_value());
      CHECK(outcome->result == RotationResult::not_active);
      CHECK(stored(*fixture.store, 1).family.generation == 0);
    }
  }
}

TEST_CASE("R05: an end is not acknowledged while a rotation that did not see it is under way") {
  for (const End& end : ends) {
    CAPTURE(end.what);
    Fixture fixture;
    fixture.holder.execute("BEGIN");
    fixture.holder.execute(rotate_outside);
    auto ending = std::async(std::launch::async, [&] { return end.call(*fixture.store); });
    fixture.await_one_waiting();
    fixture.holder.execute("COMMIT");
    CHECK(ending.get());
    const FamilyState state = stored(*fixture.store, 1);
    CHECK(state.family.generation == 1);
    CHECK_FALSE(state.active);
  }
}

TEST_CASE("a rotation that waits for another of the same token is decided by what that one left") {
  Fixture fixture;
  fixture.holder.execute("BEGIN");
  fixture.holder.execute(rotate_outside);
  auto rotating = std::async(std::launch::async, [&] { return fixture.store->rotate(rotation(1)); });
  fixture.await_one_waiting();
  fixture.holder.execute("COMMIT");
  const auto outcome = rotating.get();
  REQUIRE(outcome.has_value());
  CHECK(outcome->result == RotationResult::reused);
}

TEST_CASE("a statement that waits too long is unavailable, did nothing, and its connection is used again") {
  Fixture fixture{Seconds::of_microseconds(20'000)};
  fixture.holder.execute("BEGIN");
  fixture.holder.execute(rotate_outside);
  CHECK(fixture.store->rotate(rotation(1)).error() == fail(Errc::store_unavailable));
  CHECK(fixture.store->revoke_before(noon + tick).error() == fail(Errc::store_unavailable));
  const auto found = until_answered(fixture.refused, [&] { return fixture.store->find(family_id(1), noon); });
  CHECK(found.value().value().active);  // a reading waits for nobody
  fixture.holder.execute("ROLLBACK");
  fixture.watcher.await(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
      "backend_type = 'client backend'",
      "3");
  const auto rotated = until_answered(fixture.refused, [&] { return fixture.store->rotate(rotation(1)); });
  CHECK(rotated.value().result == RotationResult::rotated);
}
