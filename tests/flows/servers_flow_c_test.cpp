// Flow C's servers as processes: what they share through a store, and what keeps them from starting.
#include <doctest/doctest.h>

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "flows/bad_start.hpp"
#include "flows/servers_c.hpp"

using namespace signet::test;

namespace {

/// A folder with a .env file and the accounts that servers share.
struct Home {
  TemporaryFolder folder;
  std::string env_file = folder.write({".env", env_of_c()});
  std::string accounts = folder.path() + "/accounts.db";

  Launch server(const std::string& program, std::vector<std::string> more) const {
    more.insert(more.end(), {"--flow=C", "--env-file", env_file});
    return {program, std::move(more), {}, program != "resource_server"};
  }
  Launch auth(std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--accounts-file", accounts});
    more.insert(more.end(), auth_arguments.begin(), auth_arguments.end());
    return server("auth_server", std::move(more));
  }
  Launch posts(const ServiceProcess& auth) const {
    return server("resource_server",
                  {"--demo-users-file", accounts, "--demo-login-url", auth.url() + "/verify"});
  }
};

}  // namespace

TEST_CASE("two auth servers on one store have the same accounts and sessions, and a logout ends both's") {
  const Home home;
  const ServiceProcess one{home.auth()};
  const ServiceProcess two{home.auth()};
  check_one_store(one, two);
}

TEST_CASE("accounts and sessions outlive their server, and so does a logout") {
  const Home home;
  std::string kept;
  std::string ended;
  {
    ServiceProcess first{home.auth()};
    kept = member(log_in(first).body, "refresh_token");
    ended = member(log_in(first).body, "refresh_token");
    CHECK(send_request(first.port(), "DELETE", "/logout", body_with(ended)).status == 204);
    first.signal(SIGKILL);
    first.wait_for_end();
  }
  const ServiceProcess second{home.auth()};
  CHECK(refresh(second, kept) == 200);
  CHECK(refresh(second, ended) == 403);
  CHECK(send_request(second.port(), "POST", "/login", wrong).status == 401);
}

TEST_CASE(
    "a resource server in another process welcomes, names and checks who logged in at the auth server") {
  const Home home;
  const ServiceProcess auth{home.auth()};
  const ServiceProcess resource{home.posts(auth)};
  check_shared(auth, resource.port());
}

TEST_CASE("both servers in one process answer alike") {
  const Home home;
  ServiceProcess both{
      home.server("one_process", {"--open-login", "--demo", "--argon2-memory-kib=8", "--hash-workers=1",
                                  "--hash-deadline-ms=60000", "--resource-listen=127.0.0.1:0"})};
  const std::uint16_t posts_port = posts_port_of(both);
  check_shared(both, posts_port);
  CHECK(send_request(posts_port, "POST", "/token", "{}").status == 404);
  CHECK(send_request(both.port(), "GET", "/posts").status == 404);
  both.signal(SIGHUP);
  CHECK(both.wait_for_log("keys_loaded"));
  CHECK(both.stop().exit_code == 0);
}

TEST_CASE("guesses at the resource server's demo login count against the auth server's throttle") {
  const Home home;
  const ServiceProcess auth{home.auth()};
  const ServiceProcess resource{home.posts(auth)};
  REQUIRE(log_in(auth).status == 200);
  for (int i = 0; i < 10; ++i) {
    CHECK(send_request(resource.port(), "POST", "/login", wrong).status == 401);
    CHECK(send_request(auth.port(), "POST", "/login", wrong).status == 401);
  }
  const Answer throttled = send_request(resource.port(), "POST", "/login", ada);
  CHECK(throttled.status == 429);
  CHECK(throttled.header("retry-after") != "(absent)");
  CHECK(log_in(auth).status == 429);
}

TEST_CASE("without its auth server the demo login is 503, and posts answer as before") {
  const Home home;
  ServiceProcess auth{home.auth()};
  const ServiceProcess resource{home.posts(auth)};
  const std::string token = member(log_in(auth).body, "access_token");
  REQUIRE(auth.stop().exit_code == 0);
  const Answer answer = send_request(resource.port(), "POST", "/login", ada);
  CHECK(answer.status == 503);
  CHECK(answer.header("retry-after") == "1");
  CHECK(posts(resource.port(), token) == 200);
  CHECK(send_request(resource.port(), "GET", "/users").body == R"([{"username":"ada"}])");
}

TEST_CASE("flow C's servers ask for their secrets, and refuse one for both kinds of token") {
  const TemporaryFolder files;
  const std::string same =
      files.write({"same.env", "ACCESS_TOKEN_SECRET=" + mark + "\nREFRESH_TOKEN_SECRET=" + mark + "\n"});
  const std::string none = files.write({"none.env", "OTHER=" + mark + "\n"});
  const std::string broken = files.write({"broken.env", mark + "\n"});
  const std::string ours = files.write({"ours.env", "SIGNET_MODE=modern\n"});
  const std::pair<std::string, std::string> access{"ACCESS_TOKEN_SECRET", access_secret};
  const std::pair<std::string, std::string> refresh{"REFRESH_TOKEN_SECRET", refresh_secret};
  const std::vector<BadStart> rows{
      {"no secret",
       {"--env-file", none},
       {},
       2,
       "ACCESS_TOKEN_SECRET) is empty; make a secret with: openssl rand"},
      {"one secret", {}, {access}, 2, "REFRESH_TOKEN_SECRET) is empty; make a secret with: openssl rand"},
      {"a short secret", {}, {{"ACCESS_TOKEN_SECRET", "short"}, refresh}, 2, "at least 32 are needed"},
      {"the same twice", {"--env-file", same}, {}, 2, "hold the same secret"},
      {"one of several the same",
       {},
       {{"ACCESS_TOKEN_SECRET", access_secret + "\n" + refresh_secret}, refresh},
       2,
       "hold the same secret"},
      {"a service key that is another secret too",
       {},
       {access, {"REFRESH_TOKEN_SECRET", mark}, {"SIGNET_SERVICE_KEY", mark}},
       2,
       "service_key is also a refresh_token_secret"},
      {"another form", {"--env-file", broken}, {}, 2, ": line 1 is not NAME=value"},
      {"a name of ours", {"--env-file", ours}, {}, 2, "SIGNET_MODE is no documented name"},
      {"no such file", {"--env-file=/nowhere/.env"}, {}, 2, "/nowhere/.env: cannot be read"},
      {"two secrets", {}, {access, refresh, {"SIGNET_ACCESS_TOKEN_SECRET", mark}}, 2, "keep one"},
      {"no mode", {"--mode=strict"}, {access, refresh}, 2, "mode must be exact or modern"},
      {"grace without rotation", {"--rotate-grace=5s"}, {access, refresh}, 2, "set rotate"},
      {"grace in exact mode", {"--rotate", "--rotate-grace=5s"}, {access, refresh}, 2, "is for mode modern"},
      {"an option of flow A", {"--token-lifetime=900"}, {access, refresh}, 2, "belongs to flows A and B"},
      {"a key of flow B", {"--refresh"}, {access, refresh}, 2, "refresh belongs to flow B"},
  };
  for (BadStart row : rows) {
    row.arguments.insert(row.arguments.end(), {"--flow=C", "--state-folder", files.path() + "/state"});
    check_refused("auth_server", row);
  }
  check_refused("resource_server", {"no secret", {"--flow=C"}, {}, 2, "ACCESS_TOKEN_SECRET) is empty"});
  check_refused("resource_server", {"a login anywhere",
                                    {"--flow=C", "--demo-login-url=http://10.0.0.1/verify"},
                                    {access},
                                    2,
                                    "demo_login_url must be https"});
  check_refused("resource_server", {"no accounts",
                                    {"--flow=C", "--demo-users-file=/nowhere/accounts.db"},
                                    {access},
                                    1,
                                    "auth_server makes it when it first starts"});
}

TEST_CASE("the environment goes before the .env file, and the resource server takes one secret of it alone") {
  const Home home;
  Launch launch = home.auth();
  launch.environment = {{"ACCESS_TOKEN_SECRET", "another secret than that of the file"}};
  const ServiceProcess auth{launch};
  const ServiceProcess resource{home.posts(auth)};
  CHECK(posts(resource.port(), member(log_in(auth).body, "access_token")) == 403);
  const Ending checked = run(home.server("auth_server", {"--print-config"}));
  CHECK(checked.exit_code == 0);
  CHECK(member(checked.output, "access_token_secret") == "(set in the environment, not shown)");
  CHECK(checked.output.find(access_secret) == std::string::npos);
}

// Rulings 11: a marked secret in every place, every error provoked, and no output holds the mark.
TEST_CASE("a secret planted everywhere in flow C never comes out") {
  const TemporaryFolder files;
  const std::string env =
      files.write({".env", "ACCESS_TOKEN_SECRET=" + mark + "\nREFRESH_TOKEN_SECRET=2" + mark + "\n"});
  const std::string accounts = files.path() + "/accounts.db";
  ServiceProcess auth{
      {"auth_server",
       {"--flow=C", "--env-file", env, "--accounts-file", accounts, "--open-login", "--serve-verify",
        "--argon2-memory-kib=8", "--hash-workers=1", "--hash-deadline-ms=60000"},
       {{"SIGNET_SERVICE_KEY", "3" + mark}}}};
  ServiceProcess resource{{"resource_server",
                           {"--flow=C", "--env-file", env, "--demo-users-file", accounts, "--demo-login-url",
                            auth.url() + "/verify"},
                           {},
                           false}};
  const std::string token = "Authorization: Bearer " + mark + "\r\n";
  std::string heard;
  const auto hear = [&heard](const Answer& answer) {
    CHECK(answer.status != 0);
    heard += answer.head + answer.body;
  };
  const std::string claimed = R"({"username":"ada","password":")" + mark + R"("})";
  hear(send_request(auth.port(), "POST", "/login", claimed));
  hear(send_request(auth.port(), "POST", "/login", claimed, token));
  hear(send_request(auth.port(), "POST", "/login", R"({"username":"ada","password":"x)" + mark + R"("})"));
  hear(send_request(auth.port(), "POST", "/login", "{" + mark));
  hear(send_request(auth.port(), "POST", "/token", body_with(mark)));
  hear(send_request(auth.port(), "DELETE", "/logout", body_with(mark)));
  hear(send_request(auth.port(), "POST", "/verify", claimed));
  hear(send_request(auth.port(), "GET", "/" + mark + "?" + mark));
  hear(send_request(resource.port(), "GET", "/posts", "", token));
  hear(send_request(resource.port(), "GET", "/posts", "", token + token));
  hear(send_request(resource.port(), "POST", "/login", claimed));
  hear(send_request(resource.port(), "POST", "/login", "{" + mark));
  hear(send_request(resource.port(), "GET", "/users?" + mark));
  auth.signal(SIGHUP);
  REQUIRE(auth.wait_for_log("keys_loaded"));
  for (const std::string& text : {heard, auth.stop().output, resource.stop().output}) {
    CHECK(text.size() > 100);
    CHECK_MESSAGE(text.find(mark) == std::string::npos, text);
  }
}
