// Flow B end to end: real server processes, real sockets.
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "flows/answers.hpp"
#include "flows/client.hpp"
#include "flows/service.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet::test;

namespace {

const std::string ada = R"({"email":"a@b.com","password":"S3cureP@ss"})";
// The deadline is not what these tests are about: on a busy machine low-priority threads wait long.
const std::vector<std::string> cheap_hash{"--argon2-memory-kib", "8",    "--hash-workers", "1",
                                          "--hash-deadline-ms",  "60000"};

Launch auth_server(std::vector<std::pair<std::string, std::string>> environment = {}) {
  return {"auth_server", cheap_hash, std::move(environment)};
}

Launch resource_server(const ServiceProcess& auth) {
  return {"resource_server", {"--jwks-url", auth.url() + "/.well-known/jwks.json"}, {}};
}

std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

/// Registers where needed and logs in.
std::string token_of_ada(const ServiceProcess& auth) {
  send_request(auth.port(), "POST", "/auth/register", ada);
  return member(send_request(auth.port(), "POST", "/auth/login", ada).body, "access_token");
}

/// @return the new account's id
std::string registered_id(const ServiceProcess& auth) {
  return member(send_request(auth.port(), "POST", "/auth/register", ada).body, "id");
}

}  // namespace

TEST_CASE("a person registers, logs in, reads, changes and deletes their profile across both servers") {
  ServiceProcess auth{auth_server()};
  ServiceProcess users{resource_server(auth)};
  REQUIRE(users.wait_for_log("keys_loaded"));
  const std::string path = "/users/" + registered_id(auth);
  const std::string token = bearer(token_of_ada(auth));

  const Answer read = send_request(users.port(), "GET", path, "", token);
  CHECK(read.status == 200);
  CHECK(member(read.body, "email") == "a@b.com");
  const Answer put = send_request(users.port(), "PUT", path, R"({"name":"Ada","bio":""})", token);
  CHECK(put.status == 200);
  CHECK(member(put.body, "name") == "Ada");
  CHECK(send_request(users.port(), "DELETE", path, "", token).status == 204);
  CHECK(send_request(users.port(), "GET", path, "", token).status == 404);
  CHECK(users.stop().exit_code == 0);
  CHECK(auth.stop().exit_code == 0);
}

TEST_CASE("accounts and the signing key survive a restart, in files that only their owner may read") {
  TemporaryFolder const kept;
  const std::string state = kept.path() + "/state";
  const std::vector<std::string> same{"--signing-key-files", state + "/key.jwk", "--accounts-file",
                                      state + "/a.db"};
  std::string first_keys;
  {
    ServiceProcess auth{auth_server()};
    token_of_ada(auth);
    first_keys = send_request(auth.port(), "GET", "/.well-known/jwks.json").body;
    for (const char* file : {"/signing_key.jwk", "/accounts.db"}) {
      struct stat status{};
      REQUIRE(::stat((auth.state_folder() + file).c_str(), &status) == 0);
      CHECK((status.st_mode & 0777) == 0600);
    }
    REQUIRE(auth.wait_for_log("request"));
    std::filesystem::create_directory(state);
    std::filesystem::copy_file(auth.state_folder() + "/signing_key.jwk", state + "/key.jwk");
    REQUIRE(auth.stop().exit_code == 0);
    std::filesystem::copy_file(auth.state_folder() + "/accounts.db", state + "/a.db");
  }
  Launch again = auth_server();
  again.arguments.insert(again.arguments.end(), same.begin(), same.end());
  ServiceProcess const auth{again};
  CHECK(send_request(auth.port(), "GET", "/.well-known/jwks.json").body == first_keys);
  CHECK(send_request(auth.port(), "POST", "/auth/login", ada).status == 200);
}

TEST_CASE("HS256 by JWT_SECRET is the proof of concept, named so at start") {
  const std::string secret = "0123456789abcdef0123456789abcdef";
  ServiceProcess const auth{auth_server({{"JWT_SECRET", secret}})};
  CHECK(auth.log().find("proof_of_concept") != std::string::npos);
  const std::string id = registered_id(auth);
  const std::string token = token_of_ada(auth);
  CHECK(send_request(auth.port(), "GET", "/.well-known/jwks.json").body == R"({"keys":[]})");
  // The second value is the one that signed: secrets are replaced new first, and all verify.
  ServiceProcess const users{
      {"resource_server", {}, {{"JWT_SECRET", "fedcba9876543210fedcba9876543210\n" + secret}}}};
  CHECK(send_request(users.port(), "GET", "/users/" + id, "", bearer(token)).status == 200);
  ServiceProcess const others{{"resource_server", {}, {{"JWT_SECRET", "fedcba9876543210fedcba9876543210"}}}};
  const Answer refused = send_request(others.port(), "GET", "/users/" + id, "", bearer(token));
  CHECK(refused.status == 401);
  CHECK(member(refused.body, "code") == "signature_invalid");
}

TEST_CASE("a key of another algorithm than the usual three is accepted where that is listed") {
  TemporaryFolder const keys;
  const std::string key =
      keys.write({"key.jwk", samples::with(samples::rsa_jwk(), "alg", samples::quoted("PS256"))});
  Launch by_pss = auth_server();
  by_pss.arguments.insert(by_pss.arguments.end(), {"--signing-key-files", key});
  ServiceProcess const auth{by_pss};
  const std::string path = "/users/" + registered_id(auth);
  Launch listed = resource_server(auth);
  listed.arguments.insert(listed.arguments.end(), {"--jwt-algorithms", "ES384,PS256"});
  ServiceProcess const users{listed};
  REQUIRE(users.wait_for_log("keys_loaded"));
  CHECK(send_request(users.port(), "GET", path, "", bearer(token_of_ada(auth))).status == 200);
  ServiceProcess const others{resource_server(auth)};
  REQUIRE(others.wait_for_log("keys_missing"));
  CHECK(others.log().find("holds no key that can be used here") != std::string::npos);
}

TEST_CASE("before its keys are there the user service is alive but not ready") {
  ServiceProcess const users{{"resource_server", {"--jwks-url", "http://127.0.0.1:9/none.json"}, {}}};
  CHECK(send_request(users.port(), "GET", "/livez").status == 200);
  CHECK(send_request(users.port(), "GET", "/readyz").status == 503);
  CHECK(send_request(users.port(), "GET", "/health").body == R"({"status":"ok","database":"up"})");
  const Answer asked = send_request(users.port(), "GET", "/users", "", bearer("eyJh.e30.AA"));
  CHECK(asked.status == 503);
  CHECK(member(asked.body, "code") == "keys_unavailable");
  CHECK(asked.header("retry-after") == "1");
}

TEST_CASE("SIGHUP takes new keys all or none") {
  TemporaryFolder const keys;
  ServiceProcess const first{auth_server()};
  ServiceProcess const second{auth_server()};
  const std::string id = registered_id(second);
  const std::string file =
      keys.write({"jwks.json", send_request(first.port(), "GET", "/.well-known/jwks.json").body});
  ServiceProcess const users{{"resource_server", {"--jwks-file", file}, {}}};
  const std::string token = bearer(token_of_ada(second));
  CHECK(send_request(users.port(), "GET", "/users", "", token).status == 401);
  keys.write({"jwks.json", "{\"keys\":"});
  users.signal(SIGHUP);
  REQUIRE(users.wait_for_log("keys_kept"));
  CHECK(send_request(users.port(), "GET", "/users", "", bearer(token_of_ada(first))).status == 200);
  keys.write({"jwks.json", send_request(second.port(), "GET", "/.well-known/jwks.json").body});
  users.signal(SIGHUP);
  REQUIRE(users.wait_for_log("keys_loaded"));
  CHECK(send_request(users.port(), "GET", "/users/" + id, "", token).status == 200);
}

TEST_CASE("a signing key that is gone at a reload is not made anew, which would void every token") {
  ServiceProcess const auth{auth_server()};
  const std::string keys = send_request(auth.port(), "GET", "/.well-known/jwks.json").body;
  std::filesystem::remove(auth.state_folder() + "/signing_key.jwk");
  auth.signal(SIGHUP);
  REQUIRE(auth.wait_for_log("keys_kept"));
  CHECK(send_request(auth.port(), "GET", "/.well-known/jwks.json").body == keys);
  CHECK_FALSE(std::filesystem::exists(auth.state_folder() + "/signing_key.jwk"));
}

TEST_CASE("SIGTERM finishes the request that runs, refuses new connections, and exits 0") {
  ServiceProcess auth{auth_server()};
  const Connection begun{auth.port()};
  begun.send(
      "POST /auth/register HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
      "application/json\r\nContent-Length: " +
      std::to_string(ada.size()) + "\r\nExpect: 100-continue\r\n\r\n");
  // The interim answer shows that the server is inside this request.
  REQUIRE(begun.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  auth.signal(SIGTERM);
  REQUIRE(auth.wait_for_log("\"event\":\"draining\""));
  begun.send(ada);
  const Answer finished = begun.read_answer();
  CHECK(finished.status == 201);
  CHECK(finished.header("connection") == "close");
  const std::uint16_t port = auth.port();
  const Ending end = auth.wait_for_end();
  CHECK(end.exit_code == 0);
  CHECK_FALSE(Connection{port}.open());
  CHECK(end.output.find("\"event\":\"stopped\"") != std::string::npos);
}

TEST_CASE("for the drain delay a server that is told to end is not ready, and does all it did before") {
  for (const std::string engine : {"parked", "threaded"}) {
    CAPTURE(engine);
    Launch launch = auth_server();
    launch.arguments.insert(launch.arguments.end(), {"--drain-delay", "3600", "--engine", engine});
    ServiceProcess auth{std::move(launch)};
    const std::uint16_t port = auth.port();
    CHECK(send_request(port, "GET", "/readyz").status == 200);
    auth.signal(SIGTERM);
    REQUIRE(auth.wait_for_log("\"event\":\"draining\""));
    const Answer readiness = send_request(port, "GET", "/readyz");
    CHECK(readiness.status == 503);
    CHECK(readiness.body == R"({"status":"not_ready"})");
    CHECK(send_request(port, "GET", "/livez").status == 200);
    CHECK(send_request(port, "POST", "/auth/register", ada).status == 201);
    std::filesystem::remove(auth.state_folder() + "/signing_key.jwk");
    auth.signal(SIGHUP);
    REQUIRE(auth.wait_for_log("keys_kept"));
    CHECK(send_request(port, "POST", "/auth/login", ada).status == 200);
    CHECK(auth.log().find("\"event\":\"closing\"") == std::string::npos);
    const Ending end = auth.stop();  // the second signal
    CHECK(end.exit_code == 0);
    CHECK_FALSE(Connection{port}.open());
    CHECK(end.output.find("\"event\":\"stopped\"") != std::string::npos);
  }
}

TEST_CASE("a drain delay ends by itself") {
  Launch launch = auth_server();
  launch.arguments.insert(launch.arguments.end(), {"--drain-delay", "1"});
  ServiceProcess auth{std::move(launch)};
  auth.signal(SIGTERM);
  const Ending end = auth.wait_for_end();
  CHECK(end.exit_code == 0);
  CHECK(end.output.find("\"event\":\"draining\"") != std::string::npos);
  CHECK(end.output.find("\"event\":\"closing\"") != std::string::npos);
}

TEST_CASE("the access log has one line per request, with the pattern and without what was sent") {
  ServiceProcess const auth{auth_server()};
  ServiceProcess users{resource_server(auth)};
  REQUIRE(users.wait_for_log("keys_loaded"));
  const std::string id = registered_id(auth);
  const std::string token = token_of_ada(auth);
  send_request(users.port(), "GET", "/users/" + id + "?secret=query", "",
               bearer(token) + "X-Request-Id: abc.1\r\n");
  REQUIRE(users.wait_for_log("abc.1"));
  const std::string log = users.stop().output;
  CHECK(log.find(R"("event":"request","method":"GET","endpoint":"/users/:id","status":200,"latency_us":)") !=
        std::string::npos);
  CHECK(log.find(R"("request_id":"abc.1"})") != std::string::npos);
  for (const std::string& unwanted : {id, token, std::string{"secret=query"}}) {
    CHECK(log.find(unwanted) == std::string::npos);
  }
}

TEST_CASE("a database that another program holds is 503, and the server goes on when it lets go") {
  ServiceProcess const auth{auth_server()};
  sqlite3* holder = nullptr;
  REQUIRE(sqlite3_open((auth.state_folder() + "/accounts.db").c_str(), &holder) == SQLITE_OK);
  REQUIRE(sqlite3_exec(holder, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const Answer refused = send_request(auth.port(), "POST", "/auth/register", ada);
  CHECK(refused.status == 503);
  CHECK(member(refused.body, "code") == "store_unavailable");
  CHECK(refused.header("retry-after") == "1");
  REQUIRE(sqlite3_exec(holder, "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(holder);
  CHECK(send_request(auth.port(), "POST", "/auth/register", ada).status == 201);
}

TEST_CASE("bodies and paths that cannot be taken are refused with a stable code") {
  ServiceProcess const auth{auth_server()};
  const Answer large = send_request(auth.port(), "POST", "/auth/login", std::string(17'000, ' '));
  CHECK(large.status == 413);
  CHECK(member(large.body, "code") == "request_too_large");
  const Answer broken = send_request(auth.port(), "POST", "/auth/login", "{\"email\":");
  CHECK(broken.status == 400);
  CHECK(member(broken.body, "code") == "request_malformed");
  const Answer wrong_method = send_request(auth.port(), "DELETE", "/auth/login");
  CHECK(wrong_method.status == 405);
  CHECK(wrong_method.header("allow") == "POST");
  CHECK(send_request(auth.port(), "GET", "/nothing/here").status == 404);
}

// Rulings 7: whatever waits for a hash, what needs none finds a thread.
TEST_CASE("while 64 logins wait for one slow worker, probes and public keys answer on new connections") {
  ServiceProcess auth{{"auth_server",
                       {"--password-preset", "hardened", "--hash-workers", "1", "--hash-deadline-ms", "2000"},
                       {}}};
  std::array<int, 64> statuses{};
  std::vector<std::thread> logins;
  logins.reserve(statuses.size());
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    logins.emplace_back([&auth, &statuses, i] {
      const std::string body = R"({"email":"p)" + std::to_string(i) + R"(@b.com","password":"S3cureP@ss"})";
      statuses[i] = send_request(auth.port(), "POST", "/auth/login", body).status;
    });
  }
  REQUIRE(auth.wait_for_log("\"endpoint\":\"/auth/login\""));
  for (const char* path : {"/livez", "/readyz", "/.well-known/jwks.json"}) {
    CHECK(send_request(auth.port(), "GET", path).status == 200);
  }
  for (std::thread& login : logins) login.join();
  CHECK(std::ranges::all_of(statuses, [](int status) { return status == 401 || status == 503; }));
}
