// /metrics of the reference servers as they are run: what is counted, where it is served, and to whom.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "flows/answers.hpp"
#include "flows/bad_start.hpp"
#include "flows/client.hpp"
#include "flows/metrics_page.hpp"
#include "flows/service.hpp"
#include "flows/users_database.hpp"
#include "support/await.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet::test;

namespace {

const std::string ada = R"({"email":"a@b.com","password":"S3cureP@ss"})";
const std::string mistaken = R"({"email":"a@b.com","password":"another one"})";
const std::string json = "Content-Type: application/json\r\n";

Launch auth_b(std::vector<std::string> more = {}) {
  // On a busy machine low-priority threads wait long, and the deadline is not what these tests are about.
  std::vector<std::string> arguments{"--argon2-memory-kib", "8",    "--hash-workers", "1",
                                     "--hash-deadline-ms",  "60000"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return with_metrics({"auth_server", std::move(arguments), {}});
}

Answer post(const ServiceProcess& server, const std::string& path, const std::string& body) {
  return send_request(server.port(), "POST", path, body);
}

std::string shown_token(const std::string& token) { return R"({"refresh_token":")" + token + R"("})"; }

std::string requests(const std::string& route, const std::string& method, const std::string& status) {
  return R"(signet_http_requests_total{listener="listen",route=")" + route + R"(",method=")" + method +
         R"(",status=")" + status + R"(",class=")" + status.substr(0, 1) + R"(xx"})";
}

std::string refreshes(const std::string& result) {
  return R"(signet_session_refreshes_total{result=")" + result + R"("})";
}

}  // namespace

TEST_CASE("without metrics_listen there are no metrics, and with it they are on no other listener") {
  const ServiceProcess plain{{"auth_server", {"--hash-workers", "1"}, {}}};
  CHECK(plain.log().find("metrics_listen") == std::string::npos);
  CHECK(send_request(plain.port(), "GET", "/metrics").status == 404);
  const ServiceProcess watched{auth_b()};
  CHECK(send_request(watched.port(), "GET", "/metrics").status == 404);
  const std::uint16_t port = metrics_port(watched);
  CHECK(port != watched.port());
  const Answer page = send_request(port, "GET", "/metrics");
  CHECK(page.status == 200);
  CHECK(page.header("content-type") == "text/plain; version=0.0.4; charset=utf-8");
  for (const char* path : {"/", "/livez", "/readyz", "/health", "/auth/login", "/.well-known/jwks.json"}) {
    CHECK(send_request(port, "GET", path).status == 404);
  }
  CHECK(send_request(port, "POST", "/metrics").status == 405);
}

TEST_CASE("metrics for other machines are refused unless told, and then without TLS, as every listener") {
  for (const BadStart& row :
       {BadStart{"every address", {"--metrics-listen=0.0.0.0:0"}, {}, 2, "set metrics_beyond_loopback"},
        BadStart{"every address, as told",
                 {"--metrics-listen=[::]:0", "--metrics-beyond-loopback"},
                 {},
                 2,
                 "metrics_listen [::]:0 is reachable from other machines without TLS"},
        BadStart{
            "no port", {"--metrics-listen=" + mark}, {}, 2, "metrics_listen must be PORT (of 127.0.0.1)"}}) {
    check_refused("auth_server", row);
  }
}

TEST_CASE("a login, its refreshes and what went wrong with them are each counted in their series") {
  const ServiceProcess auth{auth_b({"--refresh"})};
  CHECK(post(auth, "/auth/register", ada).status == 201);
  CHECK(post(auth, "/auth/login", mistaken).status == 401);
  const std::string first = member(post(auth, "/auth/login", ada).body, "refresh_token");
  const Answer replaced = post(auth, "/auth/refresh", shown_token(first));
  CHECK(replaced.status == 200);
  CHECK(post(auth, "/auth/refresh", shown_token(first)).status == 400);
  const std::string second = member(replaced.body, "refresh_token");
  CHECK(post(auth, "/auth/refresh", shown_token(second)).status == 400);
  const std::string another = member(post(auth, "/auth/login", ada).body, "refresh_token");
  CHECK(post(auth, "/auth/logout", shown_token(another)).status == 204);
  const std::string page = metrics_of(auth);
  struct Row {
    std::string series;
    std::int64_t count;
  };
  for (const Row& row : {Row{"signet_registrations_total", 1},
                         {R"(signet_logins_total{result="accepted"})", 2},
                         {R"(signet_logins_total{result="refused"})", 1},
                         {R"(signet_hash_duration_seconds_count{algorithm="argon2"})", 4},
                         {"signet_hash_admitted_total", 4},
                         {"signet_sessions_begun_total", 2},
                         {"signet_sessions_ended_total", 1},
                         {refreshes("rotated"), 1},
                         {refreshes("reused"), 1},
                         {refreshes("refused"), 1},
                         {refreshes("reissued"), 0},
                         {R"(signet_keys{use="signing"})", 1},
                         {"signet_log_lines_dropped_total", 0},
                         {requests("/auth/register", "POST", "201"), 1},
                         {requests("/auth/login", "POST", "200"), 2},
                         {requests("/auth/login", "POST", "401"), 1},
                         {requests("/auth/refresh", "POST", "400"), 2}}) {
    CAPTURE(row.series);
    CHECK(count_in(page, row.series) == row.count);
  }
  CHECK(value_in(page, R"(signet_build_info{service="auth_server",flow="B",version="0.1.0"})") == "1");
}

TEST_CASE("R10: no name, address, token or path that was sent is in the metrics") {
  const ServiceProcess auth{auth_b({"--refresh"})};
  const std::string id = member(post(auth, "/auth/register", ada).body, "id");
  const std::string token = member(post(auth, "/auth/login", ada).body, "refresh_token");
  send_request(auth.port(), "GET", "/users/" + id + "?mark=1", "", "Authorization: Bearer " + token + "\r\n");
  send_request(auth.port(), "BREW", "/pot-8f3a");
  const Connection broken{auth.port()};
  broken.send("GARBAGE-8f3a\r\n\r\n");
  CHECK(broken.read_answer().status == 400);
  const std::string page = metrics_of(auth);
  for (const std::string& sent : {id, token, std::string{"a@b.com"}, std::string{"8f3a"}, std::string{"mark"},
                                  std::string{"BREW"}, std::string{"127.0.0.1"}}) {
    CHECK(page.find(sent) == std::string::npos);
  }
  CHECK(count_in(page, requests("-", "GET", "404")) == 1);
  CHECK(count_in(page, requests("-", "-", "501")) == 1);
  CHECK(count_in(page, requests("-", "-", "400")) == 1);
}

namespace {

/// Sixteen logins at once. @return who refused: the queue of hashes, and the bound of threads
std::pair<std::int64_t, std::int64_t> refusals_in_a_storm(const std::string& threads) {
  const ServiceProcess auth{
      with_metrics({"auth_server",
                    {"--password-preset", "hardened", "--hash-workers", "1", "--hash-places", "2",
                     "--hash-deadline-ms", "60000", "--threads", threads},
                    {}})};
  std::array<int, 16> statuses{};
  std::vector<std::thread> logins;
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    logins.emplace_back([&auth, &statuses, i] {
      const std::string body = R"({"email":"p)" + std::to_string(i) + R"(@b.com","password":"S3cureP@ss"})";
      statuses[i] = post(auth, "/auth/login", body).status;
    });
  }
  for (std::thread& login : logins) login.join();
  const std::string page = metrics_of(auth);
  std::int64_t refused = 0;
  for (const char* reason :
       {"places", "places_of_name", "places_of_address", "predicted_wait", "deadline", "stopping"}) {
    refused += count_in(page, std::string{R"(signet_hash_refused_total{reason=")"} + reason + R"("})");
  }
  const auto turned_away = [&page](const std::string& reason) {
    return count_in(page, R"(signet_http_refused_total{listener="listen",reason=")" + reason + R"("})");
  };
  const std::int64_t by_threads = turned_away("threads");
  CHECK(refused + by_threads == std::ranges::count(statuses, 503));
  for (const char* reason : {"buffers", "peers", "connections"}) CHECK(turned_away(reason) == 0);
  CHECK(count_in(page, R"(signet_hash_duration_seconds_count{algorithm="argon2"})") ==
        std::ranges::count(statuses, 401));
  CHECK(count_in(page, R"(signet_logins_total{result="refused"})") == std::ranges::count(statuses, 401));
  return {refused, by_threads};
}

}  // namespace

TEST_CASE("in a storm of logins every 503 is a refusal that has a reason, and every other answer a hash") {
  const auto [by_queue, by_no_thread] = refusals_in_a_storm("1024");
  CHECK(by_queue >= 1);
  CHECK(by_no_thread == 0);
  const auto [by_no_queue, by_threads] = refusals_in_a_storm("2");  // one login at a time
  CHECK(by_no_queue == 0);
  CHECK(by_threads >= 1);
}

TEST_CASE("threads that are fewer than the logins that may wait are warned of, with how many are enough") {
  const ServiceProcess few{{"auth_server", {"--hash-workers", "1", "--threads", "577"}, {}}};
  CHECK(few.log().find(R"("event":"threads_few","threads":577,"enough":578,)") != std::string::npos);
  const ServiceProcess enough{{"auth_server", {"--hash-workers", "1", "--threads", "578"}, {}}};
  CHECK(enough.log().find("threads_few") == std::string::npos);
  const ServiceProcess usual{{"auth_server", {}, {}}};
  CHECK(usual.log().find("threads_few") == std::string::npos);
}

TEST_CASE("a store that does not answer is counted under its name and the error's code") {
  const ServiceProcess auth{auth_b()};
  sqlite3* holder = nullptr;
  REQUIRE(sqlite3_open((auth.state_folder() + "/accounts.db").c_str(), &holder) == SQLITE_OK);
  REQUIRE(sqlite3_exec(holder, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(post(auth, "/auth/register", ada).status == 503);
  REQUIRE(sqlite3_exec(holder, "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(holder);
  CHECK(post(auth, "/auth/register", ada).status == 201);
  CHECK(post(auth, "/auth/register", ada).status == 409);  // an answer, no failure
  const std::string page = metrics_of(auth);
  CHECK(count_in(page, R"(signet_store_errors_total{store="accounts",code="store_unavailable"})") == 1);
  CHECK(count_in(page, R"(signet_store_errors_total{store="sessions",code="store_unavailable"})") == 0);
}

TEST_CASE("keys have no age before they are loaded, and a new one when others are loaded in their place") {
  TemporaryFolder const keys;
  const ServiceProcess early{
      with_metrics({"resource_server", {"--jwks-url", "http://127.0.0.1:9/none.json"}, {}})};
  const std::string before = metrics_of(early);
  CHECK(value_in(before, R"(signet_keys{use="verification"})") == "0");
  CHECK(value_in(before, R"(signet_key_age_seconds{use="verification"})") == "(absent)");
  const ServiceProcess auth{auth_b()};
  const std::string file =
      keys.write({"jwks.json", send_request(auth.port(), "GET", "/.well-known/jwks.json").body});
  const ServiceProcess users{with_metrics({"resource_server", {"--jwks-file", file}, {}})};
  CHECK(value_in(metrics_of(users), R"(signet_keys{use="verification"})") == "1");
  const auto age = [&users] {
    return std::stod(value_in(metrics_of(users), R"(signet_key_age_seconds{use="verification"})"));
  };
  const double first = age();
  CHECK(first > 0);
  CHECK(age() > first);
  const double older = age();
  keys.write({"jwks.json", "{\"keys\":"});
  users.signal(SIGHUP);
  REQUIRE(users.wait_for_log("keys_kept"));
  const double kept = age();
  CHECK(kept > older);
  const auto loaded_again = [&](const ServiceProcess& from) {
    const auto loads = [&users] {
      const std::string log = users.log();
      std::size_t count = 0;
      for (auto at = log.find("keys_loaded"); at != std::string::npos; at = log.find("keys_loaded", at + 1))
        ++count;
      return count;
    };
    const std::size_t loads_before = loads();
    keys.write({"jwks.json", send_request(from.port(), "GET", "/.well-known/jwks.json").body});
    users.signal(SIGHUP);
    await("the keys are loaded", [&] { return loads() > loads_before; });
    return age();
  };
  const double same = loaded_again(auth);
  CHECK(same > kept);
  CHECK(loaded_again(ServiceProcess{auth_b()}) < same);
}

TEST_CASE("the age of each flow's signing keys goes on when a signal finds the same, and begins when not") {
  const TemporaryFolder folder;
  seed_users(folder.path() + "/users.db");
  const std::string one(32, 'a');
  const std::string other(32, 'b');
  const std::string file = folder.write({"secret", one});
  const Launch flow_a{"auth_server",
                      {"--flow", "A", "--hash-workers", "1"},
                      {{"DATABASE_URL", "sqlite:" + folder.path() + "/users.db"}, {"JWT_SECRET_FILE", file}},
                      false};
  const Launch flow_b{"auth_server", {"--hash-workers", "1"}, {{"JWT_SECRET_FILE", file}}};
  const Launch flow_c{
      "auth_server",
      {"--flow", "C", "--hash-workers", "1"},
      {{"SIGNET_ACCESS_TOKEN_SECRET_FILE", file}, {"SIGNET_REFRESH_TOKEN_SECRET", std::string(32, 'c')}}};
  for (const Launch& launch : {flow_a, flow_b, flow_c}) {
    CAPTURE(launch.arguments[1]);
    folder.write({"secret", one});
    const ServiceProcess server{with_metrics(launch)};
    const auto age = [&server] {
      return std::stod(value_in(metrics_of(server), R"(signet_key_age_seconds{use="signing"})"));
    };
    const double before = age();
    server.signal(SIGHUP);
    REQUIRE(server.wait_for_log("keys_loaded"));
    CHECK(age() > before);
    folder.write({"secret", other});
    const auto asked = std::chrono::steady_clock::now();
    server.signal(SIGHUP);
    await("the new key is loaded", [&] {
      const double young = age();
      return young <= std::chrono::duration<double>(std::chrono::steady_clock::now() - asked).count();
    });
  }
}

TEST_CASE("flow A counts validations by their route, and its secrets as keys") {
  const TemporaryFolder folder;
  seed_users(folder.path() + "/users.db");
  const std::string secrets = std::string(32, 'a') + "\n" + std::string(32, 'b');
  const ServiceProcess auth{
      with_metrics({"auth_server",
                    {"--flow", "A", "--hash-deadline-ms", "60000"},
                    {{"DATABASE_URL", "sqlite:" + folder.path() + "/users.db"}, {"JWT_SECRET", secrets}},
                    false})};
  const std::string token =
      member(post(auth, "/login", R"({"username":"alice","password":"password123"})").body, "token");
  CHECK(send_request(auth.port(), "GET", "/validate", "", "Authorization: Bearer " + token + "\r\n").status ==
        200);
  CHECK(send_request(auth.port(), "GET", "/validate").status == 401);
  const std::string page = metrics_of(auth);
  CHECK(count_in(page, requests("/validate", "GET", "200")) == 1);
  CHECK(count_in(page, requests("/validate", "GET", "401")) == 1);
  CHECK(count_in(page,
                 R"(signet_http_request_duration_seconds_count{listener="listen",route="/validate"})") == 2);
  CHECK(count_in(page, R"(signet_hash_duration_seconds_count{algorithm="bcrypt"})") == 1);
  CHECK(count_in(page, R"(signet_keys{use="signing"})") == 2);
  CHECK(count_in(page, R"(signet_store_errors_total{store="users",code="store_unavailable"})") == 0);
}

TEST_CASE("of two servers in one process each listener counts by itself, in one page") {
  const ServiceProcess both{with_metrics({"one_process",
                                          {"--resource-listen", "127.0.0.1:0", "--hash-workers", "1"},
                                          {{"SIGNET_ACCESS_TOKEN_SECRET", std::string(32, 'a')},
                                           {"SIGNET_REFRESH_TOKEN_SECRET", std::string(32, 'b')}}})};
  CHECK(send_request(both.port(), "GET", "/livez").status == 200);
  const std::string page = metrics_of(both);
  const auto probes = [&page](const std::string& listener) {
    return count_in(
        page, R"(signet_http_request_duration_seconds_count{listener=")" + listener + R"(",route="/livez"})");
  };
  CHECK(probes("listen") == 1);
  CHECK(probes("resource_listen") == 0);
  CHECK(probes("metrics_listen") == -1);
  CHECK(count_in(page, R"(signet_keys{use="signing"})") == 2);
  CHECK(count_in(page, R"(signet_keys{use="verification"})") == 1);
}
