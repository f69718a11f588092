// Sessions on a cluster whose slots are moved from node to node meanwhile.
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
#include "signet/store/redis_deny_store.hpp"
#include "signet/store/redis_session_store.hpp"
#include "support/redis_groups.hpp"

using namespace signet;
using namespace signet::test;

namespace {

std::unique_ptr<RedisSessionStore> sessions_on(const RedisCluster& cluster,
                                               Seconds wait = Seconds::of_microseconds(200'000)) {
  const auto database = RedisDatabase::open({.url = cluster.url(), .connections = 4, .wait = wait});
  REQUIRE(database);
  auto store = RedisSessionStore::open(*database, "realm");
  REQUIRE(store);
  return std::move(*store);
}

std::uint16_t slot_of_realm(const RedisCluster& cluster) { return cluster.slot_of("{realm}"); }

}  // namespace

TEST_CASE(
    "R01: while a slot moves from node to node, of two with the same token exactly one gets a successor") {
  constexpr std::uint32_t tokens = 500;  // of each pair
  constexpr std::uint32_t moves = 10;
  RedisCluster cluster;
  const auto one = sessions_on(cluster);
  const auto other = sessions_on(cluster);
  std::deque<Rivals> pairs(4);
  for (std::uint32_t family = 1; family <= pairs.size(); ++family) begin(*one, new_family(family));
  std::atomic<std::uint32_t> presented = 0;  // by all pairs
  auto moving = std::async(std::launch::async, [&] {
    const std::uint16_t slot = slot_of_realm(cluster);
    for (std::uint32_t move = 0; move < moves; ++move) {
      while (presented < move * tokens / moves) std::this_thread::yield();
      cluster.move(slot, (cluster.owner_of(slot) + 1) % 3);
    }
    return presented < pairs.size() * tokens;
  });
  race(*one, *other, pairs, [&](std::uint32_t generation) {
    ++presented;
    return generation < tokens;
  });
  CHECK(moving.get());  // before the last token was presented
  check_no_double_spend(*one, pairs);
}

TEST_CASE(
    "a slot that is long in moving refuses what it has half of; what is to end is ended when it has moved") {
  RedisCluster cluster;
  const auto store = sessions_on(cluster);
  for (std::uint32_t number = 1; number <= 2; ++number) begin(*store, new_family(number));
  const std::uint16_t slot = slot_of_realm(cluster);
  const std::size_t to = (cluster.owner_of(slot) + 1) % 3;
  const Error unavailable = fail(Errc::store_unavailable);
  cluster.begin_move(slot, to);
  for (const bool keys_have_moved : {false, true}) {
    CAPTURE(keys_have_moved);
    if (keys_have_moved) cluster.move_keys(slot, to);
    CHECK(store->rotate(rotation(1)).error() == unavailable);
    CHECK(store->create(new_family(3)).error() == unavailable);
    CHECK(store->revoke(family_id(2), noon).error() == unavailable);
  }
  cluster.end_move(slot, to);
  CHECK(rotate(*store, rotation(1)) == RotationResult::rotated);
  CHECK_FALSE(is_active(*store, 2));  // not acknowledged, but kept, and asked of the new node
  begin(*store, new_family(3));
}

TEST_CASE("an epoch whose raising broke off in a slot on the move is raised when it is asked for again") {
  RedisCluster cluster;
  const auto store = sessions_on(cluster);
  REQUIRE(store->raise_epoch("ann", Epoch{1}));
  for (std::uint32_t number = 1; number <= 2; ++number) {
    NewFamily family = new_family(number);
    family.epoch = Epoch{1};
    begin(*store, family);
  }
  // All keys that the script names stay, so that it begins; of the families it finds the second is gone
  // ahead.
  const std::uint16_t slot = slot_of_realm(cluster);
  const std::size_t from = cluster.owner_of(slot);
  const std::size_t to = (from + 1) % 3;
  cluster.begin_move(slot, to);
  const std::string port = std::to_string(cluster.nodes[to]->port());
  cluster.nodes[from]->order({"MIGRATE", "127.0.0.1", port,
                              "signet:{realm}:family:" + family_id(2).uuid.text(), "0", "10000", "AUTH",
                              redis_password()});
  CHECK(store->raise_epoch("ann", Epoch{2}).error() == fail(Errc::store_unavailable));
  cluster.move_keys(slot, to);
  cluster.end_move(slot, to);
  REQUIRE(store->raise_epoch("ann", Epoch{2}));
  CHECK_FALSE(is_active(*store, 1));
  CHECK_FALSE(is_active(*store, 2));
}

TEST_CASE("what was revoked is revoked on the node that its slot has moved to, and asked for there again") {
  RedisCluster cluster;
  const auto store = sessions_on(cluster);
  begin(*store, new_family(1));
  begin(*store, new_family(2));
  REQUIRE(*store->revoke(family_id(1), noon) == Revocation::revoked);
  const std::uint16_t slot = slot_of_realm(cluster);
  cluster.move(slot, (cluster.owner_of(slot) + 1) % 3);
  CHECK(rotate(*store, rotation(1)) == RotationResult::not_active);
  CHECK(*store->revoke(family_id(2), noon) == Revocation::revoked);
  CHECK(rotate(*store, rotation(2)) == RotationResult::not_active);
}

TEST_CASE("a realm is on one node: without that node it is refused, and other realms are not") {
  RedisCluster cluster{{"cluster-require-full-coverage no"}};
  const auto store = sessions_on(cluster);
  begin(*store, new_family(1));
  const std::size_t node = cluster.owner_of(slot_of_realm(cluster));
  std::string realm = "another";
  while (cluster.owner_of(cluster.slot_of("{" + realm + "}")) == node) realm += "x";
  const auto database = RedisDatabase::open({.url = cluster.url()});
  REQUIRE(database);
  const auto another = RedisSessionStore::open(*database, realm);
  REQUIRE(another);
  cluster.nodes[node]->kill();
  CHECK(store->rotate(rotation(1)).error() == fail(Errc::store_unavailable));
  CHECK(store->ping().error() == fail(Errc::store_unavailable));
  begin(**another, new_family(1));
  CHECK(rotate(**another, rotation(1)) == RotationResult::rotated);
}

TEST_CASE("R12: denials move with their slot, and who follows them begins anew on the other node") {
  RedisCluster cluster;
  const auto database = RedisDatabase::open({.url = cluster.url(), .connections = 4, .wait = Seconds::of(5)});
  REQUIRE(database);
  const auto opened = RedisDenyStore::open(*database, "realm");
  REQUIRE(opened);
  RedisDenyStore& store = **opened;
  const auto deny = [&](const char* jti) {
    return store.deny({.by = DeniedBy::jti, .value = jti, .issued_before = {}, .until = noon}, noon);
  };
  CHECK(deny("a"));
  const auto first = store.read_on("").value();
  CHECK(first.denials.size() == 1);
  CHECK(store.read_on(first.position).value().denials.empty());
  const std::uint16_t slot = slot_of_realm(cluster);
  cluster.move(slot, (cluster.owner_of(slot) + 1) % 3);
  CHECK(deny("b"));
  for (const char* jti : {"a", "b"}) {
    const auto found = store.look_up({.jti = jti, .sid = "x", .sub = "y", .issued_at = {}});
    CHECK(found.value() == DeniedBy::jti);
  }
  CHECK(store.read_on(first.position).value().denials.size() == 2);
}
