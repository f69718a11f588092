// The gate before logins without a credential: each condition refuses alone.
#include "common/open_login.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "flows/refresh_service.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

TrustedProxies ranges(const std::vector<std::string>& entries) {
  const auto parsed = TrustedProxies::parse(entries);
  REQUIRE(parsed);
  return *parsed;
}

/// What a row changes of a request from loopback to localhost.
struct Row {
  const char* name;
  std::string peer;
  std::string host;
  std::vector<std::pair<std::string, std::string>> headers;
  const char* refusal;  ///< empty: admitted
};

/// A service over the gate alone, so that the client's address is found as in a server.
std::string verdict(const OpenLoginRules& rules, const Row& row, const TrustedProxies& proxies) {
  OpenLoginRules copy{.open = rules.open, .from = rules.from, .hosts = rules.hosts, .proxies = proxies};
  for (const SecretBytes& key : rules.service_keys) {
    copy.service_keys.push_back(SecretBytes::copy_of(key.expose()));
  }
  const OpenLogin gate{std::move(copy)};
  Router router;
  router.add("POST", "/login", RouteCost::inline_, [&gate](const Request& asked) -> Result<Response> {
    if (const auto admitted = gate.admit(asked); !admitted) return admitted.error();
    return Response::empty(200);
  });
  const auto service =
      Service::build(std::move(router), {.trusted_proxies = proxies, .access_log = {}, .clock = steady_now});
  Request asked;
  asked.method = "POST";
  asked.path = "/login";
  asked.peer = row.peer;
  asked.headers.add("Host", row.host).add("X-Request-Id", "test-1");
  for (const auto& field : row.headers) asked.headers.add(field.first, field.second);
  const Response answer = service->handle(std::move(asked));
  return answer.status == 200 ? "" : problem_line(answer);
}

OpenLoginRules open_rules() {
  OpenLoginRules rules;
  rules.open = true;
  rules.from = ranges({"10.1.0.0/16"});
  rules.hosts = {"jwt.internal"};
  return rules;
}

}  // namespace

TEST_CASE("an open login is admitted only from here, for here, and from no web page") {
  const std::vector<Row> rows{
      {"loopback", "127.0.0.1", "localhost", {}, ""},
      {"IPv6 loopback", "::1", "[::1]:8080", {}, ""},
      {"a Unix socket", "", "localhost", {}, ""},
      {"a listed address", "10.1.2.3", "127.0.0.1:8080", {}, ""},
      {"a listed host, in capitals", "127.0.0.1", "JWT.internal:80", {}, ""},
      {"another address", "10.2.0.1", "localhost", {}, "403 forbidden peer"},
      {"another address, mapped", "::ffff:10.2.0.1", "localhost", {}, "403 forbidden peer"},
      {"forwarded by nobody we know",
       "127.0.0.1",
       "localhost",
       {{"X-Forwarded-For", "127.0.0.1"}},
       "403 forbidden forwarded"},
      {"Forwarded", "127.0.0.1", "localhost", {{"Forwarded", "for=127.0.0.1"}}, "403 forbidden forwarded"},
      {"X-Real-IP", "127.0.0.1", "localhost", {{"x-real-ip", "127.0.0.1"}}, "403 forbidden forwarded"},
      {"a foreign host", "127.0.0.1", "evil.example", {}, "403 forbidden host"},
      {"a host that begins like loopback", "127.0.0.1", "127.0.0.1.evil.example", {}, "403 forbidden host"},
      {"a host that ends like a listed one", "127.0.0.1", "x.jwt.internal", {}, "403 forbidden host"},
      {"a page's origin",
       "127.0.0.1",
       "localhost",
       {{"Origin", "https://evil.example"}},
       "403 forbidden origin"},
      {"a page's hidden origin", "127.0.0.1", "localhost", {{"Origin", "null"}}, "403 forbidden origin"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(verdict(open_rules(), row, {}) == row.refusal);
  }
}

TEST_CASE("behind a trusted proxy the client's own address decides") {
  const TrustedProxies proxies = ranges({"127.0.0.1", "10.1.0.9"});
  const std::vector<Row> rows{
      {"from loopback", "127.0.0.1", "localhost", {{"X-Forwarded-For", "127.0.0.7"}}, ""},
      {"from a listed one", "10.1.0.9", "jwt.internal", {{"X-Forwarded-For", "10.1.2.3"}}, ""},
      {"with both fields of nginx",
       "127.0.0.1",
       "localhost",
       {{"X-Forwarded-For", "10.1.2.3"}, {"X-Real-IP", "10.1.2.3"}},
       ""},
      {"from outside",
       "127.0.0.1",
       "localhost",
       {{"X-Forwarded-For", "203.0.113.5"}},
       "403 forbidden forwarded"},
      {"from outside, behind a forged loopback",
       "127.0.0.1",
       "localhost",
       {{"X-Forwarded-For", "127.0.0.7, 203.0.113.5"}},
       "403 forbidden forwarded"},
      {"with X-Real-IP alone, which is not read",
       "127.0.0.1",
       "localhost",
       {{"X-Real-IP", "127.0.0.1"}},
       "403 forbidden forwarded"},
      {"with Forwarded, which the proxy must remove",
       "127.0.0.1",
       "localhost",
       {{"X-Forwarded-For", "127.0.0.7"}, {"Forwarded", "for=203.0.113.5"}},
       "403 forbidden forwarded"},
      {"by a proxy that may not log in itself",
       "192.0.2.1",
       "localhost",
       {{"X-Forwarded-For", "127.0.0.7"}},
       "403 forbidden peer"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(verdict(open_rules(), row, proxies) == row.refusal);
  }
}

TEST_CASE("switched off, nobody is admitted, from wherever") {
  OpenLoginRules rules = open_rules();
  rules.open = false;
  CHECK(verdict(rules, {"loopback", "127.0.0.1", "localhost", {}, ""}, {}) == "403 forbidden open_login");
  CHECK(verdict(rules, {"unix", "", "localhost", {}, ""}, {}) == "403 forbidden open_login");
}

TEST_CASE("a service key admits from anywhere, and a wrong one from nowhere") {
  OpenLoginRules rules = open_rules();
  rules.open = false;
  rules.service_keys.push_back(key_of('a'));
  rules.service_keys.push_back(key_of('b'));
  const auto shown = [&rules](const std::string& authorization) {
    return verdict(
        rules,
        {"far", "203.0.113.5", "evil.example", {{"Authorization", authorization}, {"Origin", "x"}}, ""}, {});
  };
  CHECK(shown("Bearer " + std::string(32, 'a')).empty());
  CHECK(shown("bearer " + std::string(32, 'b')).empty());
  CHECK(shown("Bearer " + std::string(31, 'a')) == "403 forbidden service_key");
  CHECK(shown("Bearer " + std::string(33, 'a')) == "403 forbidden service_key");
  CHECK(shown("Basic " + std::string(32, 'a')) == "403 forbidden service_key");
  CHECK(verdict(rules, {"none", "127.0.0.1", "localhost", {}, ""}, {}) == "403 forbidden open_login");
  rules.open = true;
  CHECK(verdict(rules, {"near", "127.0.0.1", "localhost", {}, ""}, {}).empty());
  CHECK(shown("Bearer x") == "403 forbidden service_key");
}

TEST_CASE("flow D's login stands behind the gate, and a refusal asks no store") {
  RefreshServer server;
  server.open_gate({});
  CHECK(problem_line(server.login()) == "403 forbidden open_login");
  server.open_gate(open_rules());
  Request asked = request("POST", "/login", R"({"user_id":1})");
  asked.headers.add("Origin", "https://evil.example");
  CHECK(problem_line(server.ask(asked)) == "403 forbidden origin");
  CHECK(server.store.calls == 0);
}
