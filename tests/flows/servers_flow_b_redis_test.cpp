// Flow B with refresh, its sessions in a Redis and its accounts in a file that two instances share.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "flows/auth_fleet_b.hpp"
#include "flows/bad_start.hpp"
#include "support/redis_server.hpp"

using namespace signet::test;

namespace {

struct Home {
  RedisServer redis;
  AuthFleetB fleet;

  Launch auth(const std::vector<std::string>& more = {}) const {
    return fleet.launch(more, {{"SIGNET_SESSIONS_URL", redis.url()}});
  }
  std::size_t families() const { return redis.ask({"KEYS", "signet:{B}:family:*"}).size(); }
};

}  // namespace

TEST_CASE(
    "flow B: two auth servers on one Redis have the same sessions: refreshed at one, logged out at the "
    "other") {
  const Home home;
  const ServiceProcess one{home.auth()};
  const ServiceProcess two{home.auth()};
  const std::string first = logged_in_b(one);
  CHECK(home.families() == 1);
  const Answer refreshed = present_b(two, "/auth/refresh", first);
  REQUIRE_MESSAGE(refreshed.status == 200, refreshed.body);
  const std::string second = member(refreshed.body, "refresh_token");
  CHECK(present_b(one, "/auth/logout", second).status == 204);
  CHECK(present_b(two, "/auth/refresh", second).status == 400);
  // And a reuse at one ends what the other continued.
  const std::string third = logged_in_b(two);
  const std::string fourth = member(present_b(one, "/auth/refresh", third).body, "refresh_token");
  CHECK(present_b(two, "/auth/refresh", third).status == 400);
  CHECK(present_b(one, "/auth/refresh", fourth).status == 400);
}

TEST_CASE("flow B: while Redis is down no session begins, goes on or ends, and what lasts goes on after it") {
  Home home;
  home.redis.stop();
  CHECK(run(home.auth()).exit_code == 1);
  home.redis.start();
  const ServiceProcess auth{home.auth()};
  const std::string token = logged_in_b(auth);
  CHECK(send_request(auth.port(), "GET", "/health").body == R"({"status":"ok","database":"up"})");
  home.redis.order({"SAVE"});
  home.redis.kill();
  CHECK(send_request(auth.port(), "POST", "/auth/login", ada_b).status == 503);
  CHECK(present_b(auth, "/auth/refresh", token).status == 503);
  const Answer logout = present_b(auth, "/auth/logout", token);
  CHECK(logout.status == 503);
  CHECK(logout.header("retry-after") != "(absent)");
  const Answer health = send_request(auth.port(), "GET", "/health");
  CHECK(health.status == 503);
  CHECK(health.body == R"({"status":"degraded","database":"down"})");
  CHECK(send_request(auth.port(), "GET", "/livez").status == 200);
  CHECK(send_request(auth.port(), "GET", "/readyz").status == 200);
  home.redis.start();
  // The logout that was told as not done is asked for again by the server itself.
  CHECK(present_b(auth, "/auth/refresh", token).status == 400);
  CHECK(present_b(auth, "/auth/refresh", logged_in_b(auth)).status == 200);
}

TEST_CASE("flow B: what a crash of Redis takes is said at start") {
  const Home home;
  const ServiceProcess auth{home.auth()};
  CHECK(auth.wait_for_log(R"("event":"redis_persistence","appendfsync":"none")"));
}

TEST_CASE("flow B: a logout that the replica has not is told as not done") {
  const Home home;
  const ServiceProcess auth{home.auth({"--sessions-replicas=1"})};
  const std::string token = logged_in_b(auth);
  CHECK(present_b(auth, "/auth/logout", token).status == 503);
  CHECK(present_b(auth, "/auth/refresh", token).status == 400);
}

TEST_CASE("flow B: signet admin lists and ends the sessions in Redis beside the running server") {
  const Home home;
  const ServiceProcess auth{home.auth()};
  const std::string token = logged_in_b(auth);
  const std::string url = home.fleet.folder.write({"url", home.redis.url()});
  const auto admin = [&](const std::vector<std::string>& words) {
    std::vector<std::string> arguments{"admin", "--store", "sqlite:" + home.fleet.accounts, "--sessions-file",
                                       url};
    arguments.insert(arguments.end(), words.begin(), words.end());
    return run({"signet", std::move(arguments), {}, false});
  };
  const Ending listed = admin({"session", "list", "a@b.com"});
  CHECK(listed.exit_code == 0);
  CHECK_MESSAGE(listed.output.find("active\n") != std::string::npos, listed.output);
  const Ending ended = admin({"session", "revoke", "--user", "a@b.com"});
  CHECK_MESSAGE(ended.output.find("ended 1 session\n") != std::string::npos, ended.output);
  CHECK(present_b(auth, "/auth/refresh", token).status == 400);
  CHECK(admin({"session", "list", "a@b.com"}).output.find("revoked\n") != std::string::npos);
}

TEST_CASE("flows B and C say what is wrong with a URL of sessions, and never show it") {
  const AuthFleetB fleet;
  const std::string url = "redis://u:" + mark + "@127.0.0.1:1";
  const auto variable = [](const std::string& value) {
    return AuthFleetB::Variables{{"SIGNET_SESSIONS_URL", value}};
  };
  const std::vector<BadStart> rows{
      {"no server", {}, variable(url), 1, "sessions_url: "},
      {"no URL", {"--check-config"}, variable(mark), 2, "sessions_url: "},
      {"a store of accounts",
       {"--check-config"},
       variable("postgresql://u:" + mark + "@h/d"),
       2,
       "url.scheme"},
      {"TLS", {"--check-config"}, variable("rediss://u:" + mark + "@h"), 1, "(store_unsupported, tls)"},
      {"on a command line", {"--sessions-url=" + url}, {}, 2, "others can read it"},
      {"replicas of nothing", {"--sessions-replicas=1"}, {}, 2, "sessions_replicas is for sessions in Redis"},
      {"no sessions",
       {"--refresh=false"},
       variable(url),
       2,
       "sessions_url is for refresh sessions, which are off"},
  };
  for (const BadStart& row : rows) {
    BadStart start = row;
    const Launch launch = fleet.launch(row.arguments, row.environment);
    start.arguments = launch.arguments;
    start.arguments.push_back("--state-folder=" + fleet.folder.path() + "/state");
    start.environment = launch.environment;
    check_refused("auth_server", start);
  }
  check_refused("auth_server", {"of flow A", {"--flow=A"}, variable(url), 2, "belongs to flow"});
}
