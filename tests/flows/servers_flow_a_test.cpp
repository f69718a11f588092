// Flow A end to end: two auth instances over one database, and the API service, as real processes.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "flows/answers.hpp"
#include "flows/client.hpp"
#include "flows/service.hpp"
#include "flows/users_database.hpp"

using namespace signet::test;

namespace {

constexpr const char* first_secret = "0123456789abcdef0123456789abcdef";
constexpr const char* second_secret = "fedcba9876543210fedcba9876543210";

struct Database {
  TemporaryFolder folder;
  std::string path = folder.path() + "/users.db";
  Database() { seed_users(path); }

  Launch auth(const std::string& secret = first_secret) const {
    return {"auth_server",
            {"--flow", "A", "--hash-deadline-ms", "60000"},
            {{"DATABASE_URL", "sqlite:" + path}, {"JWT_SECRET", secret}},
            false};
  }
};

Launch api(const std::string& secret = first_secret) {
  return {"resource_server", {"--flow", "A"}, {{"JWT_SECRET", secret}, {"PROFILE_DELAY_MS", "0"}}, false};
}

std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

Answer log_in(const ServiceProcess& auth, const std::string& name, const std::string& password) {
  return send_request(auth.port(), "POST", "/login",
                      R"({"username":")" + name + R"(","password":")" + password + R"("})");
}

std::string token_of_alice(const ServiceProcess& auth) {
  return member(log_in(auth, "alice", "password123").body, "token");
}

int validated(const ServiceProcess& auth, const std::string& token) {
  const Answer answer = send_request(auth.port(), "GET", "/validate", "", bearer(token));
  CHECK(answer.header("content-length") == "0");
  CHECK(answer.body.empty());
  return answer.status;
}

int profile(const ServiceProcess& users, const std::string& token) {
  return send_request(users.port(), "GET", "/api/v1/user/profile", "", bearer(token)).status;
}

}  // namespace

TEST_CASE("tokens of either instance are accepted by both, and by the API service") {
  const Database database;
  ServiceProcess first{database.auth()};
  ServiceProcess second{database.auth()};
  ServiceProcess users{api()};
  for (const ServiceProcess* signs : {&first, &second}) {
    const std::string token = token_of_alice(*signs);
    CHECK(validated(first, token) == 200);
    CHECK(validated(second, token) == 200);
    CHECK(profile(users, token) == 200);
  }
  CHECK(log_in(second, "bob", "securepass456").status == 200);
  CHECK(log_in(first, "admin", "adminpass789").status == 200);
  CHECK(log_in(first, "admin", "password123").status == 401);
  for (ServiceProcess* server : {&first, &second, &users}) CHECK(server->stop().exit_code == 0);
}

TEST_CASE("a listener's line tells how many descriptors and waiting connections the system lets it have") {
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  int somaxconn = 0;
  std::ifstream{"/proc/sys/net/core/somaxconn"} >> somaxconn;
  REQUIRE(somaxconn > 0);
  const auto limits_of = [](const char* engine) {
    Launch launch = api();
    launch.arguments.insert(launch.arguments.end(), {"--engine", engine});
    const std::string log = ServiceProcess{launch}.log();
    const auto at = log.find("\"descriptors\":");
    return at == std::string::npos ? "(none)" : log.substr(at, log.find('}', at) - at);
  };
  const auto said = [&](rlim_t descriptors, int backlog) {
    return "\"descriptors\":" + std::to_string(descriptors) +
           ",\"backlog\":" + std::to_string(std::min(backlog, somaxconn));
  };
  CHECK(limits_of("parked") == said(limit.rlim_max, 4096));  // which it raises itself
  CHECK(limits_of("threaded") == said(limit.rlim_cur, 1024));
}

TEST_CASE("a hundred profiles that are asked for at once wait side by side, and all are given") {
  const Database database;
  const ServiceProcess auth{database.auth()};
  const std::string token = token_of_alice(auth);
  Launch launch = api();
  launch.environment.back() = {"PROFILE_DELAY_MS", "1000"};  // none is answered before all have asked
  const ServiceProcess users{launch};
  std::vector<std::unique_ptr<Connection>> callers;
  for (int i = 0; i < 100; ++i) callers.push_back(std::make_unique<Connection>(users.port()));
  for (const auto& caller : callers) {
    caller->send("GET /api/v1/user/profile HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + bearer(token) +
                 "\r\n");
  }
  for (const auto& caller : callers) CHECK(caller->read_answer().status == 200);
}

TEST_CASE("the start tells that the table is there and how many users, and nothing is written") {
  const Database database;
  const std::string before = content_of(database.path);
  ServiceProcess auth{database.auth()};
  CHECK(auth.log().find(R"("event":"database_ready","table":"users","users":3})") != std::string::npos);
  CHECK(auth.log().find("\"event\":\"listening\",\"flow\":\"A\"") != std::string::npos);
  CHECK(log_in(auth, "alice", "password123").status == 200);
  REQUIRE(auth.stop().exit_code == 0);
  CHECK(content_of(database.path) == before);
  CHECK(std::distance(std::filesystem::directory_iterator{database.folder.path()}, {}) == 1);
}

TEST_CASE("PORT is the port of loopback, which a flag overrides") {
  const Database database;
  ServiceProcess holder{database.auth()};
  const std::string port = std::to_string(holder.port());
  Launch launch = database.auth();
  launch.environment.emplace_back("PORT", port);
  const Ending busy = run(launch);
  CHECK(busy.exit_code == 1);
  CHECK(busy.output.find(port + " is taken by another program") != std::string::npos);
  const ServiceProcess beside{launch};  // adds --listen
  CHECK(beside.port() != holder.port());
}

TEST_CASE("PORT is the port of the API service, too, and of no server beside --listen") {
  const ServiceProcess holder{api()};
  const std::string port = std::to_string(holder.port());
  Launch launch = api();
  launch.environment.emplace_back("PORT", port);
  const Ending busy = run(launch);
  CHECK(busy.exit_code == 1);
  CHECK(busy.output.find(port + " is taken by another program") != std::string::npos);
  const ServiceProcess beside{launch};  // adds --listen
  CHECK(beside.port() != holder.port());
}

TEST_CASE("log_level leaves out the lines below it") {
  const Database database;
  const ServiceProcess holder{database.auth()};
  for (const bool quiet : {false, true}) {
    // The harness reads the port of a server from a line that is info, so these may not serve.
    Launch launch = database.auth();
    launch.arguments.insert(launch.arguments.end(), {"--log-level", quiet ? "warning" : "info", "--listen",
                                                     "127.0.0.1:" + std::to_string(holder.port())});
    const Ending ending = run(launch);
    CHECK(ending.exit_code == 1);
    CHECK((ending.output.find("database_ready") == std::string::npos) == quiet);
    CHECK(ending.output.find("is taken by another program") != std::string::npos);
  }
}

TEST_CASE("while a secret is replaced every good token stays good: new first, all verify") {
  const TemporaryFolder keys;
  const std::string file = keys.write({"secret", first_secret});
  const Database database;
  Launch launch = database.auth();
  launch.environment = {{"DATABASE_URL", database.path}, {"JWT_SECRET_FILE", file}};
  ServiceProcess auth{launch};
  const ServiceProcess users{api(std::string{second_secret} + "\n" + first_secret)};
  const std::string old_token = token_of_alice(auth);
  keys.write({"secret", "too short"});
  auth.signal(SIGHUP);
  REQUIRE(auth.wait_for_log("keys_kept"));
  CHECK(validated(auth, old_token) == 200);
  keys.write({"secret", std::string{second_secret} + "\n" + first_secret + "\n"});
  auth.signal(SIGHUP);
  REQUIRE(auth.wait_for_log("keys_loaded"));
  const std::string new_token = token_of_alice(auth);
  for (const std::string& token : {old_token, new_token}) {
    CHECK(validated(auth, token) == 200);
    CHECK(profile(users, token) == 200);
  }
  const ServiceProcess late{api(first_secret)};
  CHECK(profile(late, old_token) == 200);
  CHECK(profile(late, new_token) == 401);
}

TEST_CASE("without its database the auth service refuses logins and goes on validating") {
  const Database database;
  const ServiceProcess auth{database.auth()};
  const std::string token = token_of_alice(auth);
  std::filesystem::remove(database.path);
  const Answer refused = log_in(auth, "alice", "password123");
  CHECK(refused.status == 500);
  CHECK(refused.body == "{\"error\":\"Internal server error\",\"code\":\"DATABASE_ERROR\"}\n");
  CHECK(validated(auth, token) == 200);
  CHECK(send_request(auth.port(), "GET", "/livez").status == 200);
  CHECK(send_request(auth.port(), "GET", "/readyz").status == 200);
  CHECK(send_request(auth.port(), "GET", "/health").body == R"({"status":"degraded","database":"down"})");
  seed_users(database.path);
  CHECK(log_in(auth, "alice", "password123").status == 200);
}

TEST_CASE(
    "roles split a deployment: who only validates has no database and no logins, and the other way round") {
  const Database database;
  Launch logs_in = database.auth();
  logs_in.arguments.insert(logs_in.arguments.end(), {"--roles", "login"});
  const ServiceProcess login{logs_in};
  const Launch validates{
      "auth_server", {"--flow=A", "--roles=validate"}, {{"JWT_SECRET", first_secret}}, false};
  const ServiceProcess gate{validates};
  const std::string token = token_of_alice(login);
  CHECK(validated(gate, token) == 200);
  CHECK(log_in(gate, "alice", "password123").status == 404);
  CHECK(send_request(login.port(), "GET", "/validate", "", bearer(token)).status == 404);
  CHECK(send_request(gate.port(), "GET", "/health").body == R"({"status":"ok"})");
  CHECK(send_request(login.port(), "GET", "/health").body == R"({"status":"ok","database":"up"})");
  CHECK(gate.log().find("\"event\":\"hashing\"") == std::string::npos);
}

TEST_CASE("modern mode is chosen by an option") {
  const Database database;
  Launch launch = database.auth();
  launch.arguments.emplace_back("--mode=modern");
  const ServiceProcess auth{launch};
  const Answer answer = send_request(auth.port(), "GET", "/validate", "", bearer(token_of_alice(auth)));
  CHECK(answer.status == 204);
  CHECK(answer.body.empty());
}

TEST_CASE("the API service has no database and says so") {
  const ServiceProcess users{api()};
  CHECK(send_request(users.port(), "GET", "/health").body == R"({"status":"ok"})");
  CHECK(send_request(users.port(), "GET", "/readyz").status == 200);
}

// flows 4.1: nginx keeps its connection only where no answer has a body.
TEST_CASE("one connection carries validations, good or not, until something else is wrong") {
  const Database database;
  const ServiceProcess auth{database.auth()};
  const std::string token = bearer(token_of_alice(auth));
  const std::string begin = "GET /validate HTTP/1.1\r\nHost: localhost\r\n";
  const Connection gateway{auth.port()};
  for (const auto& [fields, status] :
       std::vector<std::pair<std::string, const char*>>{{token, "HTTP/1.1 200 "},
                                                        {"", "HTTP/1.1 401 "},
                                                        {token + token, "HTTP/1.1 401 "},
                                                        {"Authorization: x\r\n", "HTTP/1.1 401 "},
                                                        {token, "HTTP/1.1 200 "}}) {
    gateway.send(begin + fields + "\r\n");
    const std::string head = gateway.read_until("\r\n\r\n");
    CHECK_MESSAGE(head.starts_with(status), head);
    CHECK(head.find("Content-Length: 0\r\n") != std::string::npos);
    CHECK(head.find("Connection: close") == std::string::npos);
  }
  gateway.send("GET /login HTTP/1.1\r\nHost: localhost\r\n" + token + token + "\r\n" + begin + "\r\n");
  const Answer last = gateway.read_answer();  // and the end of the connection
  CHECK(last.status == 400);
  CHECK(last.header("connection") == "close");
  CHECK(last.body.ends_with("\"code\":\"AUTHORIZATION_MALFORMED\"}\n"));
}
