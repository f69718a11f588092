// What clients of flows B and C were given, for a dump of the store that their servers share.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "flows/auth_fleet_b.hpp"
#include "flows/fleet_c.hpp"
#include "flows/store_dump.hpp"

namespace signet::test {

/// The family of an opaque token in hex: behind its form's name and 4 bytes of key id.
inline std::string family_in(const std::string& token) { return token.substr(5 + 8, 32); }

/// Flow B: a registration, two logins, rotations of one of them, a replay and a logout.
inline Marked marked_b(const AuthFleetB& fleet, const AuthFleetB::Variables& store) {
  const ServiceProcess auth{fleet.launch({}, store)};
  Marked marked{.tokens = {logged_in_b(auth), logged_in_b(auth)},
                .secrets = {"S3cureP@ss", "a secret of thirty-two bytes or more",
                            "a refresh key of thirty-two bytes or more"},
                .present = {}};
  for (int i = 0; i < 3; ++i) {
    const Answer next = present_b(auth, "/auth/refresh", marked.tokens.back());
    REQUIRE_MESSAGE(next.status == 200, next.body);
    marked.tokens.push_back(member(next.body, "access_token"));
    marked.tokens.push_back(member(next.body, "refresh_token"));
  }
  CHECK(present_b(auth, "/auth/refresh", marked.tokens[1]).status == 400);
  CHECK(present_b(auth, "/auth/logout", marked.tokens[0]).status == 204);
  return marked;
}

/// Flow C, its refresh tokens rotating: the same.
inline Marked marked_c(const FleetC& fleet) {
  const ServiceProcess auth{fleet.launch({"--rotate"})};
  const std::string ended = member(log_in(auth).body, "refresh_token");
  Marked marked{.tokens = {ended, member(log_in(auth).body, "refresh_token")},
                .secrets = {"S3cureP@ss", access_secret, refresh_secret},
                .present = {}};
  for (int i = 0; i < 3; ++i) {
    const Answer next = send_request(auth.port(), "POST", "/token", body_with(marked.tokens.back()));
    REQUIRE_MESSAGE(next.status == 200, next.body);
    marked.tokens.push_back(member(next.body, "access_token"));
    marked.tokens.push_back(member(next.body, "refresh_token"));
  }
  CHECK(refresh(auth, marked.tokens[1]) == 403);
  CHECK(send_request(auth.port(), "DELETE", "/logout", body_with(ended)).status == 204);
  return marked;
}

}  // namespace signet::test
