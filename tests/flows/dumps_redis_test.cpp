// What a Redis of sessions holds after logins and rotations: nothing that is as good as a token.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "flows/dumped_b_c.hpp"
#include "flows/fleet_d.hpp"

using namespace signet::test;

namespace {

/// Without compression, so that what is in a value can be found in its dump.
const std::vector<std::string> plain{"rdbcompression no"};

/// Every key, and what DUMP writes of it.
std::string dump_of(const RedisServer& redis) {
  std::string dump;
  for (const std::string& key : redis.ask({"KEYS", "*"})) dump += key + redis.ask({"DUMP", key}).at(0);
  return dump;
}

/// Flow D: logins of two users, rotations of the first's session, a logout of the second's.
Marked marked_d(const FleetD& fleet, const std::vector<std::string>& options) {
  const ServiceProcess server{fleet.launch(options)};
  const ClientD client{server.port()};
  Marked marked{.tokens = {}, .secrets = {fleet_key, fleet_service_key}, .present = {}};
  PairD pair = pair_of(client.login(2));
  marked.tokens = {pair.access, pair.refresh};
  CHECK(client.logout(pair.access).status == 200);
  pair = pair_of(client.login());
  for (int i = 0; i < 3; ++i) {
    marked.tokens.insert(marked.tokens.end(), {pair.access, pair.refresh});
    pair = pair_of(client.refresh(pair.refresh));
  }
  marked.tokens.insert(marked.tokens.end(), {pair.access, pair.refresh});
  return marked;
}

}  // namespace

TEST_CASE("R10: a Redis of flow B's or C's sessions holds no token, key or password") {
  const RedisServer b{plain};
  Marked marked = marked_b(AuthFleetB{}, {{"SIGNET_SESSIONS_URL", b.url()}});
  marked.present = {"signet:{B}:family:" + family_in(marked.tokens[0]).substr(0, 8) + "-"};
  check_dump(dump_of(b), marked);
  const RedisServer c{plain};
  marked = marked_c(FleetC{{{"SIGNET_SESSIONS_URL", c.url()}}});
  marked.present = {"signet:{C}:family:"};
  check_dump(dump_of(c), marked);
}

// The uids of exact mode are what its tokens name themselves by; no token can be made of them (rulings 4).
TEST_CASE("R10: a Redis of flow D's sessions holds no token and no key, in either mode") {
  for (const bool exact : {true, false}) {
    CAPTURE(exact);
    const FleetD fleet{"open_login: true\n", plain};
    Marked marked = marked_d(fleet, {exact ? "--mode=exact" : "--mode=modern"});
    marked.present = {exact ? R"({"access_uid":")" : "signet:{D}:family:"};
    check_dump(dump_of(fleet.redis), marked);
  }
}
