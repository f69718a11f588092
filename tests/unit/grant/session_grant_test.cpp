// A login begins a session and a refresh continues it: the order of calls, who is refused, what a failure
// leaves.
#include "signet/grant/session_grant.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "unit/grant/grant_fixture.hpp"

using namespace signet;
using namespace signet::test;

namespace {

using Names = std::vector<std::string>;

const std::string forged = "sgr1_" + std::string(112, '0');

}  // namespace

TEST_CASE("a login signs the access token of the session's own id, then begins the session") {
  Granting server;
  const auto tokens = server.grant.begin(server.ada, noon);
  REQUIRE(tokens);
  CHECK(server.calls.made == Names{"sign", "sessions.create"});
  CHECK(tokens->access_token ==
        server.subject() + " Ada@Example.com " + tokens->refresh_token.family.uuid.text());
  CHECK(tokens->refresh_token.expires_at == noon + Seconds::of(30 * 86'400));
  CHECK(server.active_sessions() == 1);
}

TEST_CASE("a refresh looks session and account up and signs before the token is replaced") {
  Granting server;
  const GrantedTokens first = server.begun();
  const auto outcome = server.grant.refresh(first.refresh_token.text, noon);
  REQUIRE(outcome.has_value());
  CHECK(outcome->result == RotationResult::rotated);
  CHECK(server.calls.made == Names{"sessions.find", "accounts.find_by_id", "sign", "sessions.rotate"});
  REQUIRE(outcome->tokens);
  CHECK(outcome->tokens->access_token == first.access_token);  // of the same account, name and session
  CHECK(outcome->tokens->refresh_token.text != first.refresh_token.text);
  CHECK(outcome->tokens->refresh_token.family == first.refresh_token.family);
  CHECK(server.refreshed(outcome->tokens->refresh_token.text) == RotationResult::rotated);
}

TEST_CASE("the access token of a refresh has the account's name as it is by then") {
  Granting server;
  const GrantedTokens first = server.begun();
  REQUIRE(server.accounts.remove(server.ada.id));
  REQUIRE(server.accounts.insert({.id = server.ada.id,
                                  .key = "lovelace@example.com",
                                  .name = "lovelace@example.com",
                                  .password_hash = "unread here",
                                  .epoch = server.ada.epoch,
                                  .created_at = noon}));
  const auto outcome = server.grant.refresh(first.refresh_token.text, noon);
  REQUIRE(outcome.has_value());
  REQUIRE(outcome->tokens);
  CHECK(outcome->tokens->access_token ==
        server.subject() + " lovelace@example.com " + first.refresh_token.family.uuid.text());
}

TEST_CASE("a forged refresh token is refused before any store is asked or anything is signed") {
  Granting server;
  server.begun();
  for (const std::string& text : {forged, std::string{}, std::string{"sgr1_"}, std::string(4096, 'a')}) {
    CHECK(server.grant.refresh(text, noon).error() == fail(Errc::refresh_token_invalid));
    CHECK(server.grant.end(text, noon).error() == fail(Errc::refresh_token_invalid));
  }
  CHECK(server.calls.made == Names{});
  CHECK(server.active_sessions() == 1);
}

TEST_CASE("a signer that fails has begun no session") {
  Granting server;
  server.signer_fails = true;
  CHECK(server.grant.begin(server.ada, noon).error() == fail(Errc::signing_failed));
  CHECK(server.calls.made == Names{"sign"});
  CHECK(server.active_sessions() == 0);
}

TEST_CASE("R06: a signer that fails has consumed no refresh token") {
  Granting server;
  const std::string token = server.begun().refresh_token.text;
  server.signer_fails = true;
  CHECK(server.grant.refresh(token, noon).error() == fail(Errc::signing_failed));
  CHECK(server.calls.made == Names{"sessions.find", "accounts.find_by_id", "sign"});
  server.signer_fails = false;
  CHECK(server.refreshed(token) == RotationResult::rotated);
}

TEST_CASE("without random bytes nothing is begun, signed or consumed") {
  Granting server;
  const std::string token = server.begun().refresh_token.text;
  server.random.stopped = true;
  CHECK(server.grant.begin(server.ada, noon).error() == fail(Errc::random_unavailable));
  CHECK(server.calls.made == Names{});
  CHECK(server.grant.refresh(token, noon).error() == fail(Errc::random_unavailable));
  server.random.stopped = false;
  CHECK(server.refreshed(token) == RotationResult::rotated);
  CHECK(server.active_sessions() == 1);
}

// RFC 9700 §4.14.2: of a replaced token nobody can tell whether its owner or a thief presents it.
TEST_CASE("R04: a second refresh with the old token is reuse, and takes the successor with it") {
  Granting server;
  const std::string old = server.begun().refresh_token.text;
  const auto renewed = server.grant.refresh(old, noon);
  REQUIRE(renewed.has_value());
  const auto replayed = server.grant.refresh(old, noon);
  REQUIRE(replayed.has_value());
  CHECK(replayed->result == RotationResult::reused);
  CHECK_FALSE(replayed->tokens);
  CHECK(server.refreshed(renewed->tokens->refresh_token.text) == RotationResult::not_active);
  CHECK(server.refreshed(old) == RotationResult::not_active);
  CHECK(server.active_sessions() == 0);
}

TEST_CASE("inside grace the holder of a just replaced token gets its successor again, with an access token") {
  Granting server{Seconds::of(10)};
  const GrantedTokens first = server.begun();
  const auto renewed = server.grant.refresh(first.refresh_token.text, noon);
  REQUIRE(renewed.has_value());
  const auto again = server.grant.refresh(first.refresh_token.text, noon + Seconds::of(9));
  REQUIRE(again.has_value());
  CHECK(again->result == RotationResult::current);
  REQUIRE(again->tokens);
  CHECK(again->tokens->refresh_token.text == renewed->tokens->refresh_token.text);
  CHECK(again->tokens->access_token == first.access_token);
}

TEST_CASE("a session that has run out is not active, and nothing is signed for it") {
  Granting server;
  const std::string token = server.begun().refresh_token.text;
  const NumericDate idle_end = noon + Seconds::of(7 * 86'400);
  const auto late = server.grant.refresh(token, idle_end);
  REQUIRE(late.has_value());
  CHECK(late->result == RotationResult::not_active);
  CHECK(server.calls.made == Names{"sessions.find"});
  const auto in_time = server.grant.refresh(token, idle_end + Seconds::of_microseconds(-1));
  REQUIRE(in_time.has_value());
  CHECK(in_time->result == RotationResult::rotated);
}

TEST_CASE("a session of a subject that is no account of this store is not active") {
  Granting server;
  const std::string nobody = Uuid::random(system_random()).value().text();
  for (const std::string& subject : {std::string{"ada"}, nobody}) {
    CAPTURE(subject);
    const auto begun = server.sessions.begin(subject, Epoch{}, noon);
    REQUIRE(begun);
    CHECK(server.refreshed(begun->text) == RotationResult::not_active);
  }
}

// The session store was not told of any of these, as when CredentialChanges stops half way.
TEST_CASE("a refresh that the account refuses is reported with session, account and reason") {
  struct Row {
    std::string_view name;
    Result<void> (*change)(Granting&);
    Errc reason;
  };
  const std::array rows{
      Row{"another epoch",
          [](Granting& server) -> Result<void> {
            const auto raised = server.accounts.raise_epoch(server.ada.id);
            return raised ? Result<void>{} : raised.error();
          },
          Errc::account_changed},
      Row{"locked",
          [](Granting& server) -> Result<void> {
            const auto locked = server.accounts.set_locked(server.ada.id, true);
            return locked ? Result<void>{} : locked.error();
          },
          Errc::forbidden},
      Row{"gone", [](Granting& server) { return server.accounts.remove(server.ada.id); },
          Errc::account_changed},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Granting server;
    const IssuedRefreshToken token = server.begun().refresh_token;
    REQUIRE(row.change(server));
    server.calls.mend();
    server.heard.events.clear();
    CHECK(server.refreshed(token.text) == RotationResult::not_active);
    CHECK(server.calls.made == Names{"sessions.find", "accounts.find_by_id"});
    REQUIRE(server.heard.events.size() == 1);
    const Event& event = server.heard.events.front();
    CHECK(event.kind == EventKind::session_refused);
    CHECK(event.subject == server.ada.id);
    CHECK(event.session == token.family.uuid);
    CHECK(event.code == row.reason);
  }
}

TEST_CASE("a refresh of a session that is not active is reported with the session") {
  Granting server;
  const IssuedRefreshToken token = server.begun().refresh_token;
  REQUIRE(server.changes.log_out_everywhere(server.ada.id));
  server.heard.events.clear();
  CHECK(server.refreshed(token.text) == RotationResult::not_active);
  REQUIRE(server.heard.events.size() == 1);
  const Event& event = server.heard.events.front();
  CHECK(event.kind == EventKind::session_refused);
  CHECK(event.subject == Uuid{});
  CHECK(event.session == token.family.uuid);
  CHECK(event.code == Errc::session_ended);
}

TEST_CASE("a session ends by a token of any generation, once") {
  Granting server;
  const std::string old = server.begun().refresh_token.text;
  const auto renewed = server.grant.refresh(old, noon);
  REQUIRE(renewed.has_value());
  const auto ended = server.grant.end(old, noon);
  REQUIRE(ended.has_value());
  CHECK(*ended == Revocation::revoked);
  const auto again = server.grant.end(renewed->tokens->refresh_token.text, noon);
  REQUIRE(again.has_value());
  CHECK(*again == Revocation::was_not_active);
  CHECK(server.refreshed(renewed->tokens->refresh_token.text) == RotationResult::not_active);
}

TEST_CASE("ending one session leaves the account's others") {
  Granting server;
  const std::string one = server.begun().refresh_token.text;
  const std::string other = server.begun().refresh_token.text;
  REQUIRE(server.grant.end(one, noon).has_value());
  CHECK(server.refreshed(other) == RotationResult::rotated);
}

// Rulings 2: a logout never reports success without effect.
TEST_CASE("a session that could not be ended lives on, and says so") {
  Granting server;
  const std::string token = server.begun().refresh_token.text;
  server.calls.take_down("sessions.");
  CHECK(server.grant.end(token, noon).error() == unavailable);
  server.calls.bring_up();
  CHECK(server.refreshed(token) == RotationResult::rotated);
}
