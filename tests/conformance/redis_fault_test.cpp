// Connections that are cut and a server that crashes under load: nothing is spent twice, nothing that was
// acknowledged is lost, and what was not answers store_unavailable.
#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>

#include "conformance/crash_under_load.hpp"
#include "conformance/some_families.hpp"
#include "support/await.hpp"
#include "support/cutting_relay.hpp"
#include "support/redis_groups.hpp"
#include "support/redis_stores.hpp"

using namespace signet;
using namespace signet::test;

namespace {

const Error unavailable = fail(Errc::store_unavailable);

}  // namespace

TEST_CASE("a connection that was killed between two commands is replaced, and nobody notices") {
  const RedisServer server;
  const std::string url = server.url();
  const auto store = sessions_on(open_redis(patient(url)));
  begin(*store, new_family(1));
  for (std::uint32_t generation = 0; generation < 5; ++generation) {
    CHECK(server.ask({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"}).at(0) == "1");
    CHECK(rotate(*store, rotation(1, generation)) == RotationResult::rotated);
  }
}

TEST_CASE(
    "when the server is lost between a family's end for reuse and its confirmation, that is unconfirmed") {
  const RedisPair pair;
  CuttingRelay relay{pair.primary.port()};
  const std::string url = "redis://:" + redis_password() + "@127.0.0.1:" + std::to_string(relay.port());
  RedisOptions options = patient(url);
  options.replicas_to_confirm = 1;
  const auto store = sessions_on(open_redis(options));
  begin(*store, new_family(1));
  for (const std::uint32_t generation : {0U, 1U}) {
    REQUIRE(rotate(*store, rotation(1, generation)) == RotationResult::rotated);
  }
  relay.cut_after(5 + 24 + 2);  // `$24`, CR LF, u, end and subject, CR LF: then WAIT gets no answer
  CHECK(store->rotate(rotation(1)).error() == fail(Errc::revoke_unconfirmed));
  CHECK(relay.cuts() == 1);
  std::atomic<int> noticed = 0;
  const auto again = until_answered(noticed, [&] { return store->rotate(rotation(1)); });
  CHECK(again->result == RotationResult::not_active);
  CHECK(*store->revoke(family_id(1), noon) == Revocation::was_not_active);  // confirmed
}

TEST_CASE(
    "wherever in its replies a family's end for reuse is cut off, it is not told as ended before the replica "
    "has it") {
  RedisPair pair;
  CuttingRelay relay{pair.primary.port()};
  const std::string url = "redis://:" + redis_password() + "@127.0.0.1:" + std::to_string(relay.port());
  RedisOptions options = patient(url);
  options.replicas_to_confirm = 1;
  options.confirm_timeout = Seconds::of(59);
  const auto sure = sessions_on(open_redis(options));
  options.confirm_timeout = Seconds::of_microseconds(10'000);
  const auto hasty = sessions_on(open_redis(options));
  const Error unconfirmed = fail(Errc::revoke_unconfirmed);
  constexpr int answer = 5 + 24 + 2;          // `$24`, CR LF, u, end and subject, CR LF
  constexpr std::uint32_t most = answer + 4;  // and `:0`, CR LF of WAIT
  for (std::uint32_t bytes = 0; bytes <= most; ++bytes) {
    begin(*hasty, new_family(bytes + 1));
    for (const std::uint32_t generation : {0U, 1U}) {
      REQUIRE(rotate(*hasty, rotation(bytes + 1, generation)) == RotationResult::rotated);
    }
  }
  pair.await_replica();
  pair.hold_back_replica();
  for (std::uint32_t bytes = 0; bytes <= most; ++bytes) {
    CAPTURE(bytes);
    const Rotation theft = rotation(bytes + 1);
    std::atomic<int> noticed = 0;
    REQUIRE(until_answered(noticed, [&] { return hasty->find(theft.family, noon); }).has_value());
    relay.cut_after(bytes);
    CHECK(hasty->rotate(theft).error() == (bytes < answer ? unavailable : unconfirmed));
    relay.disarm();
    REQUIRE(until_answered(noticed, [&] { return hasty->find(theft.family, noon); }).has_value());
    for (int again = 0; again < 2; ++again) CHECK(hasty->rotate(theft).error() == unconfirmed);
  }
  CHECK(relay.cuts() == most + 1);
  pair.let_replica_follow();
  for (std::uint32_t bytes = 0; bytes <= most; ++bytes) {
    std::atomic<int> noticed = 0;
    const auto told = until_answered(noticed, [&] { return sure->rotate(rotation(bytes + 1)); });
    CHECK(told->result == RotationResult::not_active);
  }
  pair.primary.kill();
  pair.replica.order({"REPLICAOF", "NO", "ONE"});
  const auto survivor = sessions_on(open_redis(patient(pair.replica.url())));
  for (std::uint32_t bytes = 0; bytes <= most; ++bytes) CHECK_FALSE(is_active(*survivor, bytes + 1));
}

TEST_CASE(
    "a server that stands still is unavailable after the time-out; then the same attempt again is good") {
  const RedisServer server;
  const std::string url = server.url();
  RedisOptions options = patient(url);
  options.command_timeout = Seconds::of_microseconds(200'000);
  begin(*sessions_on(open_redis(patient(url))), new_family(1));
  std::atomic<int> late = 0;  // on a busy machine an answer may be
  const auto database = until_answered(late, [&] { return RedisDatabase::open(options); });
  REQUIRE(database);
  const auto store = sessions_on(*database);
  server.freeze();
  CHECK(store->rotate(rotation(1)).error() == unavailable);
  CHECK(store->revoke(family_id(1), noon).error() == unavailable);
  server.thaw();
  std::atomic<int> refused = 0;
  // Whether the revocation was done is unknown until it is repeated.
  REQUIRE(until_answered(refused, [&] { return store->revoke(family_id(1), noon); }).has_value());
  const auto rotated = until_answered(late, [&] { return store->rotate(rotation(1)); });
  CHECK(rotated.value().result == RotationResult::not_active);
}

TEST_CASE(
    "R06: a server with appendfsync always that crashes under load loses nothing and spends nothing twice") {
  RedisServer server{{"appendonly yes", "appendfsync always"}};
  const std::string url = server.url();
  const auto store = sessions_on(open_redis(patient(url)));
  rotate_through_crashes(*store, [&] {
    server.kill();
    server.start();
  });
}

TEST_CASE("a server with appendfsync always that crashes while sessions are ended keeps every end") {
  RedisServer server{{"appendonly yes", "appendfsync always"}};
  const std::string url = server.url();
  const auto store = sessions_on(open_redis(patient(url)));
  begin_revocable(*store);
  revoke_through_crashes(*store, [&] { server.kill(); }, [&] { server.start(); });
  check_all_revoked(*sessions_on(open_redis(patient(url))));
}

TEST_CASE("a server that crashes while sessions are ended, and forgets every end, is told them all again") {
  RedisServer server;
  const std::string url = server.url();
  const auto store = sessions_on(open_redis(patient(url)));
  begin_revocable(*store);
  server.order({"SAVE"});  // and nothing after it
  revoke_through_crashes(*store, [&] { server.kill(); }, [&] { server.start(); });
  check_all_revoked(*store);
}
