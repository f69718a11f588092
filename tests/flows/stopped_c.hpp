// Flow C's auth_server killed inside a refresh over HTTP, whatever store it shares with a survivor.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "flows/fleet_c.hpp"
#include "signet/jose/base64url.hpp"

namespace signet::test {

/// Which refresh token of which session it is.
inline std::string id_of(const std::string& token) {
  const std::size_t claims = token.find('.') + 1;
  const auto decoded = base64url_decode(std::string_view{token}.substr(claims, token.rfind('.') - claims));
  REQUIRE(decoded);
  return member(*decoded, "jti");
}

inline Answer present(const ServiceProcess& server, const std::string& token) {
  return send_request(server.port(), "POST", "/token", body_with(token));
}

/// The refresh token of a login, whose server was killed at `place` of its refresh.
inline std::string interrupted_at(const char* place, Launch launch, const ServiceProcess& survivor) {
  launch.environment.emplace_back("TEST_SIGNET_STOP_AT", place);
  ServiceProcess dying{launch};
  const std::string token = member(log_in(survivor).body, "refresh_token");
  CHECK(present(dying, token).status == 0);
  CHECK(dying.wait_for_end().exit_code == 128 + 9);
  return token;
}

/// Kills servers at every place of a refresh: where nothing was rotated, the same refresh again is the first;
/// where it was, it is reuse, which ends the session, or inside grace gets the one successor.
inline void check_stopped_refreshes_c(const FleetC& fleet) {
  {
    INFO("used, and not answered");
    const ServiceProcess survivor{fleet.launch()};
    const std::string token = interrupted_at("after_use", fleet.launch(), survivor);
    for (int i = 0; i < 2; ++i) CHECK(refresh(survivor, token) == 200);
  }
  {
    INFO("not yet rotated, and then rotated and not answered");
    const std::vector<std::string> options{"--rotate"};
    const ServiceProcess survivor{fleet.launch(options)};
    const std::string kept = interrupted_at("before_rotate", fleet.launch(options), survivor);
    const Answer first = present(survivor, kept);
    REQUIRE(first.status == 200);
    CHECK(id_of(member(first.body, "refresh_token")) == id_of(kept) + ".1");
    const std::string spent = interrupted_at("after_rotate", fleet.launch(options), survivor);
    for (int i = 0; i < 2; ++i) CHECK(refresh(survivor, spent) == 403);
    CHECK(refresh(survivor, member(log_in(survivor).body, "refresh_token")) == 200);
    CHECK(refresh(survivor, member(first.body, "refresh_token")) == 200);
  }
  {
    INFO("rotated and not answered, inside grace");
    const std::vector<std::string> options{"--rotate", "--mode=modern", "--rotate-grace=60s"};
    const ServiceProcess survivor{fleet.launch(options)};
    const std::string token = interrupted_at("after_rotate", fleet.launch(options), survivor);
    const std::string successor = member(present(survivor, token).body, "refresh_token");
    CHECK(id_of(successor) == id_of(token) + ".1");
    CHECK(id_of(member(present(survivor, token).body, "refresh_token")) == id_of(successor));
    const std::string next = member(present(survivor, successor).body, "refresh_token");
    CHECK(id_of(next) == id_of(token) + ".2");
    // Used: whoever brings the first again is not who got the second, and the session ends.
    for (const std::string& ended : {token, next}) CHECK(refresh(survivor, ended) == 400);
  }
}

}  // namespace signet::test
