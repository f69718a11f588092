// Denials in a real Redis: what they cost there, how long they are kept, and what a server takes with it.
#include <doctest/doctest.h>

#include <atomic>
#include <string>

#include "conformance/some_denials.hpp"
#include "signet/grant/denials.hpp"
#include "signet/store/redis_deny_store.hpp"
#include "support/redis_groups.hpp"
#include "support/redis_stores.hpp"

using namespace signet;
using namespace signet::test;

namespace {

const Error unavailable = fail(Errc::store_unavailable);

std::unique_ptr<RedisDenyStore> denials_on(std::shared_ptr<RedisDatabase> database) {
  auto store = RedisDenyStore::open(std::move(database), "realm");
  REQUIRE(store);
  return std::move(*store);
}
std::unique_ptr<RedisDenyStore> denials_at(const std::string& url) {
  return denials_on(open_redis(patient(url)));
}

std::int64_t number_in(const RedisServer& server, const std::vector<std::string>& command) {
  return std::stoll(server.ask(command).at(0));
}

int called(const RedisServer& server, const char* name) {
  const std::string line = server.line_of({"INFO", "commandstats"}, std::string{"cmdstat_"} + name);
  return line.empty() ? 0 : std::stoi(line.substr(line.find('=') + 1));
}

}  // namespace

TEST_CASE(
    "R12: Redis keeps a denial an hour and ten minutes longer than its until, the later one where there are "
    "two") {
  const RedisServer server;
  const auto store = denials_at(server.url());
  const auto to_live = [&] { return number_in(server, {"PTTL", "signet:{realm}:denied:sub:ann"}); };
  const auto is_of = [](std::int64_t milliseconds, std::int64_t seconds) {
    return milliseconds <= seconds * 1000 && milliseconds > (seconds - 300) * 1000;  // what has passed since
  };
  REQUIRE(store->deny(by_subject(noon), noon));
  CHECK(is_of(to_live(), 900 + 4200));
  REQUIRE(store->deny(by_subject(noon, noon), noon));
  CHECK(is_of(to_live(), 900 + 4200));
  REQUIRE(store->deny(by_subject(noon, quarter_past + Seconds::of(1'000)), noon));
  CHECK(is_of(to_live(), 1'900 + 4200));
  // One that has ended, for a clock that is behind; and one that never ends: a hundred years.
  REQUIRE(store->deny(of(DeniedBy::jti, "a", noon - Seconds::of(100'000)), noon));
  CHECK(is_of(number_in(server, {"PTTL", "signet:{realm}:denied:jti:a"}), 4200));
  REQUIRE(store->deny(of(DeniedBy::jti, "b", NumericDate::from_microseconds(INT64_MAX)), noon));
  CHECK(number_in(server, {"PTTL", "signet:{realm}:denied:jti:b"}) > std::int64_t{36'524} * 86'400'000);
}

TEST_CASE("R12: of denials that have ended, sixteen go with each that is added") {
  const RedisServer server;
  const auto store = denials_at(server.url());
  for (int i = 0; i < 17; ++i) REQUIRE(store->deny(by_jti(std::to_string(i)), noon));
  const NumericDate long_after = noon + Seconds::of(100'000);
  for (const char* value : {"a", "b"}) {
    REQUIRE(store->deny(of(DeniedBy::jti, value, long_after), long_after));
    for (const char* set : {"signet:{realm}:denials", "signet:{realm}:denials:ends"}) {
      CHECK(number_in(server, {"ZCARD", set}) == 2);  // one old and a, then a and b
    }
  }
}

TEST_CASE("a question, a denial and a page are one command each") {
  const RedisServer server;
  const auto store = denials_at(server.url());
  REQUIRE(store->deny(by_jti("a"), noon));
  CHECK(is_denied(*store, "a"));
  read_all(*store);  // the server has the scripts now
  const int scripts = called(server, "evalsha"), reads = called(server, "mget");
  CHECK(denied(*store, {.jti = "b", .sid = "b", .sub = "b", .issued_at = noon}) == "");
  REQUIRE(store->deny(by_jti("b"), noon));
  read_all(*store);
  CHECK(called(server, "mget") == reads + 1);
  CHECK(called(server, "evalsha") == scripts + 3);
}

TEST_CASE("R12: a denial takes less than 700 bytes of the server's memory") {
  constexpr int many = 2'000;
  const RedisServer server;
  const auto store = denials_at(server.url());
  REQUIRE(store->deny(by_jti("first"), noon));
  const auto used = [&] { return std::stoll(server.line_of({"INFO", "memory"}, "used_memory")); };
  const auto before = used();
  for (std::uint32_t i = 0; i < many; ++i) {
    REQUIRE(store->deny(by_jti(uuid(i).text()), noon));
  }
  const auto each = (used() - before) / many;
  MESSAGE(each << " bytes for a denial");
  CHECK(each < 700);
}

TEST_CASE("R12: a Redis that was emptied, or whose numbers went back, is read anew") {
  const RedisServer server;
  const auto store = denials_at(server.url());
  std::string position;
  REQUIRE(store->deny(by_jti("a"), noon));
  CHECK(read_all(*store, position).size() == 1);
  // Filled as far as before and further: numbers alone would hide what is new.
  server.order({"FLUSHALL"});
  for (const char* value : {"b", "c"}) REQUIRE(store->deny(by_jti(value), noon + tick));
  CHECK(read_all(*store, position).size() == 2);
  CHECK(server.ask({"HSET", "signet:{realm}:denials:head", "number", "1"}).at(0) == "0");
  CHECK(read_all(*store, position).size() == 2);
}

TEST_CASE("R12: what was denied is so after a crash, where appendfsync is always") {
  RedisServer server{{"appendonly yes", "appendfsync always"}};
  const std::string url = server.url();
  REQUIRE(denials_at(url)->deny(by_jti("a"), noon));
  server.kill();
  server.start();
  const auto store = denials_at(url);
  CHECK(is_denied(*store, "a"));
  CHECK(read_all(*store).size() == 1);
}

TEST_CASE(
    "R12: a server that restarts without what was denied is told again, and who follows it reads all again") {
  RedisServer server;
  const std::string url = server.url();
  const auto store = denials_at(url);
  const auto follower = denials_at(url);
  REQUIRE(store->deny(by_jti("kept"), noon));
  server.order({"SAVE"});
  REQUIRE(store->deny(by_jti("lost"), noon));
  REQUIRE(store->deny(by_subject(noon), noon));
  REQUIRE(store->deny(by_subject(quarter_past), noon));
  std::string position;
  CHECK(read_all(*follower, position).size() == 4);
  server.kill();
  server.start();
  REQUIRE(denials_at(url)->deny(by_jti("new"), noon));
  CHECK_FALSE(is_denied(*follower, "lost"));  // until the one that denied it comes
  CHECK(is_denied(*store, "lost"));
  CHECK(is_denied(*follower, "lost"));
  CHECK(is_denied_at(*follower, quarter_past - tick));
  CHECK(read_all(*follower, position).size() == 5);
}

TEST_CASE(
    "R12: a denial that the replica has not is lost by a promotion, and not acknowledged where it is to "
    "confirm") {
  RedisPair pair;
  RedisOptions options = patient(pair.primary.url());
  const std::string url = pair.primary.url();
  options.url = url;
  const auto hasty = denials_on(open_redis(options));
  options.replicas_to_confirm = 1;
  options.confirm_timeout = Seconds::of(59);
  const auto sure = denials_on(open_redis(options));
  options.confirm_timeout = Seconds::of_microseconds(10'000);
  const auto unsure = denials_on(open_redis(options));
  CHECK(sure->deny(by_jti("confirmed"), noon));
  pair.hold_back_replica();
  CHECK(hasty->deny(by_jti("lost"), noon));
  for (int i = 0; i < 2; ++i) {  // the second time nothing is new, and still none confirms it
    CHECK(unsure->deny(by_jti("unconfirmed"), noon).error() == fail(Errc::revoke_unconfirmed));
  }
  CHECK(is_denied(*hasty, "unconfirmed"));
  pair.primary.kill();
  pair.replica.order({"REPLICAOF", "NO", "ONE"});
  const auto survivor = denials_at(pair.replica.url());
  CHECK(is_denied(*survivor, "confirmed"));
  CHECK_FALSE(is_denied(*survivor, "lost"));
  CHECK_FALSE(is_denied(*survivor, "unconfirmed"));
}

TEST_CASE("R12: a server whose memory is full takes no more denials, and forgets none") {
  const RedisServer server;
  const auto store = denials_at(server.url());
  REQUIRE(store->deny(by_jti("a"), noon));
  server.order({"CONFIG", "SET", "maxmemory", "1"});
  CHECK(store->deny(by_jti("b"), noon).error() == unavailable);
  CHECK(is_denied(*store, "a"));
  CHECK_FALSE(is_denied(*store, "b"));
  server.order({"CONFIG", "SET", "maxmemory", "0"});
  CHECK(store->deny(by_jti("b"), noon));
  CHECK(is_denied(*store, "b"));
}

TEST_CASE("R12: a server that stops answering is no answer, neither to a question nor to who follows it") {
  const RedisServer server;
  const std::string url = server.url();
  RedisOptions options = patient(url);
  options.connect_timeout = Seconds::of_microseconds(100'000);
  options.command_timeout = Seconds::of_microseconds(100'000);
  std::atomic<int> refused = 0;
  const auto database = until_answered(refused, [&] { return RedisDatabase::open(options); });
  REQUIRE(database);
  const auto store = denials_on(*database);
  auto followed = FollowedDenials::build(*store, system_random(), {.max_staleness = Seconds::of(600)});
  REQUIRE(followed);
  REQUIRE(until_answered(refused, [&] { return store->deny(by_jti("a"), noon); }).has_value());
  REQUIRE(until_answered(refused, [&] { return followed->catch_up(noon); }).has_value());
  server.freeze();
  CHECK(store->deny(by_jti("b"), noon).error() == unavailable);
  CHECK(store->look_up({.jti = "a", .sid = {}, .sub = {}, .issued_at = {}}).error() == unavailable);
  CHECK(store->read_on("").error() == unavailable);
  const auto heard = *followed->age();
  CHECK(followed->catch_up(noon).error() == unavailable);
  CHECK(*followed->age() >= heard);  // it goes on ageing, and then refuses all: see the unit tests of grant
  server.thaw();
  CHECK(until_answered(refused, [&] { return followed->catch_up(noon); }).has_value());
  CHECK(followed->size() >= 1);
  CHECK(until_answered(refused, [&] { return store->deny(by_jti("b"), noon); }).has_value());
  CHECK(is_denied(*store, "b"));
}

TEST_CASE("what is no denial is a schema that does not match") {
  const RedisServer server;
  const auto store = denials_at(server.url());
  const Error mismatch = fail(Errc::store_schema_mismatch);
  REQUIRE(store->deny(by_jti("a"), noon));
  const std::string date(20, '1');
  for (const std::string& text : {std::string{}, "4" + date + date, "1" + date, "3x" + date.substr(1) + date,
                                  "1" + date + "x" + date.substr(1)}) {
    CAPTURE(text);
    CHECK(server.ask({"ZADD", "signet:{realm}:denials", "2", text}).at(0) == "1");
    CHECK(store->read_on("").error() == mismatch);
    CHECK(server.ask({"ZREM", "signet:{realm}:denials", text}).at(0) == "1");
  }
  CHECK(server.ask({"LPUSH", "signet:{realm}:denied:jti:b", "x"}).at(0) == "1");
  CHECK(store->deny(by_jti("b"), noon).error() == mismatch);
  for (const char* realm : {"", "a{b", "a}b", "\xff"}) {
    CHECK(RedisDenyStore::open(open_redis(patient(server.url())), realm).error() ==
          fail(Errc::option_invalid, "realm"));
  }
}
