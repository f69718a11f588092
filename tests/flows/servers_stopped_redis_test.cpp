// Servers killed inside a refresh over HTTP, their sessions in Redis.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "flows/auth_fleet_b.hpp"
#include "flows/fleet_d.hpp"
#include "flows/stopped_c.hpp"

using namespace signet::test;

namespace {

// A user's pair after the server that it asked for another was killed at `place`; the fleet has not answered.
struct Interrupted {
  PairD pair;
  ServiceProcess survivor;

  Interrupted(const FleetD& fleet, const char* place, const std::vector<std::string>& options)
      : survivor(fleet.launch(options)) {
    Launch dying = fleet.launch(options);
    dying.environment.emplace_back("TEST_SIGNET_STOP_AT", place);
    ServiceProcess killed{dying};
    const ClientD client{killed.port()};
    pair = pair_of(client.login());
    CHECK(client.refresh(pair.refresh).status == 0);
    CHECK(killed.wait_for_end().exit_code == 128 + 9);
  }
};

std::string id_of(const ClientD& client, const std::string& token) {
  return member(client.post_form("/introspect", "token=" + token).body, "jti");
}

}  // namespace

TEST_CASE("R06: flow B's sessions in Redis, a server killed inside a refresh: one successor at most") {
  const RedisServer redis;
  for (const char* place : {"before_rotate", "after_rotate"}) {
    for (const bool has_grace : {false, true}) {
      check_repeated_refresh(AuthFleetB{}, {{"SIGNET_SESSIONS_URL", redis.url()}}, place, has_grace);
    }
  }
}

TEST_CASE("R06: flow C's sessions in Redis, a server killed inside a refresh: one successor at most") {
  const RedisServer redis;
  check_stopped_refreshes_c(FleetC{{{"SIGNET_SESSIONS_URL", redis.url()}}});
}

TEST_CASE("R06: refresh_server killed before it rotates has rotated nothing: the same refresh is the first") {
  for (const char* mode : {"--mode=exact", "--mode=modern"}) {
    CAPTURE(std::string{mode});
    const FleetD fleet;
    const Interrupted interrupted{fleet, "before_rotate", {mode}};
    const ClientD client{interrupted.survivor.port()};
    CHECK(client.authenticate(interrupted.pair.access).status == 200);
    const PairD next = pair_of(client.refresh(interrupted.pair.refresh));
    CHECK(client.authenticate(next.access).status == 200);
    CHECK(client.authenticate(interrupted.pair.access).status != 200);
  }
}

TEST_CASE(
    "R06: refresh_server killed between rotate and answer, modern: the same refresh gets the one successor") {
  const FleetD fleet;
  const Interrupted interrupted{fleet, "after_rotate", {"--mode=modern", "--refresh-grace=60s"}};
  const ClientD client{interrupted.survivor.port()};
  const PairD next = pair_of(client.refresh(interrupted.pair.refresh));
  const PairD again = pair_of(client.refresh(interrupted.pair.refresh));
  CHECK(id_of(client, next.refresh) == id_of(client, again.refresh));
  CHECK(id_of(client, next.access) == id_of(client, again.access));
  CHECK(client.authenticate(next.access).status == 200);
  CHECK(client.authenticate(interrupted.pair.access).status == 401);
  // Used: whoever brings the first again is not who got the second, and the session ends.
  CHECK(client.refresh(interrupted.pair.refresh).status != 200);
  CHECK(client.refresh(next.refresh).status != 200);
}

TEST_CASE(
    "R06: refresh_server killed between rotate and answer, exact: the same refresh is refused, as "
    "documented") {
  const FleetD fleet;
  const Interrupted interrupted{fleet, "after_rotate", {}};
  const ClientD client{interrupted.survivor.port()};
  for (int i = 0; i < 2; ++i) {
    CHECK(line_of(client.refresh(interrupted.pair.refresh)) == "500 failed to refresh token");
  }
  CHECK(line_of(client.authenticate(interrupted.pair.access)) == "400 failed to authenticate");
  const PairD fresh = pair_of(client.login());
  CHECK(client.authenticate(fresh.access).status == 200);
  CHECK(line_of(client.refresh(interrupted.pair.refresh)) == "500 failed to refresh token");
  CHECK(client.authenticate(fresh.access).status == 200);
}
