// Flow A's gateway for tests: nginx before upstreams, and what its clients ask.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "flows/answers.hpp"
#include "flows/client.hpp"
#include "flows/nginx_server.hpp"
#include "flows/service.hpp"
#include "flows/temporary_folder.hpp"
#include "flows/users_database.hpp"

namespace signet::test {

inline const std::string gateway_folder = std::string{SIGNET_SOURCE_DIR} + "/examples/gateway";
inline const std::string gateway_secret = "0123456789abcdef0123456789abcdef";

/// A token of the documented contract, made by PyJWT 2.6.0 with gateway_secret:
/// {"iss":"auth-service","sub":"1","aud":["api-service"],"exp":4102444800,"iat":1700000000,"jti":"1"}.
constexpr const char* documented_token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJpc3MiOiJhdXRoLXNlcnZpY2UiLCJzdWIiOiIxIiwiYXVkIjpbImFwaS1zZXJ2aWNlIl0sImV4cCI6NDEwMjQ0NDgwMCwiaWF0Ijox"
    "NzAw"
    "MDAwMDAwLCJqdGkiOiIxIn0.HsW_-WPDLMx7zDahLNi_O8i4Aup3iXmONqCo06etWoM";

/// Where the upstreams of flow A's gateway listen.
struct PortsA {
  std::uint16_t auth;
  std::uint16_t second_auth;
  std::uint16_t api;
};

inline ShippedSite site_a(const PortsA& ports) {
  const auto at = [](std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); };
  return {"gateway/nginx.conf",
          "127.0.0.1:80",
          {{"127.0.0.1:8080 ", at(ports.auth) + " "},
           {"127.0.0.1:8081 ", at(ports.second_auth) + " "},
           {"127.0.0.1:3000;", at(ports.api) + ";"}}};
}

/// Table of users of flow A, and its servers as they run behind the gateway.
struct ServersA {
  TemporaryFolder folder;
  std::string url = "sqlite:" + folder.path() + "/users.db";

  ServersA() { seed_users(folder.path() + "/users.db"); }

  Launch auth(const std::vector<std::string>& more = {}) const {
    Launch launch{"auth_server",
                  {"--flow", "A", "--trusted-proxies", "127.0.0.1", "--hash-deadline-ms", "60000"},
                  {{"DATABASE_URL", url}, {"JWT_SECRET", gateway_secret}},
                  false};
    launch.arguments.insert(launch.arguments.end(), more.begin(), more.end());
    return launch;
  }
  static Launch api() {
    return {"resource_server",
            {"--flow", "A", "--trusted-proxies", "127.0.0.1"},
            {{"JWT_SECRET", gateway_secret}, {"PROFILE_DELAY_MS", "0"}},
            false};
  }
};

/// All of flow A: two instances, the API, the gateway.
struct GatewayA {
  ServersA servers;
  ServiceProcess first{servers.auth()};
  ServiceProcess second{servers.auth()};
  ServiceProcess api{ServersA::api()};
  NginxServer nginx{site_a({first.port(), second.port(), api.port()})};
};

constexpr const char* profile_path = "/api/v1/user/profile";

inline std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

inline Answer log_in(std::uint16_t port, const std::string& name, const std::string& password) {
  return send_request(port, "POST", "/login",
                      R"({"username":")" + name + R"(","password":")" + password + R"("})");
}

inline Answer profile(std::uint16_t port, const std::string& token) {
  return send_request(port, "GET", profile_path, "", bearer(token));
}

/// RFC 9110's name of a status that the gateway answers by itself.
inline std::string title_of(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "(none)";
  }
}

/// `503 overloaded, again in 7 s`: status and code of a problem of the gateway's, held to its form.
inline std::string gateway_problem(const Answer& answer) {
  CHECK(answer.header("content-type") == "application/problem+json");
  CHECK(answer.header("cache-control") == "no-store");
  CHECK(answer.header("server") == "nginx");
  CHECK(answer.count("x-request-id") == 1);
  CHECK(member(answer.body, "type") == "about:blank");
  CHECK(member(answer.body, "title") == title_of(answer.status));
  CHECK(member(answer.body, "status") == std::to_string(answer.status));
  CHECK(member(answer.body, "request_id") == answer.header("x-request-id"));
  const std::string again = answer.header("retry-after");
  return std::to_string(answer.status) + " " + member(answer.body, "code") +
         (again == "(absent)" ? "" : ", again in " + again + " s");
}

}  // namespace signet::test
