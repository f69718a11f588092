// The way to a primary that real sentinels name, over fail-overs that are meant and that are not.
#include <doctest/doctest.h>

#include <string>

#include "support/redis_client.hpp"
#include "support/redis_groups.hpp"

using namespace signet;
using namespace signet::test;
using namespace signet::detail::redis;

namespace {

const Error unavailable = fail(Errc::store_unavailable);

Deployment watched_by(const std::vector<const RedisServer*>& sentinels) {
  Deployment deployment{.kind = Deployment::Kind::sentinels, .primary = RedisSentinels::name};
  for (const RedisServer* sentinel : sentinels) deployment.endpoints.push_back(endpoint_of(*sentinel));
  return deployment;
}

Deployment watched_by(const RedisSentinels& group) {
  return watched_by({group.sentinels[0].get(), group.sentinels[1].get(), group.sentinels[2].get()});
}

// The port that a server listens on, as it says itself.
std::string answering_port(Servers& servers) {
  const auto reply = send(servers, "", {"CONFIG", "GET", "port"});
  REQUIRE(reply.has_value());
  return reply->elements.at(1).text;
}

// A primary and a replica that changed places after `servers` had a connection; the sentinel still names the
// old primary. By hand, since sentinels close the connections of the server that they make a replica.
struct SwappedByHand {
  SwappedByHand() {
    watch(pair.primary);
    REQUIRE(send(servers, "", {"SET", "a", "1"}).has_value());
    pair.await_replica();
    pair.replica.order({"REPLICAOF", "NO", "ONE"});
    pair.primary.order({"REPLICAOF", "127.0.0.1", std::to_string(pair.replica.port())});
  }
  void watch(const RedisServer& primary) const {
    sentinel.ask({"SENTINEL", "REMOVE", RedisSentinels::name});
    sentinel.order(
        {"SENTINEL", "MONITOR", RedisSentinels::name, "127.0.0.1", std::to_string(primary.port()), "2"});
    sentinel.order({"SENTINEL", "SET", RedisSentinels::name, "auth-pass", redis_password()});
  }

  RedisPair pair;
  RedisServer sentinel{{}, RedisServer::Kind::sentinel};
  Servers servers{servers_options(watched_by({&sentinel}))};
};

}  // namespace

TEST_CASE(
    "the primary is found by any sentinel that knows it: some are down, know another, or mean a replica") {
  RedisSentinels group;
  RedisServer down;
  down.kill();
  const RedisServer stranger{{}, RedisServer::Kind::sentinel};
  const RedisServer mistaken{
      {"sentinel monitor signet 127.0.0.1 " + std::to_string(group.pair.replica.port()) + " 2",
       "sentinel auth-pass signet " + redis_password()},
      RedisServer::Kind::sentinel};
  Servers servers{servers_options(watched_by({&down, &stranger, &mistaken, group.sentinels[2].get()}))};
  CHECK(answering_port(servers) == std::to_string(group.pair.primary.port()));
  Servers without{servers_options(watched_by({&down, &stranger, &mistaken}))};
  CHECK(send(without, "", {"PING"}).error() == unavailable);
}

TEST_CASE("after the primary's death calls are refused until the sentinels have another, then go there") {
  RedisSentinels group;
  Servers servers{servers_options(watched_by(group))};
  REQUIRE(answering_port(servers) == std::to_string(group.pair.primary.port()));
  group.pair.primary.kill();
  CHECK(send(servers, "", {"PING"}).error() == unavailable);
  group.fail_over();
  CHECK(answering_port(servers) == std::to_string(group.pair.replica.port()));
}

TEST_CASE(
    "a server that has become a replica refuses, and the call goes to the new primary, once it is named") {
  SwappedByHand test;
  CHECK(send(test.servers, "", {"SET", "a", "2"}).error() == unavailable);  // the one named is no primary
  CHECK(test.pair.replica.ask({"GET", "a"}) == std::vector<std::string>{"1"});
  test.watch(test.pair.replica);
  CHECK(answering_port(test.servers) == std::to_string(test.pair.replica.port()));
}

TEST_CASE(
    "READONLY has the sentinels asked again and the call repeated, on the connection that it then has") {
  SwappedByHand test;
  test.watch(test.pair.replica);
  int runs = 0;
  const auto reply = send(test.servers, "", {"INCR", "a"}, runs);
  REQUIRE(reply.has_value());
  CHECK(reply->integer == 2);
  CHECK(runs == 2);
}
