// refresh_server as it is run: config.yml, a secrets folder, a SQLite file, and what it refuses to start
// with.
#include <doctest/doctest.h>
#include <sqlite3.h>

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

using namespace signet::test;

namespace {

const std::string key = "MARKED-SECRET-7c1f0a9e-never-to-be-shown";
const std::string other_key = "MARKED-SECRET-11aa22bb-never-to-be-shown";
const std::string user_1 = R"({"user_id":1})";

/// A folder with config.yml, secrets and the sessions' file.
struct Home {
  TemporaryFolder folder;
  std::string config;

  explicit Home(const std::string& yml = "open_login: true\n", const std::string& jwt_key = key + "\n")
      : config(folder.write({"config.yml", yml})) {
    std::filesystem::create_directory(folder.path() + "/secrets");
    if (!jwt_key.empty()) folder.write({"secrets/jwt_key", jwt_key});
  }
  std::vector<std::string> arguments(std::vector<std::string> more = {}) const {
    std::vector<std::string> all{"--config", config, "--secrets-folder", folder.path() + "/secrets"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  std::string database() const { return folder.path() + "/sessions.db"; }
  Launch server(std::vector<std::string> more = {}) const {
    more.push_back("--store=sqlite:" + database());
    return {"refresh_server", arguments(std::move(more)), {}, false};
  }
};

std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

struct Pair {
  std::string access;
  std::string refresh;
};

Pair pair_of(const Answer& answer) {
  REQUIRE_MESSAGE(answer.status == 200, answer.body);
  return {member(answer.body, "access"), member(answer.body, "refresh")};
}

Pair login(const ServiceProcess& server) {
  return pair_of(send_request(server.port(), "POST", "/login", user_1));
}

Answer refresh(const ServiceProcess& server, const std::string& token) {
  return send_request(server.port(), "POST", "/refresh", R"({"refresh":")" + token + R"("})");
}

struct Row {
  const char* name;
  std::string yml;
  std::string jwt_key;
  std::vector<std::string> more;
  int exit_code;
  const char* message;  ///< must be in the output
};

}  // namespace

TEST_CASE("refresh_server: login, authenticate, refresh and logout over config.yml and a secrets folder") {
  const Home home;
  ServiceProcess server{home.server()};
  CHECK(server.log().find(R"("event":"open_login")") != std::string::npos);
  CHECK(server.log().find(R"("flow":"D")") != std::string::npos);
  CHECK(send_request(server.port(), "GET", "/ping").body == "pong");
  const Pair first = login(server);
  const Answer claims = send_request(server.port(), "GET", "/authenticate", "", bearer(first.access));
  CHECK(claims.status == 200);
  CHECK(member(claims.body, "user_id") == "1");
  const Pair second = pair_of(refresh(server, first.refresh));
  CHECK(send_request(server.port(), "GET", "/authenticate", "", bearer(first.access)).status == 400);
  const Answer again = refresh(server, first.refresh);
  CHECK(again.status == 500);
  CHECK(again.body == "failed to refresh token\n");
  const Answer out = send_request(server.port(), "POST", "/logout", "", bearer(first.access));
  CHECK(out.status == 200);
  CHECK(out.body.empty());
  CHECK(send_request(server.port(), "GET", "/authenticate", "", bearer(second.access)).status == 400);
  CHECK(send_request(server.port(), "GET", "/readyz").status == 200);
  const Ending end = server.stop();
  CHECK(end.exit_code == 0);
  for (const std::string& unwanted : {key, first.access, first.refresh, second.refresh}) {
    CHECK(end.output.find(unwanted) == std::string::npos);
  }
  CHECK(end.output.find(R"("event":"session_reused")") != std::string::npos);
}

TEST_CASE("refresh_server: sessions survive a restart, and two servers share them") {
  const Home home;
  Pair pair;
  {
    ServiceProcess const before{home.server()};
    pair = login(before);
  }
  ServiceProcess const one{home.server()};
  ServiceProcess const two{home.server()};
  CHECK(send_request(one.port(), "GET", "/authenticate", "", bearer(pair.access)).status == 200);
  const Pair next = pair_of(refresh(two, pair.refresh));
  CHECK(refresh(one, pair.refresh).status == 500);
  CHECK(send_request(one.port(), "POST", "/logout", "", bearer(next.access)).status == 200);
  CHECK(send_request(two.port(), "GET", "/authenticate", "", bearer(next.access)).status == 400);
}

TEST_CASE("refresh_server: of 20 parallel refreshes of one token exactly one gets 200") {
  const Home home;
  ServiceProcess const server{home.server()};
  const Pair pair = login(server);
  std::array<int, 20> statuses{};
  std::vector<std::thread> clients;
  clients.reserve(statuses.size());
  for (int& status : statuses) {
    clients.emplace_back([&] { status = refresh(server, pair.refresh).status; });
  }
  for (std::thread& client : clients) client.join();
  CHECK(std::ranges::count(statuses, 200) == 1);
  CHECK(std::ranges::count(statuses, 500) == 19);
}

TEST_CASE(
    "refresh_server: while another program holds the file, logout is 503 and login 500; then it goes on") {
  const Home home;
  ServiceProcess const server{home.server()};
  const Pair pair = login(server);
  sqlite3* holder = nullptr;
  REQUIRE(sqlite3_open(home.database().c_str(), &holder) == SQLITE_OK);
  REQUIRE(sqlite3_exec(holder, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const Answer out = send_request(server.port(), "POST", "/logout", "", bearer(pair.access));
  CHECK(out.status == 503);
  CHECK(out.body == "failed to logout\n");
  CHECK(out.header("retry-after") == "1");
  CHECK(send_request(server.port(), "POST", "/login", user_1).body == "failed to login\n");
  REQUIRE(sqlite3_exec(holder, "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(holder);
  CHECK(send_request(server.port(), "POST", "/logout", "", bearer(pair.access)).status == 200);
}

TEST_CASE("refresh_server: SIGHUP takes new keys, and keeps the old ones when it cannot") {
  const Home home;
  ServiceProcess server{home.server()};
  const Pair pair = login(server);
  home.folder.write({"secrets/jwt_key", "short"});
  server.signal(SIGHUP);
  REQUIRE(server.wait_for_log("keys_kept"));
  CHECK(send_request(server.port(), "GET", "/authenticate", "", bearer(pair.access)).status == 200);
  home.folder.write({"secrets/jwt_key", other_key + "\n"});
  server.signal(SIGHUP);
  REQUIRE(server.wait_for_log("keys_loaded"));
  CHECK(send_request(server.port(), "GET", "/authenticate", "", bearer(pair.access)).status == 400);
  CHECK(server.stop().output.find("MARKED") == std::string::npos);
}

TEST_CASE("refresh_server: logging.mode and logging.level switch the output") {
  const Home info;
  ServiceProcess quiet{info.server()};
  // The harness reads the port of a server from a line in JSON, so the one with lines of text may not serve.
  const Home text{"open_login: true\nlogging: {mode: text, level: warn}\n"};
  const Launch taken = text.server({"--listen", "127.0.0.1:" + std::to_string(quiet.port())});
  const Ending refused = run(taken);
  CHECK(refused.exit_code == 1);
  CHECK(refused.output.find("Z warning refresh_server open_login reason=\"whoever") != std::string::npos);
  CHECK(refused.output.find("without_effect") == std::string::npos);  // which is info
  CHECK(refused.output.find("is taken by another program") != std::string::npos);
  const Home debug{"open_login: true\nlogging: {level: debug}\n"};
  ServiceProcess talkative{debug.server()};
  CHECK(send_request(talkative.port(), "GET", "/authenticate", "", bearer("a.b.c")).status == 400);
  CHECK(talkative.stop().output.find(
            R"("level":"debug","event":"refused","endpoint":"/authenticate","code":"base64url_invalid")") !=
        std::string::npos);
  CHECK(send_request(quiet.port(), "GET", "/authenticate", "", bearer("a.b.c")).status == 400);
  CHECK(quiet.stop().output.find("\"event\":\"refused\"") == std::string::npos);
}

TEST_CASE("refresh_server: what it cannot start with is refused with what to do about it") {
  const std::vector<Row> rows{
      {"no key", "", "", {"--store=sqlite:x"}, 2, "make one with: (umask 077; openssl rand -base64 48 > "},
      {"a short key", "", "MARKED-SECRET-short", {"--store=sqlite:x"}, 2, "at least 32 are needed"},
      {"a store with a password",
       "",
       key,
       {"--store=redis://:" + key + "@h"},
       2,
       "store must be redis:HOST:PORT or sqlite:PATH"},
      {"a store that cannot be", "", key, {"--store=sqlite:/nowhere/at/all.db"}, 1, "(store_unavailable"},
      {"an unknown key", "auth: {isuer: " + key + "}", key, {}, 2, "unknown key \"auth.isuer\""},
      {"no YAML", "a: \"" + key, key, {}, 2, "is not YAML"},
      {"a bad mode", "mode: " + key, key, {"--store=sqlite:x"}, 2, "mode must be exact or modern"},
      {"a bad log form",
       "logging: {mode: " + key + "}",
       key,
       {"--store=sqlite:x"},
       2,
       "logging.mode must be"},
      {"a bad log level",
       "logging: {level: " + key + "}",
       key,
       {"--store=sqlite:x"},
       2,
       "logging.level must"},
      {"an empty issuer", "auth: {issuer: ''}", key, {"--store=sqlite:x"}, 2, "auth.issuer: "},
      {"a bad range",
       "open_login_from: ['" + key + "']",
       key,
       {"--store=sqlite:x"},
       2,
       "open_login_from must list"},
      {"the key as a flag", "", key, {"--jwt-key=" + key}, 2, "jwt_key does not belong on a command line"},
      {"a key text as the key",
       "",
       R"({"kty":"oct","k":"MARKED-SECRET-AAAAAAAAAAAAAAAAAAAA"})",
       {"--store=sqlite:x"},
       2,
       "(key_is_text)"},
      {"another flow", "flow: B", key, {"--store=sqlite:x"}, 2, "flow must be \"D\""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Home home{row.yml, row.jwt_key};
    const Ending end = run({"refresh_server", home.arguments(row.more), {}});
    CHECK(end.exit_code == row.exit_code);
    CHECK_MESSAGE(end.output.find(row.message) != std::string::npos, end.output);
    CHECK_MESSAGE(end.output.find("MARKED") == std::string::npos, end.output);
  }
  const Ending none = run({"refresh_server", {}, {}});
  CHECK(none.exit_code == 2);
  CHECK(none.output.find("config.yml: cannot be read") != std::string::npos);
  CHECK(none.output.find("or name another with --config") != std::string::npos);
}

TEST_CASE("refresh_server: --check-config judges all but the store, and makes nothing") {
  struct Checked {
    const char* name;
    std::string yml;
    int exit_code;
    std::string output;
  };
  const std::string program = "refresh_server: ";
  for (const Checked& row :
       {Checked{"a good one", "open_login: true\nlogging: {mode: text, level: warn}\n", 0,
                "the configuration is good\n"},
        Checked{"a bad log form", "logging: {mode: xml}\n", 2,
                program + "logging.mode must be json or text\n"},
        Checked{"a bad mode", "mode: strict\n", 2, program + "mode must be exact or modern\n"}}) {
    CAPTURE(row.name);
    const Home home{row.yml};
    const Ending end = run(home.server({"--check-config", "--log-file", home.folder.path() + "/log"}));
    CHECK(end.exit_code == row.exit_code);
    CHECK(end.output == row.output);
    CHECK_FALSE(std::filesystem::exists(home.database()));
    CHECK_FALSE(std::filesystem::exists(home.folder.path() + "/log"));
  }
}

TEST_CASE(
    "refresh_server: a caller key asks about tokens and logs in nobody; the service key does the reverse") {
  const std::string caller_key = "MARKED-SECRET-33cc44dd-never-to-be-shown";
  const Home home{"", key};
  home.folder.write({"secrets/service_key", other_key});
  home.folder.write({"secrets/caller_key", caller_key});
  ServiceProcess server{home.server()};
  const auto log_in = [&](const std::string& with) {
    return send_request(server.port(), "POST", "/login", user_1, bearer(with));
  };
  const auto ask = [&](const std::string& path, const std::string& token, const std::string& with) {
    const std::string form = "token=" + token;
    const Connection connection{server.port()};
    connection.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + bearer(with) +
                    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                    std::to_string(form.size()) + "\r\n\r\n" + form);
    return connection.read_answer();
  };
  const Answer refused = log_in(caller_key);
  CHECK(refused.status == 403);
  CHECK(member(refused.body, "name") == "service_key");
  const Pair pair = pair_of(log_in(other_key));
  for (const char* path : {"/introspect", "/revoke"}) {
    CAPTURE(path);
    const Answer other = ask(path, pair.access, other_key);
    CHECK(other.status == 401);
    CHECK(other.body == R"({"error":"invalid_client"})");
  }
  CHECK(member(ask("/introspect", pair.access, caller_key).body, "active") == "true");
  CHECK(ask("/revoke", pair.access, caller_key).status == 200);
  CHECK(ask("/introspect", pair.access, caller_key).body == R"({"active":false})");
  CHECK(server.stop().output.find("MARKED") == std::string::npos);
}

TEST_CASE("refresh_server: without open_login nobody logs in; with a service key that one does") {
  const Home home{"", key};
  home.folder.write({"secrets/service_key", other_key});
  ServiceProcess server{home.server()};
  const Answer closed = send_request(server.port(), "POST", "/login", user_1);
  CHECK(closed.status == 403);
  CHECK(member(closed.body, "name") == "open_login");
  const Answer open = send_request(server.port(), "POST", "/login", user_1, bearer(other_key));
  CHECK(open.status == 200);
  CHECK(server.stop().output.find("MARKED") == std::string::npos);
}
