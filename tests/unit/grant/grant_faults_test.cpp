// Logins and refreshes while calls to the stores break off: no token counts twice, no client is stranded.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "unit/grant/grant_fixture.hpp"

using namespace signet;
using namespace signet::test;

namespace {

constexpr std::size_t refresh_calls = 3;  // sessions.find, accounts.find_by_id, sessions.rotate
constexpr std::size_t rotate_call = 3;

/// The generation of Ada's only session.
std::uint32_t generation(Granting& server) {
  const auto all = server.sessions.list(server.subject(), noon);
  REQUIRE(all);
  REQUIRE(all->size() == 1);
  return all->front().family.generation;
}

}  // namespace

TEST_CASE("whichever call of a refresh breaks off, the token is replaced once and its client goes on") {
  for (const Lost lost : {Lost::request, Lost::answer}) {
    for (std::size_t n = 1; n <= refresh_calls; ++n) {
      CAPTURE(n);
      Granting server;
      const std::string token = server.begun().refresh_token.text;
      server.calls.break_off(n, lost);
      auto outcome = server.grant.refresh(token, noon);
      CHECK(server.calls.broke_off());
      server.calls.mend();
      if (n < rotate_call) {
        CHECK(outcome.error() == unavailable);
        CHECK(generation(server) == 0);
        outcome = server.grant.refresh(token, noon);
      }
      REQUIRE(outcome.has_value());
      CHECK(outcome->result == RotationResult::rotated);
      CHECK(generation(server) == 1);
      CHECK(server.refreshed(outcome->tokens->refresh_token.text) == RotationResult::rotated);
      CHECK(server.refreshed(token) == RotationResult::reused);
    }
  }
}

TEST_CASE("a rotation that breaks off twice is told as unavailable, after two tries and no more") {
  Granting server;
  const std::string token = server.begun().refresh_token.text;
  server.calls.break_off(rotate_call, Lost::request, 2);
  CHECK(server.grant.refresh(token, noon).error() == unavailable);
  CHECK(server.calls.made == std::vector<std::string>{"sessions.find", "accounts.find_by_id", "sign",
                                                      "sessions.rotate", "sessions.rotate"});
  server.calls.mend();
  CHECK(generation(server) == 0);
  CHECK(server.refreshed(token) == RotationResult::rotated);
}

// What grace is for: without it the client whose answer was lost twice must log in again.
TEST_CASE("when both answers of a rotation are lost, grace decides whether the client can go on") {
  struct Row {
    Seconds grace;
    RotationResult presented_again;
  };
  for (const Row& row :
       {Row{Seconds{}, RotationResult::reused}, Row{Seconds::of(10), RotationResult::current}}) {
    CAPTURE(row.grace.count());
    Granting server{row.grace};
    const std::string token = server.begun().refresh_token.text;
    server.calls.break_off(rotate_call, Lost::answer, 2);
    CHECK(server.grant.refresh(token, noon).error() == unavailable);
    server.calls.mend();
    CHECK(generation(server) == 1);  // both tries were one attempt
    CHECK(server.refreshed(token) == row.presented_again);
  }
}

TEST_CASE("a login whose session cannot be begun gives no token away and leaves no session") {
  for (const Lost lost : {Lost::request, Lost::answer}) {
    Granting server;
    server.calls.break_off(1, lost);
    CHECK(server.grant.begin(server.ada, noon).error() == unavailable);
    CHECK(server.calls.made == std::vector<std::string>{"sign", "sessions.create", "sessions.revoke"});
    server.calls.mend();
    CHECK(server.active_sessions() == 0);
    CHECK(server.grant.begin(server.ada, noon));
  }
}

TEST_CASE("a session that was begun unheard and could not be ended is told as unavailable, after one try") {
  Granting server;
  server.calls.break_off(1, Lost::answer);
  server.calls.take_down("sessions.revoke");
  CHECK(server.grant.begin(server.ada, noon).error() == unavailable);
  CHECK(server.calls.made == std::vector<std::string>{"sign", "sessions.create", "sessions.revoke"});
  server.calls.bring_up();
  server.calls.mend();
  CHECK(server.active_sessions() == 1);  // known to nobody; it ends by itself
}

TEST_CASE("a login that the store refuses asks it for nothing more") {
  Granting server;
  CHECK(server.sessions.raise_epoch(server.subject(), Epoch{1}));
  server.calls.mend();
  CHECK(server.grant.begin(server.ada, noon).error() == fail(Errc::account_changed));
  CHECK(server.calls.made == std::vector<std::string>{"sign", "sessions.create"});
}
