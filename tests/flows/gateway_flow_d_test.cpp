// Flow D as documented: three instances on one Redis behind nginx; and the gate of its open login through it.
#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "flows/fleet_d.hpp"
#include "flows/nginx_server.hpp"

using namespace signet::test;

namespace {

const std::string behind_nginx = "open_login: true\ntrusted_proxies: [127.0.0.1]\n";

ShippedSite site_d(const std::vector<std::uint16_t>& instances) {
  std::string servers;
  for (const std::uint16_t instance : instances) {
    servers += "server 127.0.0.1:" + std::to_string(instance) + ";\n";
  }
  return {"flows/D/nginx.conf", "127.0.0.1:4000", {{"server jwt:8080;", servers}}};
}

struct Gateway {
  FleetD fleet{behind_nginx};
  std::array<std::unique_ptr<ServiceProcess>, 3> instances;
  std::unique_ptr<NginxServer> nginx;

  Gateway() {
    std::vector<std::uint16_t> ports;
    for (auto& instance : instances) {
      instance = std::make_unique<ServiceProcess>(fleet.launch());
      ports.push_back(instance->port());
    }
    nginx = std::make_unique<NginxServer>(site_d(ports));
  }
  ClientD client() const { return {nginx->port()}; }
};

/// How many lines of its access log have the text.
int lines_with(const std::string& log, const std::string& text) {
  int count = 0;
  for (std::size_t at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++count;
  return count;
}

/// A login of user 1 with these header lines beside Host.
Answer login_from(std::uint16_t port, const char* address, const std::string& host,
                  const std::string& headers) {
  const std::string body = R"({"user_id":1})";
  const Connection connection{port, address};
  REQUIRE(connection.open());
  connection.send("POST /login HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + headers +
                  "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  return connection.read_answer();
}

/// `403 peer`: the status, and of a refusal the name of the condition.
std::string verdict(const Answer& answer) {
  const std::string status = std::to_string(answer.status);
  return answer.status == 200 ? status : status + " " + member(answer.body, "name");
}

}  // namespace

TEST_CASE("three instances behind nginx are one service: requests go round, sessions are found everywhere") {
  const Gateway gateway;
  const ClientD client = gateway.client();
  for (int user = 1; user <= 10; ++user) {
    CHECK(send_request(client.port, "GET", "/ping").body == "pong");
    const PairD pair = pair_of(client.login(user));
    CHECK(client.authenticate(pair.access).status == 200);
    const PairD next = pair_of(client.refresh(pair.refresh));
    CHECK(line_of(client.authenticate(pair.access)) == "400 failed to authenticate");
    CHECK(line_of(client.refresh(pair.refresh)) == "500 failed to refresh token");
    CHECK(client.post_form("/introspect", "token=" + next.access).status == 200);
    CHECK(client.logout(pair.access).status == 200);
    CHECK(line_of(client.authenticate(next.access)) == "400 failed to authenticate");
  }
  for (const auto& instance : gateway.instances) {
    const std::string log = instance->stop().output;
    CHECK(lines_with(log, R"("event":"request")") == 30);  // 90 requests, in turn
    CHECK(log.find("MARKED") == std::string::npos);
  }
}

TEST_CASE("behind nginx an instance that is gone is passed over, and its sessions go on") {
  const Gateway gateway;
  const ClientD client = gateway.client();
  const PairD pair = pair_of(client.login());
  gateway.instances[1]->stop();
  for (int i = 0; i < 9; ++i) CHECK(client.authenticate(pair.access).status == 200);
  CHECK(client.logout(pair.access).status == 200);
}

TEST_CASE("through nginx an open login is admitted by the client's own address, Host and lack of an Origin") {
  const Gateway gateway;
  const std::string own = "localhost:" + std::to_string(gateway.nginx->port());
  struct Row {
    const char* name;
    const char* address;
    std::string host;
    std::string headers;
    const char* verdict;
  };
  for (const Row& row : {
           Row{"from this machine", "127.0.0.1", own, "", "200"},
           Row{"from another address", "127.0.0.2", own, "X-Test-Client: 203.0.113.5\r\n", "403 forwarded"},
           Row{"from there, with a forged X-Forwarded-For", "127.0.0.2", own,
               "X-Test-Client: 203.0.113.5\r\nX-Forwarded-For: 127.0.0.1\r\n", "403 forwarded"},
           Row{"from there, with every field forged", "127.0.0.2", own,
               "X-Test-Client: 203.0.113.5\r\nX-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\n"
               "Forwarded: for=127.0.0.1\r\n",
               "403 forwarded"},
           Row{"from here, naming itself another", "127.0.0.1", own, "X-Forwarded-For: 203.0.113.5\r\n",
               "200"},
           Row{"a foreign host", "127.0.0.1", "evil.example", "", "403 host"},
           Row{"a page of another site", "127.0.0.1", own, "Origin: https://evil.example\r\n", "403 origin"},
       }) {
    CAPTURE(row.name);
    CHECK(verdict(login_from(gateway.nginx->port(), row.address, row.host, row.headers)) == row.verdict);
  }
}

TEST_CASE("where nginx is no trusted proxy, nothing it forwards is an open login") {
  const FleetD fleet;
  ServiceProcess const instance{fleet.launch()};
  const NginxServer nginx{site_d({instance.port()})};
  CHECK(verdict(login_from(nginx.port(), "127.0.0.1", "localhost", "")) == "403 forwarded");
}
