// Flow C's servers as processes: what their tests ask them, whatever store they share.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "flows/answers.hpp"
#include "flows/client.hpp"
#include "flows/service.hpp"

namespace signet::test {

inline const std::string access_secret = "the secret of access tokens, 38 bytes.";
inline const std::string refresh_secret = "the secret of refresh tokens, 39 bytes.";
inline const std::string ada = R"({"username":"ada","password":"S3cureP@ss"})";
inline const std::string wrong = R"({"username":"ada","password":"another password"})";

inline std::string env_of_c() {
  return "ACCESS_TOKEN_SECRET=" + access_secret + "\nREFRESH_TOKEN_SECRET='" + refresh_secret + "'\n";
}

/// What every auth server of these tests is told: hashes are cheap, and who comes first makes an account.
inline const std::vector<std::string> auth_arguments{"--open-login", "--serve-verify",
                                                     "--argon2-memory-kib=8", "--hash-workers=1",
                                                     "--hash-deadline-ms=60000"};

inline std::string body_with(const std::string& token) { return R"({"refresh_token":")" + token + R"("})"; }

inline Answer log_in(const ServiceProcess& server) {
  return send_request(server.port(), "POST", "/login", ada);
}

inline int refresh(const ServiceProcess& server, const std::string& token) {
  return send_request(server.port(), "POST", "/token", body_with(token)).status;
}

inline int posts(std::uint16_t port, const std::string& token) {
  return send_request(port, "GET", "/posts", "", "Authorization: Bearer " + token + "\r\n").status;
}

/// The port of the resource server's listener.
inline std::uint16_t posts_port_of(const ServiceProcess& both) {
  const std::string line = R"("option":"resource_listen","url":"http://127.0.0.1:)";
  REQUIRE(both.wait_for_log(line));
  const std::string log = both.log();
  return static_cast<std::uint16_t>(std::stoi(log.substr(log.find(line) + line.size(), 5)));
}

/// What both forms of the demo answer: `login` and `users` at the resource server's port.
inline void check_shared(const ServiceProcess& auth, std::uint16_t posts_port) {
  const Answer login = log_in(auth);
  REQUIRE(login.status == 200);
  CHECK(posts(posts_port, member(login.body, "access_token")) == 200);
  CHECK(posts(posts_port, member(login.body, "refresh_token")) == 403);
  CHECK(send_request(posts_port, "GET", "/users").body == R"([{"username":"ada"}])");
  CHECK(send_request(posts_port, "POST", "/login", ada).body == R"({"message":"Login successful"})");
  CHECK(send_request(posts_port, "POST", "/login", wrong).status == 401);
  CHECK(send_request(posts_port, "POST", "/login", R"({"username":"bob","password":"S3cureP@ss"})").status ==
        401);
  CHECK(send_request(posts_port, "POST", "/login", "{").status == 400);
  CHECK(send_request(posts_port, "GET", "/users").body == R"([{"username":"ada"}])");
}

/// The document's own lesson: what lives in one process's memory, the other does not see.
inline void check_one_store(const ServiceProcess& one, const ServiceProcess& two) {
  const std::string token = member(log_in(one).body, "refresh_token");
  CHECK(send_request(two.port(), "POST", "/login", wrong).status == 401);
  CHECK(refresh(two, token) == 200);
  CHECK(send_request(two.port(), "DELETE", "/logout", body_with(token)).status == 204);
  CHECK(refresh(one, token) == 403);
  CHECK(refresh(two, token) == 403);
}

}  // namespace signet::test
