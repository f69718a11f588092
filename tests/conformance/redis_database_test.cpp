// What a RedisDatabase asks of its server, and what the stores on it ask and keep there.
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "conformance/some_families.hpp"
#include "signet/store/redis_deny_store.hpp"
#include "support/redis_groups.hpp"
#include "support/redis_stores.hpp"

using namespace signet;
using namespace signet::test;

namespace {

// The user that RedisDatabase's comment names, and no more.
std::string user_line(const std::string& besides = "") {
  return "user signet on >word ~signet:* +@read +@write +eval +evalsha +info +select +wait " + besides;
}
std::string url_of_user(const RedisServer& server) { return "redis://signet:word@" + server.endpoint(); }

// How often each command was called, by clients and from scripts.
std::map<std::string, int> calls(const RedisServer& server) {
  std::map<std::string, int> counts;
  for (const char* name : {"evalsha", "eval", "script", "get", "mget", "set", "setrange", "zadd", "wait"}) {
    const std::string line = server.line_of({"INFO", "commandstats"}, std::string{"cmdstat_"} + name);
    counts[name] = line.empty() ? 0 : std::stoi(line.substr(line.find('=') + 1));
  }
  return counts;
}

}  // namespace

TEST_CASE("a Redis that may evict sessions is refused, unless its policy is named") {
  const RedisServer server{{"maxmemory-policy allkeys-lru"}};
  const std::string url = server.url();
  RedisOptions options = patient(url);
  CHECK(RedisDatabase::open(options).error() == fail(Errc::store_unsupported, "maxmemory_policy"));
  options.eviction_policy = "volatile-ttl";
  CHECK(RedisDatabase::open(options).error() == fail(Errc::store_unsupported, "maxmemory_policy"));
  options.eviction_policy = "allkeys-lru";
  CHECK(RedisDatabase::open(options));
}

TEST_CASE("what survives a crash is told as the server has it") {
  struct Row {
    std::vector<std::string> lines;
    RedisPersistence persistence;
  };
  const Row rows[] = {{{}, RedisPersistence::none},
                      {{"appendonly yes"}, RedisPersistence::every_second},
                      {{"appendonly yes", "appendfsync always"}, RedisPersistence::always},
                      {{"appendonly yes", "appendfsync no"}, RedisPersistence::by_system}};
  for (const Row& row : rows) {
    const RedisServer server{row.lines};
    CHECK(open_redis(patient(server.url()))->persistence() == row.persistence);
  }
  const RedisServer server{{"appendonly yes", user_line()}};
  CHECK(open_redis(patient(url_of_user(server)))->persistence() == RedisPersistence::unknown);
}

TEST_CASE("the user needs what the documentation says, and no more") {
  const RedisServer server{{user_line(), "user blind on >word ~signet:* +@all -info"}};
  const auto store = sessions_on(open_redis(patient(url_of_user(server))));
  NewFamily family = new_family(1);
  family.epoch = Epoch{1};
  family.most = 1;
  begin(*store, family);
  family.id = family_id(2);
  begin(*store, family);
  CHECK(rotate(*store, rotation(2)) == RotationResult::rotated);
  CHECK(rotate(*store, rotation(2, 5)) == RotationResult::ahead);
  CHECK(*store->use(family_id(2), 1, noon, lifetime.idle) == FamilyUse::not_active);
  CHECK(*store->revoke(family_id(2), noon) == Revocation::was_not_active);
  CHECK(*store->revoke_subject("ann", noon) == 0);
  CHECK(store->raise_epoch("ann", Epoch{2}));
  CHECK(store->revoke_before(noon));
  CHECK(store->list("ann", noon).value().size() == 2);
  CHECK(store->ping());
  const auto denials = RedisDenyStore::open(open_redis(patient(url_of_user(server))), "realm").value();
  // The second drops the first, which has ended.
  for (const NumericDate now : {noon, noon + Seconds::of(10'000)}) {
    CHECK(denials->deny({.by = DeniedBy::sid, .value = "a", .issued_before = {}, .until = now}, now));
  }
  CHECK(denials->look_up({.jti = "a", .sid = "b", .sub = "c", .issued_at = noon}).value() == std::nullopt);
  CHECK(denials->read_on("").value().denials.size() == 1);
  CHECK(RedisDatabase::open(patient("redis://blind:word@" + server.endpoint())).error() ==
        fail(Errc::store_unsupported, "info"));
}

TEST_CASE("a replica, a wrong password and a database that is not there are unavailable") {
  const RedisPair pair;
  CHECK(RedisDatabase::open(patient(pair.replica.url())).error() == fail(Errc::store_unavailable));
  CHECK(RedisDatabase::open(patient("redis://:wrong@" + pair.primary.endpoint())).error() ==
        fail(Errc::store_unavailable));
  CHECK(RedisDatabase::open(patient("redis://" + pair.primary.endpoint())).error() ==
        fail(Errc::store_unavailable));
  CHECK(RedisDatabase::open(patient(pair.primary.url() + "/16")).error() == fail(Errc::store_unavailable));
}

TEST_CASE("options out of range are named") {
  const auto error_of = [](auto change) {
    RedisOptions options = patient("redis://127.0.0.1:1");
    options.replicas_to_confirm = 1;
    change(options);
    return RedisDatabase::open(options).error();
  };
  const auto invalid = [](const char* name) { return fail(Errc::option_invalid, name); };
  CHECK(error_of([](RedisOptions& o) { o.connections = 0; }) == invalid("connections"));
  CHECK(error_of([](RedisOptions& o) { o.connections = 1001; }) == invalid("connections"));
  CHECK(error_of([](RedisOptions& o) { o.wait = Seconds{}; }) == invalid("wait"));
  CHECK(error_of([](RedisOptions& o) { o.wait = Seconds::of_microseconds(60'000'001); }) == invalid("wait"));
  CHECK(error_of([](RedisOptions& o) { o.connect_timeout = Seconds{}; }) == invalid("connect_timeout"));
  CHECK(error_of([](RedisOptions& o) { o.command_timeout = Seconds{}; }) == invalid("command_timeout"));
  CHECK(error_of([](RedisOptions& o) { o.replicas_to_confirm = 17; }) == invalid("replicas_to_confirm"));
  CHECK(error_of([](RedisOptions& o) { o.confirm_timeout = Seconds{}; }) == invalid("confirm_timeout"));
  CHECK(error_of([](RedisOptions& o) { o.confirm_timeout = o.command_timeout; }) ==
        invalid("confirm_timeout"));
  CHECK(error_of([](RedisOptions& o) { o.url = "redis://"; }) == invalid("url.host"));
  CHECK(error_of([](RedisOptions& o) { o.url = "rediss://h"; }) == fail(Errc::store_unsupported, "tls"));
  CHECK(error_of([](RedisOptions&) {}) == fail(Errc::store_unavailable));
}

TEST_CASE("a realm is what can be part of a key, in a hash tag") {
  const RedisServer server;
  const auto database = open_redis(patient(server.url()));
  for (const char* realm : {"", "a{b", "a}b", "\xff"}) {
    CHECK(RedisSessionStore::open(database, realm).error() == fail(Errc::option_invalid, "realm"));
  }
  CHECK(RedisSessionStore::open(database, std::string{"a\0b", 3}).error() ==
        fail(Errc::option_invalid, "realm"));
  CHECK(RedisSessionStore::open(database, "a:b"));
}

TEST_CASE("a rotation is one command, which reads once and writes once") {
  const RedisServer server;
  const auto store = sessions_on(open_redis(patient(server.url())));
  begin(*store, new_family(1));
  REQUIRE(rotate(*store, rotation(1)) == RotationResult::rotated);  // the server has the scripts now
  REQUIRE(store->find(family_id(1), noon));
  std::map<std::string, int> expected = calls(server);
  for (std::uint32_t generation = 1; generation <= 20; ++generation) {
    REQUIRE(rotate(*store, rotation(1, generation)) == RotationResult::rotated);
  }
  for (const char* name : {"evalsha", "mget", "setrange"}) expected[name] += 20;
  CHECK(calls(server) == expected);
  REQUIRE(store->find(family_id(1), noon));
  for (const char* name : {"evalsha", "mget"}) ++expected[name];
  CHECK(calls(server) == expected);
}

TEST_CASE("a server that has lost the scripts is sent them again") {
  const RedisServer server;
  const auto store = sessions_on(open_redis(patient(server.url())));
  begin(*store, new_family(1));
  for (std::uint32_t generation = 0; generation < 3; ++generation) {
    server.order({"SCRIPT", "FLUSH"});
    CHECK(rotate(*store, rotation(1, generation)) == RotationResult::rotated);
  }
  CHECK(stored(*store, 1).family.generation == 3);
}

TEST_CASE("a create that raises the epoch but cannot end what is of lower ones leaves the epoch as it was") {
  const RedisServer server;
  const auto store = sessions_on(open_redis(patient(server.url())));
  begin(*store, new_family(1));
  const std::string spoilt = "signet:{realm}:family:" + family_id(1).uuid.text();
  CHECK(server.ask({"DEL", spoilt}).at(0) == "1");
  CHECK(server.ask({"LPUSH", spoilt, "x"}).at(0) == "1");
  NewFamily family = new_family(2);
  family.epoch = Epoch{1};
  CHECK(store->create(family).error() == fail(Errc::store_schema_mismatch));
  CHECK(server.ask({"EXISTS", "signet:{realm}:epoch:ann"}).at(0) == "0");
}

TEST_CASE("every key of a realm has its hash tag, and families are dropped a day after their absolute end") {
  const RedisServer server;
  const auto store = sessions_on(open_redis(patient(server.url())));
  NewFamily family = new_family(1);
  family.epoch = Epoch{1};
  begin(*store, family);
  REQUIRE(rotate(*store, rotation(1)) == RotationResult::rotated);
  REQUIRE(store->revoke_before(noon));
  REQUIRE(*store->revoke(family_id(1), noon) == Revocation::revoked);
  const auto keys = server.ask({"KEYS", "*"});
  CHECK(keys.size() == 6);
  for (const std::string& key : keys) CHECK(key.starts_with("signet:{realm}:"));
  constexpr int to_live = (1000 + 86'400) * 1000;
  for (const std::string& key : {"family:" + family.id.uuid.text(), std::string{"subject:ann"}}) {
    const int left = std::stoi(server.ask({"PTTL", "signet:{realm}:" + key}).at(0));
    CHECK(left <= to_live);
    CHECK(left > to_live - 600'000);
  }
}
