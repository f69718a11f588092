// Several refresh_servers over one Redis, and what a client asks of them.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "flows/answers.hpp"
#include "flows/client.hpp"
#include "flows/service.hpp"
#include "support/redis_server.hpp"

namespace signet::test {

inline const std::string fleet_key = "MARKED-SECRET-7c1f0a9e-never-to-be-shown";
inline const std::string fleet_service_key = "MARKED-SECRET-11aa22bb-never-to-be-shown";

struct PairD {
  std::string access;
  std::string refresh;
};

inline PairD pair_of(const Answer& answer) {
  REQUIRE_MESSAGE(answer.status == 200, answer.body);
  return {member(answer.body, "access"), member(answer.body, "refresh")};
}

inline std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

/// `400 failed to authenticate`, without the newline.
inline std::string line_of(const Answer& answer) {
  return std::to_string(answer.status) + " " + answer.body.substr(0, answer.body.find('\n'));
}

/// Flow D's requests to whatever listens on a port.
struct ClientD {
  std::uint16_t port = 0;

  Answer login(int user = 1) const {
    return send_request(port, "POST", "/login", R"({"user_id":)" + std::to_string(user) + "}");
  }
  Answer authenticate(const std::string& token) const {
    return send_request(port, "GET", "/authenticate", "", bearer(token));
  }
  Answer refresh(const std::string& token) const {
    return send_request(port, "POST", "/refresh", R"({"refresh":")" + token + R"("})");
  }
  Answer logout(const std::string& token) const {
    return send_request(port, "POST", "/logout", "", bearer(token));
  }
  /// `/revoke` and `/introspect`, with the service key.
  Answer post_form(const std::string& path, const std::string& form) const {
    const Connection connection{port};
    connection.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                    bearer(fleet_service_key) + "Content-Type: application/x-www-form-urlencoded\r\n" +
                    "Content-Length: " + std::to_string(form.size()) + "\r\n\r\n" + form);
    return connection.read_answer();
  }
};

/// Their common folder, keys and Redis.
struct FleetD {
  RedisServer redis;
  TemporaryFolder folder;
  std::string config;

  explicit FleetD(const std::string& yml = "open_login: true\n", std::vector<std::string> redis_lines = {})
      : redis(std::move(redis_lines)), config(folder.write({"config.yml", yml})) {
    std::filesystem::create_directory(folder.path() + "/secrets");
    folder.write({"secrets/jwt_key", fleet_key + "\n"});
    folder.write({"secrets/service_key", fleet_service_key + "\n"});
    folder.write({"secrets/cache_password", redis_password() + "\n"});
  }
  Launch launch(std::vector<std::string> more = {}) const {
    std::vector<std::string> all{"--config",         config,
                                 "--secrets-folder", folder.path() + "/secrets",
                                 "--store",          "redis:" + redis.endpoint()};
    all.insert(all.end(), more.begin(), more.end());
    return {"refresh_server", std::move(all), {}, false};
  }
  std::string value_of(const std::string& key) const { return redis.ask({"GET", key}).at(0); }
};

}  // namespace signet::test
