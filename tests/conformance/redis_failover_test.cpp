// Sessions over a real fail-over: what is kept, and what may be lost (the table in the stores' README).
#include <doctest/doctest.h>

#include <atomic>
#include <deque>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "conformance/redis_rotation_race.hpp"
#include "conformance/some_families.hpp"
#include "signet/store/redis_session_store.hpp"
#include "support/redis_groups.hpp"

using namespace signet;
using namespace signet::test;

namespace {

std::unique_ptr<RedisSessionStore> opened(const RedisOptions& options) {
  const auto database = RedisDatabase::open(options);
  REQUIRE(database);
  auto store = RedisSessionStore::open(*database, "realm");
  REQUIRE(store);
  return std::move(*store);
}

std::unique_ptr<RedisSessionStore> sessions_on(const RedisSentinels& group, std::uint32_t replicas = 0) {
  return opened({.url = group.url(),
                 .connections = 4,
                 .replicas_to_confirm = replicas,
                 .confirm_timeout = Seconds::of_microseconds(200'000)});
}

/// One that waits for a replica as long as it takes, where sessions_on() would give a slow one up.
std::unique_ptr<RedisSessionStore> patient_sessions_on(const RedisSentinels& group) {
  return opened({.url = group.url(),
                 .connections = 4,
                 .command_timeout = Seconds::of(60),
                 .replicas_to_confirm = 1,
                 .confirm_timeout = Seconds::of(59)});
}

}  // namespace

TEST_CASE(
    "over a fail-over to a replica that has all, of two with the same token exactly one gets a successor") {
  constexpr std::uint32_t before = 200;
  constexpr std::uint32_t after = 400;
  RedisSentinels group;
  const auto one = sessions_on(group);
  const auto other = sessions_on(group);
  std::deque<Rivals> pairs(4);
  for (std::uint32_t family = 1; family <= pairs.size(); ++family) begin(*one, new_family(family));
  race(*one, *other, pairs, [](std::uint32_t generation) { return generation < before; });
  group.pair.await_replica();
  group.kill_primary();
  // They ask all the time that it takes the sentinels.
  race(*one, *other, pairs, [](std::uint32_t generation) { return generation < after; });
  check_no_double_spend(*one, pairs);
  CHECK(pairs[0].refused > 0);
}

TEST_CASE(
    "a primary killed under load: each rotation either stands, or its session ends as one that went back") {
  constexpr std::uint32_t families = 8;
  RedisSentinels group;
  const auto store = sessions_on(group);
  for (std::uint32_t family = 1; family <= families; ++family) begin(*store, new_family(family));
  std::atomic<std::uint32_t> rotated = 0;
  std::atomic<std::uint32_t> went_back = 0;
  std::atomic<std::uint32_t> refused = 0;
  std::atomic<bool> failed_over = false;
  auto killing = std::async(std::launch::async, [&] {
    while (rotated < 1000) std::this_thread::yield();
    group.fail_over();
    failed_over = true;
  });
  const auto ends = at_once(families, [&](std::size_t thread) -> Result<void> {
    for (std::uint32_t generation = 0; generation < 500 || !failed_over; ++generation) {
      const auto request = rotation(static_cast<std::uint32_t>(thread) + 1, generation);
      const auto outcome = until_answered(refused, [&] { return store->rotate(request); });
      if (!outcome.has_value()) return outcome.error();
      if (outcome->result == RotationResult::ahead) return ++went_back, Result<void>{};
      if (outcome->result != RotationResult::rotated) return fail(Errc::session_ended);
      if (outcome->generation != generation + 1) return fail(Errc::internal_error);
      ++rotated;
    }
    return {};
  });
  killing.get();
  for (const auto& end : ends) CHECK(end.has_value());
  CHECK(refused > 0);
  MESSAGE(rotated.load() << " rotations, " << refused.load() << " calls refused, " << went_back.load()
                         << " of " << families << " families ended since their last rotation was lost");
}

TEST_CASE(
    "what a replica that was held back has not is lost by a fail-over: a revocation too, when none "
    "confirms") {
  RedisSentinels group;
  auto store = sessions_on(group);
  begin(*store, new_family(1));
  begin(*store, new_family(2));
  group.pair.await_replica();
  group.pair.hold_back_replica();
  CHECK(*store->revoke(family_id(1), noon) == Revocation::revoked);  // acknowledged
  REQUIRE(rotate(*store, rotation(2)) == RotationResult::rotated);
  store.reset();  // or else it would be repeated; see the next test
  group.fail_over();
  const auto survivor = sessions_on(group);
  CHECK(is_active(*survivor, 1));
  CHECK(rotate(*survivor, rotation(1)) == RotationResult::rotated);  // the loss
  CHECK(rotate(*survivor, rotation(2, 1)) == RotationResult::ahead);
}

TEST_CASE("an instance that outlives the fail-over repeats its revocations before it does anything else") {
  RedisSentinels group;
  const auto store = sessions_on(group);
  const auto another = sessions_on(group);
  begin(*store, new_family(1));
  group.pair.await_replica();
  group.pair.hold_back_replica();
  CHECK(*store->revoke(family_id(1), noon) == Revocation::revoked);
  group.fail_over();
  CHECK(is_active(*another, 1));  // until the one that revoked it comes
  CHECK(rotate(*store, rotation(1)) == RotationResult::not_active);
  CHECK_FALSE(is_active(*another, 1));
}

TEST_CASE(
    "with a replica that is to confirm, what it has not is not acknowledged, so nothing acknowledged is "
    "lost") {
  RedisSentinels group;
  auto store = sessions_on(group, 1);
  begin(*store, new_family(1));
  begin(*store, new_family(2));
  CHECK(*patient_sessions_on(group)->revoke(family_id(2), noon) == Revocation::revoked);  // confirmed
  group.pair.hold_back_replica();
  CHECK(store->revoke(family_id(1), noon).error() == fail(Errc::revoke_unconfirmed));
  CHECK(store->revoke(family_id(1), noon).error() == fail(Errc::revoke_unconfirmed));
  CHECK(fail(Errc::revoke_unconfirmed).http_status() == 503);
  store.reset();
  group.fail_over();
  const auto survivor = sessions_on(group);
  CHECK(is_active(*survivor, 1));
  CHECK_FALSE(is_active(*survivor, 2));
  CHECK(*survivor->revoke(family_id(1), noon) == Revocation::revoked);  // repeated, as the error says
}
