// /metrics of refresh_server: rotations by their result, and a store that is gone.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>

#include "flows/answers.hpp"
#include "flows/client.hpp"
#include "flows/metrics_page.hpp"
#include "flows/service.hpp"

using namespace signet::test;

namespace {

struct Home {
  TemporaryFolder folder;
  std::string database = folder.path() + "/sessions.db";
  std::string config = folder.write({"config.yml", "open_login: true\nmode: modern\n"});

  Home() {
    std::filesystem::create_directory(folder.path() + "/secrets");
    folder.write({"secrets/jwt_key", std::string(32, 'k') + "\n"});
  }
  Launch server() const {
    return with_metrics(
        {"refresh_server",
         {"--config", config, "--secrets-folder", folder.path() + "/secrets", "--store=sqlite:" + database},
         {},
         false});
  }
};

Answer refresh(const ServiceProcess& server, const std::string& token) {
  return send_request(server.port(), "POST", "/refresh", R"({"refresh":")" + token + R"("})");
}

std::string refreshes(const std::string& result) {
  return R"(signet_session_refreshes_total{result=")" + result + R"("})";
}

}  // namespace

TEST_CASE("flow D counts what became of each refresh token, and has no series of passwords") {
  const Home home;
  const ServiceProcess server{home.server()};
  const Answer login = send_request(server.port(), "POST", "/login", R"({"user_id":1})");
  const std::string first = member(login.body, "refresh");
  const std::string second = member(refresh(server, first).body, "refresh");
  CHECK(refresh(server, first).status == 200);  // inside grace
  CHECK(refresh(server, second).status == 200);
  CHECK(refresh(server, first).status != 200);
  const std::string page = metrics_of(server);
  CHECK(count_in(page, "signet_sessions_begun_total") == 1);
  CHECK(count_in(page, refreshes("rotated")) == 2);
  CHECK(count_in(page, refreshes("reissued")) == 1);
  CHECK(count_in(page, refreshes("reused")) == 1);
  CHECK(count_in(page, R"(signet_keys{use="signing"})") == 1);
  CHECK(page.find("signet_login") == std::string::npos);
  CHECK(page.find("signet_hash") == std::string::npos);
}

TEST_CASE("flow D counts the calls that its store does not answer") {
  const Home home;
  const ServiceProcess server{home.server()};
  const std::string unanswered = R"(signet_store_errors_total{store="sessions",code="store_unavailable"})";
  CHECK(count_in(metrics_of(server), unanswered) == 0);
  sqlite3* holder = nullptr;
  REQUIRE(sqlite3_open(home.database.c_str(), &holder) == SQLITE_OK);
  REQUIRE(sqlite3_exec(holder, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(send_request(server.port(), "POST", "/login", R"({"user_id":1})").status == 503);
  sqlite3_close(holder);
  CHECK(count_in(metrics_of(server), unanswered) == 1);
}
