// Denials in PostgreSQL: transactions that commit out of their order, a database that lost its end, and
// statements that look nowhere else.
#include <doctest/doctest.h>

#include <future>
#include <string>

#include "conformance/some_denials.hpp"
#include "signet/store/postgres_deny_store.hpp"
#include "support/postgres_server.hpp"

using namespace signet;
using namespace signet::test;

namespace {

struct Fixture {
  FreshDatabase database;
  std::unique_ptr<PostgresDenyStore> store = opened(database.url);
  Outside outside{database.url};

  static std::unique_ptr<PostgresDenyStore> opened(const std::string& url) {
    auto store = PostgresDenyStore::open(open_postgres(url), "realm");
    REQUIRE(store);
    return std::move(*store);
  }
};

}  // namespace

TEST_CASE(
    "R12: of two denials whose transactions overlap none is shown with a number that a reader has passed") {
  Fixture fixture;
  Outside first{fixture.database.url};
  std::string position;
  REQUIRE(fixture.store->deny(by_jti("before"), noon));
  CHECK(read_all(*fixture.store, position).size() == 1);
  first.execute("BEGIN");
  first.execute(
      "SELECT signet.deny('realm', 1::smallint, 'first', 9223372036854775807, 1700000900000000, "
      "'00000000-0000-0000-0000-000000000001', 0, 16)");
  auto second = std::async(std::launch::async, [&] { return fixture.store->deny(by_jti("second"), noon); });
  // It would otherwise have the later number and be committed first.
  fixture.outside.await(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      "1");
  CHECK(read_all(*fixture.store, position).empty());  // waits for nobody
  CHECK_FALSE(is_denied(*fixture.store, "first"));
  first.execute("COMMIT");
  CHECK(second.get());
  const auto read = read_all(*fixture.store, position);
  REQUIRE(read.size() == 2);
  CHECK(read[0].value == "first");
  CHECK(read[1].value == "second");
}

TEST_CASE("R12: a database that lost its end, and has come as far again, is read anew") {
  Fixture fixture;
  std::string position;
  for (const char* value : {"kept", "lost"}) REQUIRE(fixture.store->deny(by_jti(value), noon));
  CHECK(read_all(*fixture.store, position).size() == 2);
  // As a fail-over leaves it; then one of the same number, and one beyond.
  fixture.outside.execute(
      "DELETE FROM signet.denials WHERE number = 2; UPDATE signet.denial_heads h SET number = d.number, tag "
      "= d.tag "
      "FROM signet.denials d");
  CHECK(read_all(*fixture.store, position).size() == 1);
  REQUIRE(fixture.store->deny(by_jti("lost"), noon));
  CHECK(read_all(*fixture.store, position).size() == 1);
  fixture.outside.execute(
      "UPDATE signet.denials SET tag = '00000000-0000-0000-0000-000000000001' WHERE number = 2");
  fixture.outside.execute("UPDATE signet.denial_heads SET tag = '00000000-0000-0000-0000-000000000001'");
  REQUIRE(fixture.store->deny(by_jti("new"), noon));
  CHECK(read_all(*fixture.store, position).size() == 3);
  // And one whose last denial was denied again.
  REQUIRE(fixture.store->deny(by_jti("new"), noon));
  CHECK(read_all(*fixture.store, position).size() == 3);
  CHECK(read_all(*fixture.store, position).empty());
}

TEST_CASE(
    "R12: denied again, the later until counts in PostgreSQL, and a few that have ended go with each "
    "denial") {
  Fixture fixture;
  const auto until = [&] { return fixture.outside.value("SELECT max(until) FROM signet.denials"); };
  REQUIRE(fixture.store->deny(by_subject(noon, quarter_past), noon));
  REQUIRE(fixture.store->deny(by_subject(noon, noon), noon));
  CHECK(until() == std::to_string(quarter_past.microseconds()));
  REQUIRE(fixture.store->deny(by_subject(noon, quarter_past + tick), noon));
  CHECK(until() == std::to_string((quarter_past + tick).microseconds()));
  for (int i = 0; i < 17; ++i) REQUIRE(fixture.store->deny(by_jti(std::to_string(i)), noon));
  const NumericDate long_after = noon + Seconds::of(100'000);
  REQUIRE(fixture.store->deny(of(DeniedBy::jti, "a", long_after), long_after));
  CHECK(fixture.outside.value("SELECT count(*) FROM signet.denials") == "3");  // 18 there were, and a
  REQUIRE(fixture.store->deny(of(DeniedBy::jti, "b", long_after), long_after));
  CHECK(fixture.outside.value("SELECT count(*) FROM signet.denials") == "2");
}

TEST_CASE("R12: what was denied is so after a crash of PostgreSQL") {
  const Fixture fixture;
  REQUIRE(fixture.store->deny(by_jti("a"), noon));
  crash_postgres();
  const auto store = Fixture::opened(fixture.database.url);
  CHECK(is_denied(*store, "a"));
  CHECK(read_all(*store).size() == 1);
}

TEST_CASE("a row that is no denial is a schema that does not match, and a realm is what the others take") {
  Fixture fixture;
  REQUIRE(fixture.store->deny(by_jti("a"), noon));
  fixture.outside.execute("UPDATE signet.denials SET claim = 4");
  CHECK(fixture.store->read_on("").error() == fail(Errc::store_schema_mismatch));
  for (const char* realm : {"", "\xff"}) {
    CHECK(PostgresDenyStore::open(open_postgres(fixture.database.url), realm).error() ==
          fail(Errc::option_invalid, "realm"));
  }
}
