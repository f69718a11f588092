// Flow B's servers over PostgreSQL: two of each on one database of accounts and one of profiles.
#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <future>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "flows/answers.hpp"
#include "flows/bad_start.hpp"
#include "flows/client.hpp"
#include "flows/service.hpp"
#include "support/postgres_server.hpp"
#include "support/stopped_process.hpp"

using namespace signet::test;

namespace {

const std::string ada = R"({"email":"a@b.com","password":"S3cureP@ss"})";

/// Two databases, and the keys that every auth server here has.
struct Home {
  TemporaryFolder folder;
  FreshDatabase accounts;
  FreshDatabase profiles;
  std::string refresh_key = folder.write({"refresh_key", "a refresh key of thirty-two bytes or more"});
  std::pair<std::string, std::string> secret{"JWT_SECRET", "a secret of thirty-two bytes or more"};

  Launch auth() const {
    return {"auth_server",
            {"--refresh", "--refresh-key-file", refresh_key, "--argon2-memory-kib=8", "--hash-workers=1",
             "--hash-deadline-ms=60000"},
            {secret, {"SIGNET_ACCOUNTS_URL", accounts.url}}};
  }
  Launch users() const { return {"resource_server", {}, {secret, {"SIGNET_PROFILES_URL", profiles.url}}}; }
};

Answer present(const ServiceProcess& auth, const std::string& path, const std::string& token) {
  return send_request(auth.port(), "POST", path, R"({"refresh_token":")" + token + R"("})");
}

/// Whether something was sent to a port of this host that nobody has read (proc(5), /proc/net/tcp).
bool unread_at(int port) {
  std::ifstream table{"/proc/net/tcp"};
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    std::istringstream fields{line};
    std::string number, local, remote, state, queues;
    fields >> number >> local >> remote >> state >> queues;
    const bool here = std::stoi(local.substr(local.find(':') + 1), nullptr, 16) == port;
    if (here && std::stoul(queues.substr(queues.find(':') + 1), nullptr, 16) > 0) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("two auth servers on one database have the same accounts and sessions; a reuse ends both's") {
  const Home home;
  const ServiceProcess one{home.auth()};
  const ServiceProcess two{home.auth()};
  CHECK(send_request(one.port(), "POST", "/auth/register", ada).status == 201);
  CHECK(send_request(two.port(), "POST", "/auth/register", ada).status == 409);
  const std::string first =
      member(send_request(two.port(), "POST", "/auth/login", ada).body, "refresh_token");
  const Answer refreshed = present(one, "/auth/refresh", first);
  REQUIRE(refreshed.status == 200);
  const std::string second = member(refreshed.body, "refresh_token");
  const Answer again = present(two, "/auth/refresh", second);
  REQUIRE(again.status == 200);
  CHECK(present(one, "/auth/refresh", first).status == 400);
  CHECK(present(two, "/auth/refresh", member(again.body, "refresh_token")).status == 400);
  CHECK(send_request(one.port(), "GET", "/health").body == R"({"status":"ok","database":"up"})");
}

TEST_CASE("two user services on one database show the same profiles") {
  const Home home;
  const ServiceProcess auth{home.auth()};
  const ServiceProcess one{home.users()};
  const ServiceProcess two{home.users()};
  const std::string id = member(send_request(auth.port(), "POST", "/auth/register", ada).body, "id");
  const Answer login = send_request(auth.port(), "POST", "/auth/login", ada);
  const std::string token = "Authorization: Bearer " + member(login.body, "access_token") + "\r\n";
  const std::string path = "/users/" + id;
  const Answer made = send_request(one.port(), "PUT", path, R"({"name":"Ada","bio":""})", token);
  CHECK(made.status == 200);
  CHECK(send_request(two.port(), "GET", path, "", token).body == made.body);
  CHECK(send_request(two.port(), "DELETE", path, "", token).status == 204);
  CHECK(send_request(one.port(), "GET", path, "", token).status == 404);
}

TEST_CASE("an auth server that waits for a PostgreSQL that stands still ends well on SIGTERM") {
  const Home home;
  ServiceProcess auth{home.auth()};
  REQUIRE(send_request(auth.port(), "POST", "/auth/register", ada).status == 201);
  Outside outside{home.accounts.url};
  const std::string backends =
      " FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid "
      "<> "
      "pg_backend_pid()";
  REQUIRE(outside.value("SELECT count(*)" + backends) == "1");
  const int backend = std::stoi(outside.value("SELECT pid" + backends));
  const std::size_t port = home.accounts.url.rfind(':') + 1;
  const int server = std::stoi(home.accounts.url.substr(port));
  std::future<Answer> login;  // ends after the backend goes on, whatever happens here
  const StoppedProcess stopped{backend};
  login =
      std::async(std::launch::async, [&] { return send_request(auth.port(), "POST", "/auth/login", ada); });
  await("a statement that the backend does not read", [&] { return unread_at(server); });
  CHECK(auth.stop().exit_code == 0);
  CHECK(login.get().status == 503);
}

TEST_CASE("flow B's servers say what is wrong with a database's URL, and never show it") {
  const Home home;
  const ServiceProcess auth{home.auth()};  // which makes the accounts
  const std::string url = "postgresql://u:" + mark + "@127.0.0.1:1/d";
  const std::string state = "--state-folder=" + home.folder.path() + "/state";
  struct Row {
    const char* program;
    BadStart start;
  };
  const std::vector<Row> rows{
      {"auth_server", {"no server", {}, {{"SIGNET_ACCOUNTS_URL", url}}, 1, "accounts_url: "}},
      {"auth_server", {"no URL", {"--check-config"}, {{"SIGNET_ACCOUNTS_URL", mark}}, 2, "url.scheme"}},
      {"auth_server", {"of flow A", {"--flow=A"}, {{"SIGNET_ACCOUNTS_URL", url}}, 2, "belongs to flow"}},
      {"resource_server", {"no server", {}, {{"SIGNET_PROFILES_URL", url}}, 1, "profiles_url: "}},
      {"resource_server",
       {"no URL", {"--check-config"}, {{"SIGNET_PROFILES_URL", mark}}, 2, "profiles_url: "}},
      {"resource_server",
       {"two stores",
        {"--profiles-file=p.db"},
        {{"SIGNET_PROFILES_URL", url}},
        2,
        "profiles_url and profiles_file are both set; keep one"}},
      {"resource_server",
       {"beside the accounts",
        {},
        {{"SIGNET_PROFILES_URL", home.accounts.url}},
        1,
        "profiles have a database of their own"}},
  };
  for (Row row : rows) {
    if (row.start.arguments != std::vector<std::string>{"--flow=A"}) row.start.arguments.push_back(state);
    row.start.environment.push_back(home.secret);
    check_refused(row.program, row.start);
  }
}
