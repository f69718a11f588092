// Several auth_servers of flow B with refresh over the same accounts, keys and sessions.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "flows/answers.hpp"
#include "flows/client.hpp"
#include "flows/service.hpp"

namespace signet::test {

inline const std::string ada_b = R"({"email":"a@b.com","password":"S3cureP@ss"})";

/// Their common folder, with accounts in a file, and the keys that all have.
struct AuthFleetB {
  using Variables = std::vector<std::pair<std::string, std::string>>;

  TemporaryFolder folder;
  std::string accounts = folder.path() + "/accounts.db";  ///< empty: where the variables say
  std::string refresh_key = folder.write({"refresh_key", "a refresh key of thirty-two bytes or more"});

  Launch launch(const std::vector<std::string>& more = {}, const Variables& variables = {}) const {
    Launch launch{"auth_server",
                  {"--refresh", "--refresh-key-file", refresh_key, "--argon2-memory-kib=8",
                   "--hash-workers=1", "--hash-deadline-ms=60000"},
                  {{"JWT_SECRET", "a secret of thirty-two bytes or more"}}};
    if (!accounts.empty()) launch.arguments.insert(launch.arguments.end(), {"--accounts-file", accounts});
    launch.arguments.insert(launch.arguments.end(), more.begin(), more.end());
    launch.environment.insert(launch.environment.end(), variables.begin(), variables.end());
    return launch;
  }
};

/// Registers where needed and logs in. @return the refresh token
inline std::string logged_in_b(const ServiceProcess& auth) {
  send_request(auth.port(), "POST", "/auth/register", ada_b);
  const Answer login = send_request(auth.port(), "POST", "/auth/login", ada_b);
  REQUIRE_MESSAGE(login.status == 200, login.body);
  return member(login.body, "refresh_token");
}

inline Answer present_b(const ServiceProcess& auth, const std::string& path, const std::string& token) {
  return send_request(auth.port(), "POST", path, R"({"refresh_token":")" + token + R"("})");
}

/// A client whose server is killed at `place` of its refresh asks the survivor for the same, and again.
///
/// With grace, or where nothing was rotated, it gets one successor, however often it asks, which is good once
/// used and ends the session when the first token then comes again. Without grace the token is reuse.
inline void check_repeated_refresh(const AuthFleetB& fleet, const AuthFleetB::Variables& store,
                                   const char* place, bool has_grace) {
  CAPTURE(std::string{place});
  CAPTURE(has_grace);
  const std::vector<std::string> options{std::string{"--refresh-grace="} + (has_grace ? "60" : "0")};
  auto killing = store;
  killing.emplace_back("TEST_SIGNET_STOP_AT", place);
  ServiceProcess dying{fleet.launch(options, killing)};
  const ServiceProcess survivor{fleet.launch(options, store)};
  const std::string token = logged_in_b(dying);
  CHECK(present_b(dying, "/auth/refresh", token).status == 0);
  CHECK(dying.wait_for_end().exit_code == 128 + 9);

  const Answer repeated = present_b(survivor, "/auth/refresh", token);
  const bool was_rotated = std::string{place} == "after_rotate";
  if (was_rotated && !has_grace) {
    CHECK(repeated.status == 400);
    CHECK(member(repeated.body, "code") == "refresh_token_invalid");
    return;
  }
  REQUIRE_MESSAGE(repeated.status == 200, repeated.body);
  const std::string successor = member(repeated.body, "refresh_token");
  if (has_grace) {
    CHECK(member(present_b(survivor, "/auth/refresh", token).body, "refresh_token") == successor);
  }
  const Answer next = present_b(survivor, "/auth/refresh", successor);
  REQUIRE_MESSAGE(next.status == 200, next.body);
  // Used: whoever brings the first again is not who got the second.
  CHECK(present_b(survivor, "/auth/refresh", token).status == 400);
  CHECK(present_b(survivor, "/auth/refresh", member(next.body, "refresh_token")).status == 400);
}

}  // namespace signet::test
