// The way to a cluster of three real nodes: who has a key, also while keys are on the move.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <future>
#include <random>
#include <string>

#include "seed.hpp"
#include "store/redis/script.hpp"
#include "store/redis/slot.hpp"
#include "support/redis_client.hpp"
#include "support/redis_groups.hpp"

using namespace signet;
using namespace signet::test;
using namespace signet::detail::redis;

namespace {

const Error unavailable = fail(Errc::store_unavailable);
constexpr Seconds soon = Seconds::of_microseconds(100'000);

struct ClusterAndServers {
  explicit ClusterAndServers(Seconds wait = Seconds::of(60))
      : servers(servers_options(
            {.kind = Deployment::Kind::cluster, .endpoints = {endpoint_of(*cluster.nodes[0])}}, wait)) {}

  /// The node that does not have the slot, of which there are two.
  std::size_t other_than_owner(std::uint16_t slot) const { return (cluster.owner_of(slot) + 1) % 3; }

  RedisCluster cluster;
  Servers servers;
};

std::string text_of(const Result<Reply>& reply) {
  REQUIRE(reply.has_value());
  return reply->kind == ReplyKind::nil ? "(nil)" : reply->text;
}

}  // namespace

TEST_CASE("the slot of a key is the one that Redis says, of any bytes") {
  const RedisServer server{{"cluster-enabled yes"}};
  std::mt19937_64 random{testing::seed()};
  for (int round = 0; round < 1000; ++round) {
    std::string key(random() % 40, '\0');
    // Half of the bytes make tags likely.
    for (char& c : key) c = random() % 2 == 0 ? static_cast<char>(random()) : "{}a"[random() % 3];
    CAPTURE(round);
    REQUIRE(server.ask({"CLUSTER", "KEYSLOT", key}) == std::vector{std::to_string(slot_of(key))});
  }
}

TEST_CASE("every key is asked for at its own node at once, whatever node was named") {
  ClusterAndServers test;
  for (int number = 0; number < 30; ++number) {
    const std::string key = "key" + std::to_string(number);
    CAPTURE(key);
    int runs = 0;
    CHECK(text_of(send(test.servers, key, {"SET", key, "value"}, runs)) == "OK");
    CHECK(runs == 1);
    const RedisServer& owner = *test.cluster.nodes[test.cluster.owner_of(test.cluster.slot_of(key))];
    CHECK(owner.ask({"GET", key}) == std::vector<std::string>{"value"});
  }
}

TEST_CASE("MOVED is followed once, and from then on the key is asked for where it went") {
  ClusterAndServers test;
  CHECK(text_of(send(test.servers, "a", {"SET", "a", "1"})) == "OK");
  const std::uint16_t slot = test.cluster.slot_of("a");
  test.cluster.move(slot, test.other_than_owner(slot));
  int runs = 0;
  CHECK(text_of(send(test.servers, "a", {"GET", "a"}, runs)) == "1");
  CHECK(runs == 2);
  CHECK(text_of(send(test.servers, "a", {"INCR", "a"}, runs)).empty());
  CHECK(runs == 3);
}

TEST_CASE(
    "ASK is followed for this one call: a key that is still there is found there, one that went, where") {
  ClusterAndServers test;
  CHECK(text_of(send(test.servers, "{a}1", {"SET", "{a}1", "1"})) == "OK");
  const std::uint16_t slot = test.cluster.slot_of("{a}1");
  const std::size_t to = test.other_than_owner(slot);
  test.cluster.begin_move(slot, to);
  int runs = 0;
  CHECK(text_of(send(test.servers, "{a}1", {"GET", "{a}1"}, runs)) == "1");
  CHECK(runs == 1);
  CHECK(text_of(send(test.servers, "{a}2", {"SET", "{a}2", "2"}, runs)) == "OK");
  CHECK(runs == 3);
  CHECK(text_of(send(test.servers, "{a}2", {"GET", "{a}2"}, runs)) == "2");
  CHECK(runs == 5);
  test.cluster.move_keys(slot, to);
  CHECK(text_of(send(test.servers, "{a}1", {"GET", "{a}1"}, runs)) == "1");
  CHECK(runs == 7);
  test.cluster.end_move(slot, to);
  for (const char* key : {"{a}1", "{a}2"}) CHECK(text_of(send(test.servers, key, {"GET", key})) != "(nil)");
}

TEST_CASE("a script that the node a slot moves to has never seen is sent there, and runs once") {
  ClusterAndServers test;
  static const Script script{"return redis.call('INCR', KEYS[1])"};
  const auto run = [&](const std::string& key) {
    const auto reply = test.servers.use(key, [&](Client& client) {
      return script.call(client.connection, std::array{std::string_view{key}}, {});
    });
    REQUIRE(reply.has_value());
    return reply->integer;
  };
  CHECK(run("a") == 1);
  const std::uint16_t slot = test.cluster.slot_of("a");
  const std::size_t to = test.other_than_owner(slot);
  test.cluster.begin_move(slot, to);
  CHECK(run("a") == 2);
  test.cluster.move_keys(slot, to);
  CHECK(run("a") == 3);
  test.cluster.end_move(slot, to);
  CHECK(run("a") == 4);
}

TEST_CASE("keys half of which have moved are waited for, so long and no longer") {
  ClusterAndServers test{soon};
  Servers patient{servers_options(
      {.kind = Deployment::Kind::cluster, .endpoints = {endpoint_of(*test.cluster.nodes[0])}})};
  REQUIRE(text_of(send(test.servers, "{a}1", {"MSET", "{a}1", "1", "{a}2", "2"})) == "OK");
  const std::uint16_t slot = test.cluster.slot_of("{a}1");
  const std::size_t from = test.cluster.owner_of(slot);
  const std::size_t to = test.other_than_owner(slot);
  test.cluster.begin_move(slot, to);
  const std::string port = std::to_string(test.cluster.nodes[to]->port());
  test.cluster.nodes[from]->order(
      {"MIGRATE", "127.0.0.1", port, "{a}1", "0", "10000", "AUTH", redis_password()});
  const std::vector<std::string> both{"MGET", "{a}1", "{a}2"};
  CHECK(send(test.servers, "{a}1", both).error() == unavailable);
  auto waiting = std::async(std::launch::async, [&] { return send(patient, "{a}1", both); });
  test.cluster.move_keys(slot, to);
  test.cluster.end_move(slot, to);
  const auto reply = waiting.get();
  REQUIRE(reply.has_value());
  REQUIRE(reply->elements.size() == 2);
  CHECK(reply->elements[0].text == "1");
  CHECK(reply->elements[1].text == "2");
}

TEST_CASE("a cluster that does not have all its slots is waited for, so long and no longer") {
  ClusterAndServers test{soon};
  Servers patient{servers_options(
      {.kind = Deployment::Kind::cluster, .endpoints = {endpoint_of(*test.cluster.nodes[0])}})};
  REQUIRE(text_of(send(test.servers, "a", {"SET", "a", "1"})) == "OK");
  REQUIRE(text_of(send(patient, "a", {"GET", "a"})) == "1");
  const RedisServer& owner = *test.cluster.nodes[test.cluster.owner_of(test.cluster.slot_of("a"))];
  const std::string lost = std::to_string(test.cluster.slot_of("b"));
  const RedisServer& loser = *test.cluster.nodes[test.cluster.owner_of(test.cluster.slot_of("b"))];
  for (const auto& node : test.cluster.nodes) node->order({"CLUSTER", "DELSLOTS", lost});
  CHECK(send(test.servers, "a", {"GET", "a"}).error() == unavailable);
  CHECK(owner.ask({"GET", "a"}).at(0).starts_with("-CLUSTERDOWN"));
  auto waiting = std::async(std::launch::async, [&] { return send(patient, "a", {"GET", "a"}); });
  loser.order({"CLUSTER", "ADDSLOTS", lost});
  CHECK(text_of(waiting.get()) == "1");
}

TEST_CASE("nodes that send one another's callers back are not followed more than five times") {
  ClusterAndServers test;
  const std::uint16_t slot = test.cluster.slot_of("a");
  const std::size_t owner = test.cluster.owner_of(slot);
  const std::size_t other = test.other_than_owner(slot);
  REQUIRE(text_of(send(test.servers, "a", {"GET", "a"})) == "(nil)");
  test.cluster.nodes[owner]->order(
      {"CLUSTER", "SETSLOT", std::to_string(slot), "NODE", test.cluster.id_of(other)});
  int runs = 0;
  CHECK(send(test.servers, "a", {"GET", "a"}, runs).error() == unavailable);
  CHECK(runs == 6);
}

TEST_CASE("a node that is down is missed for its own keys alone, until it is up again") {
  RedisCluster cluster{{"cluster-require-full-coverage no"}};
  Servers servers{
      servers_options({.kind = Deployment::Kind::cluster,
                       .endpoints = {endpoint_of(*cluster.nodes[0]), endpoint_of(*cluster.nodes[1])}},
                      soon)};
  std::array<std::string, 3> keys;  // one of each node
  for (int number = 0; !std::ranges::all_of(keys, [](const auto& key) { return !key.empty(); }); ++number) {
    const std::string key = "key" + std::to_string(number);
    keys.at(cluster.owner_of(cluster.slot_of(key))) = key;
  }
  for (const std::string& key : keys) REQUIRE(text_of(send(servers, key, {"GET", key})) == "(nil)");
  cluster.nodes[0]->kill();
  CHECK(send(servers, keys[0], {"GET", keys[0]}).error() == unavailable);
  CHECK(text_of(send(servers, keys[1], {"GET", keys[1]})) == "(nil)");
  CHECK(text_of(send(servers, keys[2], {"GET", keys[2]})) == "(nil)");
  cluster.nodes[0]->start();
  await("the node's keys", [&] { return send(servers, keys[0], {"GET", keys[0]}).has_value(); });
}

TEST_CASE("a cluster of which no node answers, or none that lets us in, is unavailable") {
  RedisServer down;
  down.kill();
  Servers nobody{
      servers_options({.kind = Deployment::Kind::cluster, .endpoints = {endpoint_of(down)}}, soon)};
  CHECK(send(nobody, "a", {"GET", "a"}).error() == unavailable);
  const RedisServer node{{"cluster-enabled yes"}};
  const Deployment alone{.kind = Deployment::Kind::cluster, .endpoints = {endpoint_of(node)}};
  Servers without_slots{servers_options(alone, soon)};
  CHECK(send(without_slots, "a", {"GET", "a"}).error() == unavailable);
  auto wrong = servers_options(alone, soon);
  wrong.session = session_with("another");
  Servers stranger{std::move(wrong)};
  CHECK(send(stranger, "a", {"GET", "a"}).error() == unavailable);
}
