// refresh_server on Redis: any number of instances, the documented keys, and what a restart of Redis leaves.
#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "flows/fleet_d.hpp"

using namespace signet::test;

namespace {

constexpr long day = 86'400'000;  // ms

long life_of(const FleetD& fleet, const std::string& key) {
  return std::strtol(fleet.redis.ask({"PTTL", key}).at(0).c_str(), nullptr, 10);
}

// The pair after this one, of which the store then knows no more: it went back in time.
PairD refreshed_and_lost(const FleetD& fleet, const ClientD& client, const PairD& pair) {
  const std::string earlier = fleet.value_of("token-1");
  const PairD next = pair_of(client.refresh(pair.refresh));
  fleet.redis.order({"SET", "token-1", earlier});
  return next;
}

// Whether the log has the line of what Redis keeps over a crash.
bool said(const std::string& log, const std::string& level, const std::string& appendfsync) {
  return log.find(R"("level":")" + level + R"(","event":"redis_persistence","appendfsync":")" + appendfsync +
                  '"') != std::string::npos;
}

}  // namespace

TEST_CASE("refresh_server on Redis: what one instance begins, another continues and a third ends") {
  const FleetD fleet;
  ServiceProcess const first{fleet.launch()};
  ServiceProcess const second{fleet.launch()};
  ServiceProcess const third{fleet.launch()};
  const ClientD one{first.port()};
  const ClientD two{second.port()};
  const ClientD three{third.port()};
  const PairD pair = pair_of(one.login());
  CHECK(two.authenticate(pair.access).status == 200);
  const PairD next = pair_of(three.refresh(pair.refresh));
  CHECK(line_of(one.authenticate(pair.access)) == "400 failed to authenticate");
  CHECK(line_of(two.refresh(pair.refresh)) == "500 failed to refresh token");
  CHECK(one.authenticate(next.access).status == 200);
  CHECK(two.logout(pair.access).status == 200);  // replaced, and of this session
  CHECK(line_of(one.authenticate(next.access)) == "400 failed to authenticate");
  CHECK(line_of(three.logout(next.access)) == "500 failed to logout");
  const PairD again = pair_of(two.login());
  const PairD newest = pair_of(one.login());
  CHECK(line_of(three.authenticate(again.access)) == "400 failed to authenticate");
  CHECK(line_of(three.logout(again.refresh)) == "500 failed to logout");
  CHECK(three.authenticate(newest.access).status == 200);
}

TEST_CASE("refresh_server on Redis: one key per user with the documented value, whose life each use renews") {
  const FleetD fleet;
  ServiceProcess const server{fleet.launch()};
  const ClientD client{server.port()};
  const PairD pair = pair_of(client.login(7));
  CHECK(fleet.redis.ask({"KEYS", "*"}) == std::vector<std::string>{"token-7"});
  CHECK(life_of(fleet, "token-7") > day - 60'000);
  CHECK(life_of(fleet, "token-7") <= day);
  const std::string access_uid = member(client.authenticate(pair.access).body, "uid");
  const std::string told = client.post_form("/introspect", "token=" + pair.refresh).body;
  const std::string value =
      R"({"access_uid":")" + access_uid + R"(","refresh_uid":")" + member(told, "jti") + "\"}";
  CHECK(fleet.value_of("token-7") == value);

  const auto shorten = [&fleet] { CHECK(fleet.redis.ask({"PEXPIRE", "token-7", "100000"}).at(0) == "1"); };
  shorten();
  CHECK(client.authenticate(pair.access).status == 200);
  CHECK(life_of(fleet, "token-7") > day - 60'000);
  shorten();
  const PairD next = pair_of(client.refresh(pair.refresh));
  CHECK(life_of(fleet, "token-7") > day - 60'000);
  CHECK(fleet.value_of("token-7") != value);
  shorten();
  CHECK(client.authenticate(pair.access).status == 400);  // replaced: no use
  CHECK(client.refresh(pair.refresh).status == 500);
  CHECK(member(client.post_form("/introspect", "token=" + next.access).body, "active") == "true");
  CHECK(life_of(fleet, "token-7") <= 100'000);
  CHECK(client.logout(next.access).status == 200);
  CHECK(fleet.redis.ask({"DBSIZE"}).at(0) == "0");
}

TEST_CASE("refresh_server on Redis: a value that is not the documented one of a token is nobody's session") {
  const FleetD fleet;
  ServiceProcess const server{fleet.launch()};
  const ClientD client{server.port()};
  const PairD pair = pair_of(client.login());
  const std::string good = fleet.value_of("token-1");
  for (const std::string& held : {std::string{}, good + " ", good.substr(0, 50), std::string{"(nil)"}}) {
    CAPTURE(held);
    fleet.redis.order({"SET", "token-1", held});
    CHECK(line_of(client.authenticate(pair.access)) == "400 failed to authenticate");
    CHECK(line_of(client.refresh(pair.refresh)) == "500 failed to refresh token");
    CHECK(fleet.value_of("token-1") == held);
  }
  fleet.redis.order({"SET", "token-1", good});
  CHECK(client.authenticate(pair.access).status == 200);
  fleet.redis.ask({"DEL", "token-1"});
  fleet.redis.ask({"LPUSH", "token-1", "x"});
  CHECK(line_of(client.authenticate(pair.access)) == "400 failed to authenticate");
  CHECK(line_of(client.logout(pair.access)) == "500 failed to logout");
}

TEST_CASE("refresh_server on Redis: a store that went back in time ends the session instead of going on") {
  const FleetD fleet;
  ServiceProcess const server{fleet.launch()};
  const ClientD client{server.port()};
  const PairD pair = pair_of(client.login());
  const PairD next = refreshed_and_lost(fleet, client, pair);
  CHECK(line_of(client.refresh(next.refresh)) == "500 failed to refresh token");
  CHECK(server.wait_for_log("store_regressed"));
  CHECK(line_of(client.refresh(pair.refresh)) == "500 failed to refresh token");
  CHECK(fleet.redis.ask({"DBSIZE"}).at(0) == "0");
}

TEST_CASE("R01: of 64 parallel refreshes of one token over three instances exactly one has a successor") {
  const FleetD fleet;
  ServiceProcess const first{fleet.launch()};
  ServiceProcess const second{fleet.launch()};
  ServiceProcess const third{fleet.launch()};
  const std::array<ClientD, 3> clients{ClientD{first.port()}, ClientD{second.port()}, ClientD{third.port()}};
  PairD pair = pair_of(clients[0].login());
  for (int round = 0; round < 20; ++round) {
    std::array<Answer, 64> answers;
    std::vector<std::thread> threads;
    threads.reserve(answers.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
      threads.emplace_back([&, i] { answers[i] = clients[i % 3].refresh(pair.refresh); });
    }
    for (std::thread& thread : threads) thread.join();
    std::vector<Answer> winners;
    for (const Answer& answer : answers) {
      if (answer.status == 200) {
        winners.push_back(answer);
      } else {
        CHECK(line_of(answer) == "500 failed to refresh token");
      }
    }
    REQUIRE(winners.size() == 1);
    pair = pair_of(winners[0]);  // in exact mode reuse ends nothing
  }
  CHECK(clients[1].authenticate(pair.access).status == 200);
}

TEST_CASE("refresh_server on Redis: while it is down nothing is told as done; what it kept goes on") {
  FleetD fleet{"open_login: true\n", {"appendonly yes", "appendfsync always"}};
  ServiceProcess server{fleet.launch()};
  const ClientD client{server.port()};
  const PairD pair = pair_of(client.login());
  fleet.redis.kill();
  CHECK(line_of(client.login()) == "500 failed to login");
  CHECK(line_of(client.authenticate(pair.access)) == "400 failed to authenticate");
  CHECK(line_of(client.refresh(pair.refresh)) == "500 failed to refresh token");
  const Answer out = client.logout(pair.access);
  CHECK(line_of(out) == "503 failed to logout");
  CHECK(out.header("retry-after") == "1");
  for (const char* path : {"/revoke", "/introspect"}) {
    CAPTURE(path);
    const Answer down = client.post_form(path, "token=" + pair.access);
    CHECK(line_of(down) == R"(503 {"error":"temporarily_unavailable"})");
    CHECK(down.header("retry-after") == "1");
  }
  CHECK(send_request(server.port(), "GET", "/readyz").status == 503);
  CHECK(send_request(server.port(), "GET", "/livez").status == 200);
  CHECK(send_request(server.port(), "GET", "/ping").body == "pong");
  fleet.redis.start();
  // The logout that was told as not done is asked for again by the server itself, as it may have been lost.
  CHECK(line_of(client.authenticate(pair.access)) == "400 failed to authenticate");
  CHECK(send_request(server.port(), "GET", "/readyz").status == 200);
  const PairD other = pair_of(client.login());
  fleet.redis.stop();
  fleet.redis.start();
  CHECK(client.authenticate(other.access).status == 200);
  const PairD next = pair_of(client.refresh(other.refresh));
  CHECK(client.post_form("/revoke", "token=" + next.refresh).status == 200);
  CHECK(line_of(client.authenticate(next.access)) == "400 failed to authenticate");
  const Ending end = server.stop();
  CHECK(end.exit_code == 0);
  CHECK(end.output.find("MARKED") == std::string::npos);
  CHECK(end.output.find(redis_password()) == std::string::npos);
}

TEST_CASE("refresh_server on Redis: a logout that replicas must have is 503 while they have not") {
  const FleetD fleet{"open_login: true\ncache: {replicas: 1}\n"};
  ServiceProcess const server{fleet.launch()};
  const ClientD client{server.port()};
  const PairD pair = pair_of(client.login());
  for (int attempt = 0; attempt < 2; ++attempt) {  // the second finds nothing to end, and confirms it no more
    const Answer out = client.logout(pair.access);
    CHECK(line_of(out) == "503 failed to logout");
    CHECK(out.header("retry-after") == "1");
  }
  CHECK(line_of(client.authenticate(pair.access)) == "400 failed to authenticate");
}

TEST_CASE(
    "refresh_server on Redis: a session that went back in time and ends unconfirmed is still reported") {
  const FleetD fleet{"open_login: true\ncache: {replicas: 1}\n"};
  ServiceProcess const server{fleet.launch()};
  const ClientD client{server.port()};
  const PairD pair = pair_of(client.login());
  const PairD next = refreshed_and_lost(fleet, client, pair);
  CHECK(line_of(client.refresh(next.refresh)) == "500 failed to refresh token");
  CHECK(server.wait_for_log("session_reused"));
  CHECK(server.wait_for_log("revoke_unconfirmed"));
  CHECK(fleet.redis.ask({"EXISTS", "token-1"}).at(0) == "0");
}

TEST_CASE("refresh_server on Redis: a logout is done though the memory is full, a login is not") {
  const FleetD fleet;
  ServiceProcess const server{fleet.launch()};
  const ClientD client{server.port()};
  const PairD first = pair_of(client.login());
  const PairD pair = pair_of(client.login());
  fleet.redis.order({"CONFIG", "SET", "maxmemory", "1"});
  CHECK(line_of(client.login(2)) == "500 failed to login");
  CHECK(line_of(client.logout(first.access)) == "500 failed to logout");  // replaced: there is nothing to end
  CHECK(client.authenticate(pair.access).status == 200);
  CHECK(client.logout(pair.access).status == 200);
  CHECK(line_of(client.logout(pair.access)) == "500 failed to logout");
  CHECK(fleet.redis.ask({"DBSIZE"}).at(0) == "0");
}

TEST_CASE(
    "refresh_server on Redis: modern mode keeps families there, with its grace and its theft reaction") {
  const FleetD fleet{"open_login: true\nmode: modern\n"};
  ServiceProcess const first{fleet.launch()};
  ServiceProcess const second{fleet.launch()};
  const ClientD one{first.port()};
  const ClientD two{second.port()};
  const PairD pair = pair_of(one.login());
  CHECK(fleet.redis.ask({"EXISTS", "token-1"}).at(0) == "0");
  const PairD next = pair_of(two.refresh(pair.refresh));
  CHECK(one.refresh(pair.refresh).status == 200);  // within the grace, once more
  CHECK(two.authenticate(next.access).status == 200);
  const Answer stolen = one.refresh(pair.refresh);  // its successor was used
  CHECK(stolen.status == 400);
  CHECK(member(stolen.body, "code") == "refresh_token_invalid");
  CHECK(two.authenticate(next.access).status == 401);
  CHECK(two.logout(next.access).status == 200);
}

TEST_CASE("refresh_server on Redis: what it cannot start with is refused without a secret") {
  const FleetD fleet;
  struct Row {
    const char* name;
    std::vector<std::string> arguments;
    const char* message;
  };
  const std::string wrong = fleet.folder.write({"wrong_password", "MARKED-SECRET-wrong\n"});
  for (const Row& row : {Row{"nobody there", {"--store=redis:127.0.0.1:1"}, "Redis at 127.0.0.1:1: "},
                         Row{"a wrong password", {"--cache-password-file=" + wrong}, "(store_unavailable"},
                         Row{"no such user", {"--cache-user=nobody"}, "(store_unavailable"}}) {
    CAPTURE(row.name);
    const Ending end = run(fleet.launch(row.arguments));
    CHECK(end.exit_code == 1);
    CHECK_MESSAGE(end.output.find(row.message) != std::string::npos, end.output);
    CHECK(end.output.find("MARKED") == std::string::npos);
    CHECK(end.output.find(redis_password()) == std::string::npos);
  }
  std::filesystem::remove(fleet.folder.path() + "/secrets/cache_password");
  const Ending nameless = run(fleet.launch({"--cache-user=jwt"}));
  CHECK(nameless.exit_code == 2);
  CHECK_MESSAGE(
      nameless.output.find("cache.user is set and cache_password is not there") != std::string::npos,
      nameless.output);
  fleet.folder.write({"secrets/cache_password", redis_password() + "\n"});
  fleet.redis.order({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
  const Ending forgetful = run(fleet.launch());
  CHECK(forgetful.exit_code == 1);
  CHECK_MESSAGE(forgetful.output.find("maxmemory_policy") != std::string::npos, forgetful.output);
  ServiceProcess const told{fleet.launch({"--cache-eviction-policy=allkeys-lru"})};
  CHECK(ClientD{told.port()}.login().status == 200);
}

TEST_CASE("refresh_server on Redis: a user who may do what its README names, and no more, is enough") {
  const FleetD fleet;
  fleet.redis.order({"ACL", "SETUSER", "jwt", "on", ">" + redis_password(), "~token-*", "+get", "+set",
                     "+del", "+pexpire", "+eval", "+evalsha", "+info", "+select", "+wait", "+config|get"});
  ServiceProcess const server{fleet.launch({"--cache-user=jwt"})};
  const ClientD client{server.port()};
  const PairD pair = pair_of(client.login());
  const PairD next = pair_of(client.refresh(pair.refresh));
  CHECK(client.authenticate(next.access).status == 200);
  CHECK(member(client.post_form("/introspect", "token=" + next.access).body, "active") == "true");
  CHECK(send_request(server.port(), "GET", "/readyz").status == 200);
  CHECK(client.logout(next.access).status == 200);
  CHECK(client.post_form("/revoke", "token=" + next.access).status == 200);
}

TEST_CASE(
    "refresh_server on Redis: what a crash of Redis takes is said at start, as a warning where it is much") {
  struct Row {
    std::vector<std::string> lines;
    const char* level;
    const char* appendfsync;
  };
  for (const Row& row : {Row{{}, "warning", "none"}, Row{{"appendonly yes"}, "info", "everysec"},
                         Row{{"appendonly yes", "appendfsync always"}, "info", "always"},
                         Row{{"appendonly yes", "appendfsync no"}, "warning", "no"}}) {
    CAPTURE(row.appendfsync);
    const FleetD fleet{"open_login: true\n", row.lines};
    ServiceProcess server{fleet.launch()};
    CHECK(said(server.stop().output, row.level, row.appendfsync));
  }
  const FleetD fleet{"open_login: true\n", {"appendonly yes"}};
  fleet.redis.order(
      {"ACL", "SETUSER", "blind", "on", ">" + redis_password(), "~token-*", "+@all", "-config"});
  ServiceProcess server{fleet.launch({"--cache-user=blind"})};
  CHECK(said(server.stop().output, "warning", "unknown"));
}

TEST_CASE("the walk of flow D has the same answers on Redis") {
  const FleetD fleet;
  ServiceProcess const server{fleet.launch()};
  const std::string root = SIGNET_SOURCE_DIR;
  const std::string walk =
      "JWT_KEY='" + fleet_key + "' /usr/bin/python3 -B '" + root + "/examples/flows/walk.py' '" + root +
      "/examples/flows/D/walk.json' --server=refresh_server=" + std::to_string(server.port()) + " > '" +
      fleet.folder.path() + "/walk' 2>&1";
  const int code = std::system(walk.c_str());
  if (code != 0) std::system(("cat '" + fleet.folder.path() + "/walk'").c_str());
  CHECK(code == 0);
}
