// What ends sessions on Redis: confirmed by replicas or not acknowledged, and repeated to a server that lost
// it.
#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "conformance/some_families.hpp"
#include "support/redis_groups.hpp"
#include "support/redis_stores.hpp"

using namespace signet;
using namespace signet::test;

namespace {

const Error unconfirmed = fail(Errc::revoke_unconfirmed);

std::atomic<std::int64_t> seconds{0};
Instant settable() noexcept { return Instant::from_microseconds(seconds * 1'000'000); }

struct Ending {
  const char* name;
  std::function<Error(SessionStore&)>
      end;  ///< of family 1 of ann; the code of no error there is: internal_error
};

template <class T>
Error error_of(const Result<T>& result) {
  return result.has_value() ? fail(Errc::internal_error) : result.error();
}
const Error none = fail(Errc::internal_error);

// Each way to end a session, and to repeat it.
const std::vector<Ending>& endings() {
  static const std::vector<Ending> all{
      {"revoke", [](SessionStore& store) { return error_of(store.revoke(family_id(1), noon)); }},
      {"revoke_subject", [](SessionStore& store) { return error_of(store.revoke_subject("ann", noon)); }},
      {"revoke_before", [](SessionStore& store) { return error_of(store.revoke_before(noon + tick)); }},
      {"raise_epoch", [](SessionStore& store) { return error_of(store.raise_epoch("ann", Epoch{1})); }},
  };
  return all;
}

RedisOptions confirmed_by_one(std::string_view url) {
  RedisOptions options = patient(url);
  options.replicas_to_confirm = 1;
  options.confirm_timeout = Seconds::of(59);
  return options;
}

}  // namespace

TEST_CASE(
    "without the replica that is to confirm it nothing that ends sessions is acknowledged, though it is "
    "done") {
  for (const Ending& ending : endings()) {
    CAPTURE(ending.name);
    const RedisServer server;
    const std::string url = server.url();
    RedisOptions options = confirmed_by_one(url);
    options.confirm_timeout = Seconds::of_microseconds(1000);
    const auto store = sessions_on(open_redis(options));
    begin(*store, new_family(1));
    CHECK(rotate(*store, rotation(1)) == RotationResult::rotated);  // ends nothing, waits for nobody
    for (int i = 0; i < 3; ++i) CHECK(ending.end(*store) == unconfirmed);
    CHECK_FALSE(is_active(*store, 1));
  }
}

TEST_CASE("a family that reuse ends is not acknowledged without the replica either") {
  const RedisServer server;
  const std::string url = server.url();
  RedisOptions options = confirmed_by_one(url);
  options.confirm_timeout = Seconds::of_microseconds(1000);
  const auto store = sessions_on(open_redis(options));
  for (std::uint32_t number = 1; number <= 3; ++number) begin(*store, new_family(number));
  CHECK(store->rotate(rotation(1, 7)).error() == unconfirmed);  // ahead of the store
  CHECK_FALSE(is_active(*store, 1));
  for (std::uint32_t generation : {0U, 1U}) {
    REQUIRE(rotate(*store, rotation(2, generation)) == RotationResult::rotated);
    REQUIRE(rotate(*store, rotation(3, generation)) == RotationResult::rotated);
  }
  CHECK(store->rotate(rotation(2)).error() == unconfirmed);
  CHECK_FALSE(is_active(*store, 2));
  Rotation refused = rotation(3);
  refused.on_reuse = OnReuse::refuse;
  CHECK(rotate(*store, refused) == RotationResult::reused);
  CHECK(is_active(*store, 3));
}

TEST_CASE("with the replica it is acknowledged; while that does not answer it is not, until it is repeated") {
  for (const Ending& ending : endings()) {
    CAPTURE(ending.name);
    const RedisPair pair;
    const std::string url = pair.primary.url();
    RedisOptions options = confirmed_by_one(url);
    const auto store = sessions_on(open_redis(options));
    options.confirm_timeout = Seconds::of_microseconds(10'000);
    const auto hasty = sessions_on(open_redis(options));
    const auto another = sessions_on(open_redis(options));
    begin(*store, new_family(1));
    pair.replica.freeze();
    CHECK(ending.end(*hasty) == unconfirmed);
    CHECK(ending.end(*another) ==
          unconfirmed);  // whose connections wrote nothing before: the repetition does
    pair.replica.thaw();
    CHECK(ending.end(*store) == none);
    CHECK_FALSE(is_active(*store, 1));
  }
}

TEST_CASE("a server that restarts without what was ended is asked again, before anything else") {
  for (const Ending& ending : endings()) {
    CAPTURE(ending.name);
    RedisServer server;
    const std::string url = server.url();
    const auto store = sessions_on(open_redis(patient(url)));
    begin(*store, new_family(1));
    server.order({"SAVE"});
    REQUIRE(ending.end(*store) == none);
    server.kill();
    server.start();
    const auto stranger = sessions_on(open_redis(patient(url)));
    CHECK(is_active(*stranger, 1));  // lost, as the table of promises says
    CHECK(rotate(*store, rotation(1)) == RotationResult::not_active);
    CHECK_FALSE(is_active(*stranger, 1));
  }
}

TEST_CASE("a family that reuse ended is ended again too") {
  RedisServer server;
  const std::string url = server.url();
  const auto store = sessions_on(open_redis(patient(url)));
  begin(*store, new_family(1));
  REQUIRE(rotate(*store, rotation(1)) == RotationResult::rotated);
  server.order({"SAVE"});
  Rotation thief = rotation(1);
  thief.attempt = attempt_id(7);
  REQUIRE(rotate(*store, thief) == RotationResult::reused);
  server.kill();
  server.start();
  CHECK(rotate(*store, rotation(1, 1)) == RotationResult::not_active);
}

TEST_CASE("what was begun after its subject was logged out everywhere outlives the repetition") {
  RedisServer server;
  const std::string url = server.url();
  const auto store = sessions_on(open_redis(patient(url)));
  begin(*store, new_family(1));
  server.order({"SAVE"});
  REQUIRE(*store->revoke_subject("ann", noon) == 1);
  NewFamily later = new_family(2);
  later.now = noon + tick;
  begin(*store, later);
  server.order({"SAVE"});
  server.kill();
  server.start();
  CHECK(rotate(*store, rotation(1)) == RotationResult::not_active);
  CHECK(is_active(*store, 2, noon + tick));
}

TEST_CASE("what was ended is repeated for ten minutes, and for half a one more") {
  for (const std::int64_t seconds_later : {630, 631}) {
    CAPTURE(seconds_later);
    RedisServer server;
    const std::string url = server.url();
    RedisOptions options = patient(url);
    options.clock = settable;
    const auto store = sessions_on(open_redis(options));
    begin(*store, new_family(1));
    server.order({"SAVE"});
    REQUIRE(*store->revoke(family_id(1), noon) == Revocation::revoked);
    seconds += seconds_later;
    server.kill();
    server.start();
    CHECK(is_active(*store, 1) == (seconds_later > 630));
  }
}

TEST_CASE("of the same end asked for again and again one in 30 s is kept; ten minutes hold for the last") {
  struct Row {
    std::vector<std::int64_t> asked_after;  ///< the one before; a thousand times each
    std::int64_t lost_after;                ///< the last
    const char* repeated;
  };
  for (const Row& row : {Row{{0}, 0, "1"}, Row{{0, 29}, 0, "1"}, Row{{0, 30}, 0, "2"}, Row{{0, 29}, 600, "1"},
                         Row{{0, 29}, 602, "(nil)"}, Row{{0, 30}, 601, "1"}, Row{{0, 631}, 0, "1"}}) {
    CAPTURE(row.asked_after.back());
    CAPTURE(row.lost_after);
    RedisServer server;
    const std::string url = server.url();
    RedisOptions options = patient(url);
    options.clock = settable;
    const auto store = sessions_on(open_redis(options));
    begin(*store, new_family(1));
    server.order({"SAVE"});
    for (const std::int64_t later : row.asked_after) {
      seconds += later;
      for (int i = 0; i < 1000; ++i) {
        REQUIRE(store->revoke(family_id(1), noon + Seconds::of_microseconds(i)).has_value());
      }
    }
    seconds += row.lost_after;
    server.kill();
    server.start();
    CHECK(store->ping());
    CHECK(server.ask({"GET", "signet:{realm}:revokes"}).at(0) == row.repeated);
  }
}

TEST_CASE("ends of other families, subjects and times are each kept") {
  RedisServer server;
  const std::string url = server.url();
  RedisOptions options = patient(url);
  options.clock = settable;
  const auto store = sessions_on(open_redis(options));
  server.order({"SAVE"});
  for (std::uint32_t number = 1; number <= 3; ++number)
    REQUIRE(store->revoke(family_id(number), noon).has_value());
  for (const char* subject : {"ann", "bob"}) {
    REQUIRE(store->revoke_subject(subject, noon).has_value());
    REQUIRE(store->revoke_subject(subject, noon + tick).has_value());  // may find what began in between
    REQUIRE(store->raise_epoch(subject, Epoch{1}).has_value());
    REQUIRE(store->raise_epoch(subject, Epoch{2}).has_value());
  }
  REQUIRE(store->revoke_before(noon).has_value());
  REQUIRE(store->revoke_before(noon + tick).has_value());
  server.kill();
  server.start();
  CHECK(store->ping());
  CHECK(server.ask({"GET", "signet:{realm}:revokes"}).at(0) == "13");
}

TEST_CASE("an end that never can be repeated keeps nobody from the server, and no other end from it") {
  RedisServer server;
  const std::string url = server.url();
  const auto store = sessions_on(open_redis(patient(url)));
  begin(*store, new_family(1));
  CHECK(server.ask({"LPUSH", "signet:{realm}:subject:bob", "x"}).at(0) == "1");
  server.order({"SAVE"});
  CHECK(store->revoke_subject("bob", noon).error() == fail(Errc::store_schema_mismatch));
  REQUIRE(*store->revoke(family_id(1), noon) == Revocation::revoked);
  server.kill();
  server.start();
  CHECK(rotate(*store, rotation(1)) == RotationResult::not_active);
}

TEST_CASE("a primary that was a replica meanwhile, without a restart, is asked again") {
  RedisPair pair;
  const std::string url = pair.primary.url();
  const auto store = sessions_on(open_redis(patient(url)));
  begin(*store, new_family(1));
  pair.await_replica();
  pair.hold_back_replica();
  REQUIRE(*store->revoke(family_id(1), noon) == Revocation::revoked);
  // As sentinels do it: the other one is promoted, this one follows it, and its clients are sent away.
  pair.replica.order({"REPLICAOF", "NO", "ONE"});
  pair.primary.order({"CONFIG", "SET", "masterauth", redis_password()});
  pair.primary.order({"REPLICAOF", "127.0.0.1", std::to_string(pair.replica.port())});
  await("the data of the other",
        [&] { return pair.primary.line_of({"INFO", "replication"}, "master_link_status") == "up"; });
  pair.primary.order({"REPLICAOF", "NO", "ONE"});
  REQUIRE(pair.primary.ask({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"}).size() == 1);
  CHECK(is_active(*sessions_on(open_redis(patient(url))), 1));
  CHECK(rotate(*store, rotation(1)) == RotationResult::not_active);
}

TEST_CASE("a server whose memory is full ends sessions all the same, and begins none") {
  for (const Ending& ending : endings()) {
    CAPTURE(ending.name);
    const RedisServer server;
    const std::string url = server.url();
    const auto store = sessions_on(open_redis(patient(url)));
    for (std::uint32_t number = 1; number <= 3; ++number) begin(*store, new_family(number));
    for (const std::uint32_t generation : {0U, 1U}) {
      REQUIRE(rotate(*store, rotation(2, generation)) == RotationResult::rotated);
    }
    server.order({"CONFIG", "SET", "maxmemory", "1"});
    CHECK(store->create(new_family(4)).error() == fail(Errc::store_unavailable));
    CHECK(rotate(*store, rotation(2)) == RotationResult::reused);
    CHECK(rotate(*store, rotation(3, 7)) == RotationResult::ahead);
    CHECK_FALSE(is_active(*store, 2));
    CHECK_FALSE(is_active(*store, 3));
    CHECK(ending.end(*store) == none);
    CHECK_FALSE(is_active(*store, 1));
  }
}
