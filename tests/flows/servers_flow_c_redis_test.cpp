// Flow C, its sessions in a Redis and its accounts in a file that two instances share.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "flows/servers_c.hpp"
#include "support/redis_server.hpp"

using namespace signet::test;

namespace {

struct Home {
  RedisServer redis;
  TemporaryFolder folder;
  std::string env_file = folder.write({".env", env_of_c()});

  Launch auth(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"--flow=C", "--env-file", env_file, "--accounts-file",
                                       folder.path() + "/accounts.db"};
    arguments.insert(arguments.end(), auth_arguments.begin(), auth_arguments.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return {"auth_server", std::move(arguments), {{"SIGNET_SESSIONS_URL", redis.url()}}};
  }
};

}  // namespace

TEST_CASE("flow C: two auth servers on one Redis have the same sessions, and a logout ends both's") {
  const Home home;
  const ServiceProcess one{home.auth()};
  const ServiceProcess two{home.auth()};
  check_one_store(one, two);
  CHECK(home.redis.ask({"KEYS", "signet:{C}:family:*"}).size() == 1);
}

TEST_CASE(
    "flow C: with rotate a token is replaced once over two servers, and comes back to end the session") {
  const Home home;
  const ServiceProcess one{home.auth({"--rotate"})};
  const ServiceProcess two{home.auth({"--rotate"})};
  const std::string first = member(log_in(one).body, "refresh_token");
  const Answer replaced = send_request(two.port(), "POST", "/token", body_with(first));
  REQUIRE(replaced.status == 200);
  CHECK(refresh(one, first) == 403);
  CHECK(refresh(two, member(replaced.body, "refresh_token")) == 403);
}

TEST_CASE("flow C: while Redis is down nobody is refreshed, and a logout is told as not done") {
  Home home;
  const ServiceProcess auth{home.auth()};
  const std::string token = member(log_in(auth).body, "refresh_token");
  home.redis.order({"SAVE"});
  home.redis.kill();
  CHECK(refresh(auth, token) == 503);
  CHECK(send_request(auth.port(), "DELETE", "/logout", body_with(token)).status == 503);
  CHECK(send_request(auth.port(), "GET", "/health").status == 503);
  home.redis.start();
  CHECK(refresh(auth, token) == 403);  // the server itself repeats the logout
}
