// Flow D's sessions: one per user, one winner per refresh token, an end by inactivity; and modern mode.
#include "refresh_server/sessions_d.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <vector>

#include "flows/refresh_service.hpp"
#include "unit/session/scripted_session_store.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

constexpr FamiliesOptions modern{.grace = Seconds::of(10), .on_reuse = OnReuse::revoke};

/// The sequence of events, as the server would log them.
struct Events {
  std::vector<EventKind> kinds;
  Errc last_code{};
  Observer observer() noexcept {
    return {.on_event =
                [](void* context, const Event& event) noexcept {
                  static_cast<Events*>(context)->kinds.push_back(event.kind);
                  static_cast<Events*>(context)->last_code = event.code;
                },
            .context = this};
  }
};

/// Gives nothing from the moment it is told so.
class DryRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) override { return fail(Errc::random_unavailable); }
};

}  // namespace

TEST_CASE("a second login of a user ends the first session, and no other user's") {
  RefreshServer const server;
  const TokenPair first = pair_of(server.login());
  const TokenPair other = pair_of(server.login(R"({"user_id":2})"));
  const TokenPair second = pair_of(server.login());
  CHECK(plain_line(server.authenticate(first.access)) == "400 failed to authenticate");
  CHECK(plain_line(server.refresh(first.refresh)) == "500 failed to refresh token");
  CHECK(plain_line(server.logout(first.access)) == "500 failed to logout");
  CHECK(server.authenticate(second.access).status == 200);
  CHECK(server.authenticate(other.access).status == 200);
}

TEST_CASE("a refresh ends the access token before it at once") {
  RefreshServer const server;
  const TokenPair first = pair_of(server.login());
  const TokenPair second = pair_of(server.refresh(first.refresh));
  CHECK(plain_line(server.authenticate(first.access)) == "400 failed to authenticate");
  CHECK(server.authenticate(second.access).status == 200);
  CHECK(plain_line(server.authenticate(second.refresh)) == "400 failed to authenticate");
}

TEST_CASE("logout takes any unexpired token of the session: replaced access, either refresh token") {
  for (const bool refresh_token : {false, true}) {
    for (const bool replaced : {false, true}) {
      CAPTURE(refresh_token);
      CAPTURE(replaced);
      RefreshServer const server;
      const TokenPair first = pair_of(server.login());
      const TokenPair second = pair_of(server.refresh(first.refresh));
      const TokenPair& shown = replaced ? first : second;
      const Response answer = server.logout(refresh_token ? shown.refresh : shown.access);
      CHECK(answer.status == 200);
      CHECK(answer.body.empty());
      CHECK(plain_line(server.authenticate(second.access)) == "400 failed to authenticate");
      CHECK(plain_line(server.refresh(second.refresh)) == "500 failed to refresh token");
      CHECK(plain_line(server.logout(second.access)) == "500 failed to logout");
    }
  }
}

TEST_CASE(
    "the documented load test: ping, login, authenticate, refresh, logout with the first access token") {
  RefreshServer const server;
  for (int user = 0; user < 20; ++user) {
    CHECK(server.ask(request("GET", "/ping")).status == 200);
    const TokenPair pair = pair_of(server.login(R"({"user_id":)" + std::to_string(user) + "}"));
    CHECK(server.authenticate(pair.access).status == 200);
    CHECK(server.refresh(pair.refresh).status == 200);
    CHECK(server.logout(pair.access).status == 200);
    CHECK(server.authenticate(pair.access).status == 400);
  }
}

TEST_CASE("of 20 parallel refreshes of one token one gets 200 and nineteen 500, and its tokens are good") {
  RefreshServer const server;
  const TokenPair pair = pair_of(server.login());
  std::array<Response, 20> answers;
  std::vector<std::thread> clients;
  clients.reserve(answers.size());
  for (Response& answer : answers) {
    clients.emplace_back([&server, &pair, &answer] { answer = server.refresh(pair.refresh); });
  }
  for (std::thread& client : clients) client.join();
  CHECK(std::ranges::count(answers, 200, &Response::status) == 1);
  CHECK(std::ranges::count(answers, 500, &Response::status) == 19);
  const auto winner = std::ranges::find(answers, 200, &Response::status);
  REQUIRE(winner != answers.end());
  const TokenPair next = pair_of(*winner);
  CHECK(server.authenticate(next.access).status == 200);  // in exact mode reuse ends nothing
  CHECK(server.refresh(next.refresh).status == 200);
}

TEST_CASE("24 h without use end a session; use and refresh begin the time anew") {
  RefreshServer server;
  const TokenPair idle = pair_of(server.login());
  server.now = server.now + Seconds::of(23 * 3600);
  const TokenPair second = pair_of(server.refresh(idle.refresh));
  server.now = server.now + Seconds::of(899);
  CHECK(server.authenticate(second.access).status == 200);
  server.now = server.now + Seconds::of(24 * 3600 - 1);
  const TokenPair third = pair_of(server.refresh(second.refresh));
  server.now = server.now + Seconds::of(24 * 3600);
  CHECK(plain_line(server.refresh(third.refresh)) == "500 failed to refresh token");
  CHECK(plain_line(server.logout(third.refresh)) == "500 failed to logout");
}

TEST_CASE("a refresh token lasts 720 h of its own, and the session for as long as it is used") {
  RefreshServer server{true, {.idle = Seconds::of(800 * 3600)}};
  TokenPair pair = pair_of(server.login());
  for (int round = 0; round < 12; ++round) {  // nearly a year
    server.now = server.now + Seconds::of(720 * 3600 - 1);
    pair = pair_of(server.refresh(pair.refresh));
  }
  server.now = server.now + Seconds::of(720 * 3600);
  CHECK(plain_line(server.refresh(pair.refresh)) == "500 failed to refresh token");
}

TEST_CASE("each authenticate, refresh and logout asks the store once, a forged token never") {
  RefreshServer const server;
  const TokenPair pair = pair_of(server.login());
  CHECK(server.store.calls == 1);
  server.authenticate(pair.access);
  CHECK(server.store.calls == 2);
  const TokenPair next = pair_of(server.refresh(pair.refresh));
  CHECK(server.store.calls == 3);
  server.logout(next.access);
  CHECK(server.store.calls == 4);
  const std::string forged = next.access.substr(0, next.access.size() - 2) + "AA";
  server.authenticate(forged);
  server.refresh(forged);
  server.logout(forged);
  server.authenticate(next.refresh);
  server.refresh(next.access);
  CHECK(server.store.calls == 4);
}

TEST_CASE("a session outlives a change of keys: the first signs, all verify, and a key taken away ends it") {
  RefreshServer server;
  const TokenPair old = pair_of(server.login());
  server.use_keys("nk");
  CHECK(server.authenticate(old.access).status == 200);
  const TokenPair next = pair_of(server.refresh(old.refresh));
  CHECK(server.authenticate(next.access).status == 200);
  server.use_keys("n");
  CHECK(server.authenticate(next.access).status == 200);
  CHECK(server.authenticate(old.access).status == 400);
  CHECK(server.refresh(next.refresh).status == 200);
}

TEST_CASE("without random bytes nothing is begun and no refresh token is used up") {
  RefreshServer const server;
  const TokenPair pair = pair_of(server.login());
  DryRandom dry;
  SwitchableSessionStore store;
  FamiliesD families{store, dry, {}};
  SessionsD sessions{families, dry, server.tokens};
  CHECK(sessions.begin(1, server.now).error() == fail(Errc::random_unavailable));
  CHECK(sessions.refresh(pair.refresh, server.now).error() == fail(Errc::random_unavailable));
  CHECK(store.calls == 0);
}

TEST_CASE("what happens to a session is reported with its family") {
  Events events;
  RefreshServer server{false, modern, events.observer()};
  const TokenPair pair = pair_of(server.login());
  const TokenPair next = pair_of(server.refresh(pair.refresh));
  pair_of(server.refresh(pair.refresh));
  server.now = server.now + Seconds::of(11);
  server.refresh(pair.refresh);
  const TokenPair again = pair_of(server.login());
  server.logout(again.access);
  server.refresh(again.refresh);
  CHECK(events.kinds == std::vector{EventKind::session_begun, EventKind::session_rotated,
                                    EventKind::session_reissued, EventKind::session_reused,
                                    EventKind::session_begun, EventKind::session_ended,
                                    EventKind::session_refused});
}

TEST_CASE("a reuse whose end no replica confirmed is reported before it is answered as an error") {
  Events events;
  RefreshServer const server{false, modern};
  const TokenPair pair = pair_of(server.login());
  ScriptedSessionStore store;
  store.rotation = fail(Errc::revoke_unconfirmed);
  FamiliesD families{store, system_random(), modern};
  SessionsD sessions{families, system_random(), server.tokens, events.observer()};
  CHECK(sessions.refresh(pair.refresh, server.now).error() == fail(Errc::revoke_unconfirmed));
  CHECK(events.kinds == std::vector{EventKind::session_reused});
  CHECK(events.last_code == Errc::revoke_unconfirmed);
}

TEST_CASE("a rotation without an answer is asked for once more as the same attempt; no other error is") {
  RefreshServer const server{false, modern};
  const TokenPair pair = pair_of(server.login());
  ScriptedSessionStore store;
  FamiliesD families{store, system_random(), modern};
  SessionsD sessions{families, system_random(), server.tokens};
  store.rotation = fail(Errc::store_unavailable);
  CHECK(sessions.refresh(pair.refresh, server.now).error() == fail(Errc::store_unavailable));
  CHECK(store.calls == std::vector<std::string>{"rotate", "rotate"});
  REQUIRE(store.given.size() % 2 == 0);
  CHECK(store.given.substr(0, store.given.size() / 2) == store.given.substr(store.given.size() / 2));
  store.calls.clear();
  store.rotation = fail(Errc::revoke_unconfirmed);
  CHECK(sessions.refresh(pair.refresh, server.now).error() == fail(Errc::revoke_unconfirmed));
  CHECK(store.calls == std::vector<std::string>{"rotate"});
}

TEST_CASE(
    "modern: within the grace the predecessor gets the same successor; after it, reuse ends the session") {
  RefreshServer server{false, modern};
  const TokenPair first = pair_of(server.login());
  const TokenPair second = pair_of(server.refresh(first.refresh));
  server.now = server.now + Seconds::of(9);
  const TokenPair again = pair_of(server.refresh(first.refresh));
  const auto uid_of = [&server](const std::string& token) {
    const auto claims = server.tokens.get()->verify(token, server.now);
    REQUIRE(claims);
    return claims->uid;
  };
  CHECK(uid_of(again.refresh) == uid_of(second.refresh));
  CHECK(server.authenticate(again.access).status == 200);
  server.now = server.now + Seconds::of(11);
  CHECK(problem_line(server.refresh(first.refresh)) == "400 refresh_token_invalid");
  CHECK(problem_line(server.authenticate(again.access)) == "401 session_ended");
  CHECK(problem_line(server.refresh(second.refresh)) == "400 refresh_token_invalid");
}

TEST_CASE(
    "modern: every failure is a problem of RFC 9457, with a challenge of RFC 6750 where a token is due") {
  RefreshServer server{false, modern};
  const TokenPair pair = pair_of(server.login());
  const Response none = server.ask(request("GET", "/authenticate"));
  CHECK(problem_line(none) == "401 authorization_missing");
  CHECK(header(none, "WWW-Authenticate") == R"(Bearer realm="signet")");
  const Response bad = server.authenticate(pair.refresh);
  CHECK(problem_line(bad) == "401 claim_mismatch type");
  CHECK(header(bad, "WWW-Authenticate").starts_with(R"(Bearer realm="signet", error="invalid_token")"));
  CHECK(problem_line(server.login("{}")) == "422 member_invalid user_id");
  CHECK(problem_line(server.login("x")) == "400 request_malformed");
  CHECK(problem_line(server.ask(request("POST", "/refresh", "{}"))) == "422 member_invalid refresh");
  CHECK(problem_line(server.ask(request("GET", "/login"))) == "405 method_not_allowed");
  CHECK(problem_line(server.ask(request("GET", "/nowhere"))) == "404 not_found");
  CHECK(server.ask(request("HEAD", "/ping")).status == 200);
  CHECK(server.logout(pair.access).status == 200);
  CHECK(server.logout(pair.access).status == 200);  // it is over, as asked
  CHECK(problem_line(server.logout("a.b.c")) == "401 base64url_invalid");
  server.store.broken = true;
  for (const Response& answer : {server.login(), server.refresh(pair.refresh),
                                 server.authenticate(pair.access), server.logout(pair.access)}) {
    CHECK(problem_line(answer) == "503 store_unavailable");
    CHECK(header(answer, "Retry-After") == "1");
  }
}
