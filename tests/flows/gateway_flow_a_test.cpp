// Flow A whole, behind a real nginx: two auth instances, the API, and what becomes of it when one of them
// goes.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "flows/gateway_a.hpp"
#include "flows/gateway_stubs_a.hpp"
#include "support/await.hpp"
#include "support/loopback_port.hpp"

using namespace signet::test;

namespace {

// documented_token with one thing changed each.
constexpr const char* of_another_key =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJpc3MiOiJhdXRoLXNlcnZpY2UiLCJzdWIiOiIxIiwiYXVkIjpbImFwaS1zZXJ2aWNlIl0sImV4cCI6NDEwMjQ0NDgwMCwiaWF0Ijox"
    "NzAw"
    "MDAwMDAwLCJqdGkiOiIxIn0.GmccF7RSUHrjc6m5od2zozyTEA5XWclRqpE5A5MvX18";
constexpr const char* expired =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJpc3MiOiJhdXRoLXNlcnZpY2UiLCJzdWIiOiIxIiwiYXVkIjpbImFwaS1zZXJ2aWNlIl0sImV4cCI6MTcwMDAwMDE4MCwiaWF0Ijox"
    "NzAw"
    "MDAwMDAwLCJqdGkiOiIxIn0.Sxse4BJjnNov8Na2b89brA85dwgFB-FZcDDLx79NxEY";
constexpr const char* for_another_audience =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJpc3MiOiJhdXRoLXNlcnZpY2UiLCJzdWIiOiIxIiwiYXVkIjpbIm90aGVyLXNlcnZpY2UiXSwiZXhwIjo0MTAyNDQ0ODAwLCJpYXQi"
    "OjE3"
    "MDAwMDAwMDAsImp0aSI6IjEifQ.Mg9T6XtfCTJqsjoDddrxZlHs9J0_4fcJH6ue0n0bHto";
constexpr const char* of_another_issuer =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJpc3MiOiJvdGhlciIsInN1YiI6IjEiLCJhdWQiOlsiYXBpLXNlcnZpY2UiXSwiZXhwIjo0MTAyNDQ0ODAwLCJpYXQiOjE3MDAwMDAw"
    "MDAs"
    "Imp0aSI6IjEifQ._QQWX0730P-MaeYZrVH6UpJETk140TpF9wO9Or0-f_M";
constexpr const char* by_hs512 =
    "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9."
    "eyJpc3MiOiJhdXRoLXNlcnZpY2UiLCJzdWIiOiIxIiwiYXVkIjpbImFwaS1zZXJ2aWNlIl0sImV4cCI6NDEwMjQ0NDgwMCwiaWF0Ijox"
    "NzAw"
    "MDAwMDAwLCJqdGkiOiIxIn0."
    "TxUoSn94_n0rA-TI5H5pWw7g31m_w9RWl12OyDG5sPQgL-D02w4Ovy7DXyVW1fMKVEPgdE-CBKw9TeVQ2tWB_Q";
constexpr const char* by_none =
    "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0."
    "eyJpc3MiOiJhdXRoLXNlcnZpY2UiLCJzdWIiOiIxIiwiYXVkIjpbImFwaS1zZXJ2aWNlIl0sImV4cCI6NDEwMjQ0NDgwMCwiaWF0Ijox"
    "NzAw"
    "MDAwMDAwLCJqdGkiOiIxIn0.";

struct BadToken {
  const char* token;
  const char* code;
};
constexpr std::array bad_tokens{BadToken{of_another_key, "signature_invalid"},
                                BadToken{expired, "token_expired"},
                                BadToken{for_another_audience, "claim_mismatch"},
                                BadToken{of_another_issuer, "claim_mismatch"},
                                BadToken{by_hs512, "algorithm_not_allowed"},
                                BadToken{by_none, "token_malformed"},
                                BadToken{"garbage", "token_malformed"}};

std::string token_of(const Answer& answer) {
  REQUIRE_MESSAGE(answer.status == 200, answer.body);
  return member(answer.body, "token");
}

/// `401 {"error":…}`, without the newline.
std::string line_of(const Answer& answer) {
  CHECK(answer.body.ends_with('\n'));
  return std::to_string(answer.status) + " " + answer.body.substr(0, answer.body.size() - 1);
}

int validation(const ServiceProcess& auth, const std::string& token) {
  return send_request(auth.port(), "GET", "/validate", "", bearer(token)).status;
}

int count(const std::string& log, const std::string& text) {
  int found = 0;
  for (std::size_t at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE(
    "flow A through its gateway: the three users log in, in turn at both instances, and read their "
    "profiles") {
  GatewayA all;
  const std::uint16_t port = all.nginx.port();
  struct User {
    const char* name;
    const char* password;
    const char* id;
  };
  for (const User& user : {User{"alice", "password123", "1"}, User{"bob", "securepass456", "2"},
                           User{"admin", "adminpass789", "3"}}) {
    CAPTURE(user.name);
    const Answer answer = log_in(port, user.name, user.password);
    CHECK(answer.header("content-type") == "application/json");
    CHECK(answer.header("authorization") == "(absent)");
    const std::string token = token_of(answer);
    CHECK(validation(all.first, token) == 200);
    CHECK(validation(all.second, token) == 200);
    const Answer read = profile(port, token);
    CHECK(read.status == 200);
    const std::string data = member(read.body, "data");
    CHECK(member(data, "id") == user.id);
    CHECK(member(data, "username") == std::string{"User-"} + user.id);
  }
  CHECK(line_of(log_in(port, "alice", "wrong")) ==
        R"(401 {"error":"Invalid credentials","code":"INVALID_CREDENTIALS"})");
  CHECK(line_of(send_request(port, "POST", "/login", "{}")) ==
        R"(401 {"error":"Invalid credentials","code":"INVALID_CREDENTIALS"})");
  CHECK(line_of(send_request(port, "POST", "/login", "{")) ==
        R"(400 {"error":"Invalid request format","code":"INVALID_JSON"})");
  CHECK(send_request(port, "GET", "/api/v1/nothing", "", bearer(documented_token)).status == 404);
  for (ServiceProcess* auth : {&all.first, &all.second}) {
    const std::string log = auth->stop().output;
    CHECK(count(log, R"("endpoint":"/login")") == 3);
    CHECK(count(log, R"("endpoint":"/validate")") >= 5);
  }
}

TEST_CASE(
    "a token that PyJWT made to the documented contract is good everywhere; what is not good is good "
    "nowhere") {
  const GatewayA all;
  CHECK(validation(all.first, documented_token) == 200);
  CHECK(validation(all.second, documented_token) == 200);
  CHECK(profile(all.api.port(), documented_token).status == 200);
  for (int i = 0; i < 4; ++i) CHECK(profile(all.nginx.port(), documented_token).status == 200);
  for (const BadToken& bad : bad_tokens) {
    CAPTURE(bad.code);
    CHECK(validation(all.first, bad.token) == 401);
    CHECK(validation(all.second, bad.token) == 401);
    CHECK(profile(all.api.port(), bad.token).status == 401);
    const Answer refused = profile(all.nginx.port(), bad.token);
    CHECK(gateway_problem(refused) == std::string{"401 "} + bad.code);
    CHECK(refused.header("www-authenticate").starts_with("Bearer realm=\"signet\", error=\"invalid_token\""));
  }
  for (const std::string& fields :
       {std::string{}, std::string{"Authorization: NotBearer "} + documented_token + "\r\n"}) {
    const Answer refused = send_request(all.nginx.port(), "GET", profile_path, "", fields);
    CHECK(gateway_problem(refused) == "401 authorization_missing");
    CHECK(refused.header("www-authenticate") == "Bearer realm=\"signet\"");
  }
}

TEST_CASE("H01: two Authorization fields never reach the API") {
  const GatewayA all;
  const std::string two = bearer(documented_token) + bearer(documented_token);
  CHECK(gateway_problem(send_request(all.nginx.port(), "GET", profile_path, "", two)) ==
        "400 request_malformed");
  CHECK(all.api.log().find(R"("status":200)") == std::string::npos);
}

TEST_CASE("the API believes no gateway: where the validation says yes to everything, it still refuses") {
  const StubUpstream credulous{StubsA::yes};
  const ServiceProcess api{ServersA::api()};
  const NginxServer nginx{site_a({credulous.port(), credulous.port(), api.port()})};
  CHECK(profile(nginx.port(), documented_token).status == 200);
  for (const BadToken& bad : bad_tokens) CHECK(profile(nginx.port(), bad.token).status == 401);
  CHECK(send_request(nginx.port(), "GET", profile_path, "", "X-User-ID: 1\r\n").status == 401);
}

TEST_CASE("guesses are throttled by the client's own address, which it cannot choose") {
  const ServersA servers;
  const ServiceProcess auth{servers.auth()};
  const NginxServer nginx{site_a({auth.port(), auth.port(), free_port()})};
  const auto log_in_from = [&](const std::string& client, const std::string& password, int forged) {
    const std::string body = R"({"username":"alice","password":")" + password + R"("})";
    const Connection connection{nginx.port(), "127.0.0.2"};
    connection.send("POST /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Test-Client: " +
                    client + "\r\nX-Forwarded-For: 192.0.2." + std::to_string(forged) +
                    "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return connection.read_answer();
  };
  // One guess comes back every 6 s, so on a slow machine it takes more than 21.
  int guesses = 0;
  Answer refused = log_in_from("203.0.113.5", "no", 0);
  for (; refused.status == 401 && guesses < 200; ++guesses)
    refused = log_in_from("203.0.113.5", "no", guesses);
  CHECK(guesses >= 20);
  CHECK(refused.status == 429);
  CHECK(member(refused.body, "code") == "THROTTLED");
  CHECK(refused.header("retry-after") != "(absent)");
  CHECK(log_in_from("203.0.113.6", "password123", 0).status == 200);
}

TEST_CASE(
    "flows 4.3.7: the gateway starts with one instance absent; without any it is 503, and never lets pass") {
  const ServersA servers;
  ServiceProcess auth{servers.auth()};
  const ServiceProcess api{ServersA::api()};
  const NginxServer nginx{site_a({free_port(), auth.port(), api.port()})};
  for (int i = 0; i < 6; ++i) {
    CHECK(profile(nginx.port(), documented_token).status == 200);
    CHECK(profile(nginx.port(), of_another_key).status == 401);
    CHECK(log_in(nginx.port(), "alice", "password123").status == 200);
  }
  auth.stop();
  for (int i = 0; i < 6; ++i) {
    CHECK(gateway_problem(profile(nginx.port(), documented_token)) == "503 source_unavailable, again in 1 s");
    CHECK(gateway_problem(profile(nginx.port(), "garbage")) == "503 source_unavailable, again in 1 s");
    CHECK(gateway_problem(log_in(nginx.port(), "alice", "password123")) ==
          "503 source_unavailable, again in 1 s");
  }
}

TEST_CASE(
    "an instance killed under load: no bad token passes, no good one is refused, nothing fails after the "
    "retry") {
  GatewayA all;
  const std::uint16_t port = all.nginx.port();
  constexpr int each = 150;
  std::atomic<int> asked = 0;
  std::array<std::vector<int>, 5> statuses;
  std::vector<std::thread> clients;
  for (std::size_t client = 0; client < statuses.size(); ++client) {
    clients.emplace_back([&, client] {
      const bool logs_in = client == 4;
      for (int i = 0; i < (logs_in ? each / 10 : each); ++i, ++asked) {
        statuses[client].push_back(
            logs_in ? log_in(port, "alice", "password123").status
                    : profile(port, client % 2 == 0 ? documented_token : of_another_key).status);
      }
    });
  }
  await("requests", [&] { return asked >= each; });
  all.first.signal(SIGKILL);
  for (std::thread& client : clients) client.join();
  const auto only = [&](std::size_t client, int status) {
    return std::ranges::all_of(statuses[client], [&](int seen) { return seen == status; });
  };
  for (const std::size_t client : {0U, 2U}) CHECK(only(client, 200));
  for (const std::size_t client : {1U, 3U}) CHECK(only(client, 401));
  CHECK(std::ranges::count(statuses[4], 200) >= each / 10 - 2);
  CHECK(std::ranges::all_of(statuses[4], [](int seen) { return seen == 200 || seen == 503; }));
}

TEST_CASE(
    "an instance that is stopped under load, of validations and logins at once, costs nobody an answer") {
  ServersA servers;
  const std::vector<std::string> patient{"--hash-deadline-ms", "60000"};  // whatever else the machine does
  ServiceProcess leaving{servers.auth(patient)};
  const ServiceProcess staying{servers.auth(patient)};
  const ServiceProcess api{ServersA::api()};
  ShippedSite site = site_a({leaving.port(), staying.port(), api.port()});
  site.changes.emplace_back("proxy_read_timeout 5s;", "proxy_read_timeout 60s;");
  const NginxServer nginx{site};
  constexpr int each = 120;  // at the least: they go on until it has stopped
  std::atomic<bool> stopped = false;
  std::atomic<int> asked = 0;
  std::atomic<int> logged_in = 0;
  std::array<std::vector<int>, 5> statuses;
  std::vector<std::thread> clients;
  for (std::size_t client = 0; client < statuses.size(); ++client) {
    clients.emplace_back([&, client] {
      const bool logs_in = client >= 3;
      for (int i = 0; logs_in ? i < 8 : i < each || !stopped; ++i) {
        statuses[client].push_back(logs_in ? log_in(nginx.port(), "alice", "password123").status
                                           : profile(nginx.port(), documented_token).status);
        ++(logs_in ? logged_in : asked);
      }
    });
  }
  await("both loads", [&] { return asked >= each && logged_in >= 4; });
  const Ending ended = leaving.stop();
  stopped = true;
  for (std::thread& client : clients) client.join();
  CHECK(ended.exit_code == 0);
  CHECK(count(ended.output, R"("endpoint":"/login")") >= 1);
  for (const std::vector<int>& seen : statuses)
    CHECK(std::ranges::all_of(seen, [](int status) { return status == 200; }));
}

TEST_CASE(
    "a deployment split by roles: logins at one instance, validation at another, behind the same gateway") {
  const ServersA servers;
  const ServiceProcess login{servers.auth({"--roles", "login"})};
  const ServiceProcess validate{{"auth_server",
                                 {"--flow=A", "--roles=validate", "--trusted-proxies=127.0.0.1"},
                                 {{"JWT_SECRET", gateway_secret}},
                                 false}};
  const ServiceProcess api{ServersA::api()};
  ShippedSite site = site_a({validate.port(), validate.port(), api.port()});
  const std::string zone = "zone auth_login 64k;\n";
  const std::string instances =
      "  server 127.0.0.1:8080 max_fails=3 fail_timeout=2s;\n  server 127.0.0.1:8081 max_fails=3 "
      "fail_timeout=2s;\n";
  site.changes.insert(
      site.changes.begin(),
      {zone + instances, zone + "  server 127.0.0.1:" + std::to_string(login.port()) + ";\n"});
  const NginxServer nginx{site};
  const std::string token = token_of(log_in(nginx.port(), "alice", "password123"));
  CHECK(profile(nginx.port(), token).status == 200);
  CHECK(profile(nginx.port(), "garbage").status == 401);
}
