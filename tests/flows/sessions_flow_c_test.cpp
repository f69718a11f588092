// Flow C's sessions, called without a socket: refresh, logout, what ends a session, and rotation.
#include "auth_server/sessions_c.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "flows/auth_server_c.hpp"
#include "store/intercepted_stores.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

constexpr std::int64_t day = 86'400;

/// 200 with an access token and nothing else.
void check_refreshed(const Response& answer) {
  CHECK(answer.status == 200);
  CHECK(header(answer, "Content-Type") == "application/json");
  CHECK(header(answer, "Cache-Control") == "no-store");
  CHECK(member(answer.body, "access_token").size() > 100);
  CHECK(member(answer.body, "refresh_token") == "(absent)");
}

/// 200 with both. @return the new refresh token
std::string replaced(const Response& answer) {
  CHECK(answer.status == 200);
  CHECK(member(answer.body, "access_token").size() > 100);
  return member(answer.body, "refresh_token");
}

/// Gives ada's account another name, as only the database's owner could.
void rename_account(AuthServerC& server, const std::string& name) {
  Account account = **server.store.find_by_key("ada");
  account.name = name;
  REQUIRE(server.store.remove(account.id));
  REQUIRE(server.store.insert(account));
}

/// A store whose rotations end the session for reuse, and are not confirmed.
struct UnconfirmedRotation {
  template <class Forward>
  auto operator()(std::string_view call, Forward forward) -> decltype(forward()) {
    if (call == "rotate") return fail(Errc::revoke_unconfirmed);
    return forward();
  }
};

}  // namespace

TEST_CASE("a refresh token gives access tokens again and again, and is not replaced") {
  const AuthServerC server;
  const std::string token = server.refresh_token();
  const Response first = server.refresh(token);
  check_refreshed(first);
  const Response second = server.refresh(token);
  check_refreshed(second);
  CHECK(first.body != second.body);
}

TEST_CASE("without a refresh token /token is 401, and with one that is not good 403") {
  struct Row {
    const char* body;
    const char* exact;
    const char* modern;
  };
  const std::array rows{
      Row{"{}", "401 Unauthorized", "422 member_invalid refresh_token"},
      Row{R"({"refresh_token":null})", "401 Unauthorized", "422 member_invalid refresh_token"},
      Row{R"({"refresh_token":""})", "403 Forbidden", "400 refresh_token_invalid"},
      Row{R"({"refresh_token":7})", "403 Forbidden", "422 member_invalid refresh_token"},
      Row{R"({"refresh_token":"a.b.c"})", "403 Forbidden", "400 refresh_token_invalid"},
  };
  const AuthServerC exact;
  const AuthServerC modern{{"--mode=modern"}};
  for (const Row& row : rows) {
    CAPTURE(row.body);
    CHECK(documented_line(exact.post("/token", row.body)) == row.exact);
    CHECK(problem_line(modern.post("/token", row.body)) == row.modern);
  }
  for (const char* body : {"", "{", "[]"}) {
    CHECK(problem_line(exact.post("/token", body)) == "400 request_malformed");
    CHECK(problem_line(modern.post("/token", body)) == "400 request_malformed");
  }
  CHECK(header(exact.post("/token", "{}"), "WWW-Authenticate") == R"(Bearer realm="signet")");
}

TEST_CASE("neither an access token nor a changed refresh token refreshes, and the good one is unharmed") {
  const AuthServerC server;
  const Response login = server.log_in();
  const std::string good = member(login.body, "refresh_token");
  std::string changed = good;
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& token : {member(login.body, "access_token"), changed, good + "A", " " + good}) {
    CHECK(documented_line(server.refresh(token)) == "403 Forbidden");
  }
  check_refreshed(server.refresh(good));
}

TEST_CASE("a logout really ends its session, and no other; to repeat it does no harm") {
  const AuthServerC server;
  const std::string other = server.refresh_token();
  const std::string token = server.refresh_token();
  for (int i = 0; i < 2; ++i) {
    const Response answer = server.log_out(token);
    CHECK(answer.status == 204);
    CHECK(answer.body.empty());
    CHECK(documented_line(server.refresh(token)) == "403 Forbidden");
  }
  check_refreshed(server.refresh(other));
}

TEST_CASE("a logout of what is no session's token is 204 as documented, and refused in modern mode") {
  const AuthServerC exact;
  const AuthServerC modern{{"--mode=modern"}};
  const std::string token = exact.refresh_token();
  for (const char* body :
       {"{}", R"({"refresh_token":null})", R"({"refresh_token":7})", R"({"refresh_token":"a.b.c"})"}) {
    CAPTURE(body);
    CHECK(exact.ask(request("DELETE", "/logout", body)).status == 204);
  }
  check_refreshed(exact.refresh(token));
  CHECK(problem_line(exact.ask(request("DELETE", "/logout", "{"))) == "400 request_malformed");
  CHECK(problem_line(modern.log_out("a.b.c")) == "400 refresh_token_invalid");
  CHECK(problem_line(modern.ask(request("DELETE", "/logout", "{}"))) == "422 member_invalid refresh_token");
}

// Rulings 2: a logout never reports success without effect.
TEST_CASE("with the sessions' store down every route says so, and nothing is ended") {
  AuthServerC server;
  const std::string token = server.refresh_token();
  server.session_calls.take_down("sessions.");
  for (const Response& answer : {server.log_in(), server.refresh(token), server.log_out(token)}) {
    CHECK(problem_line(answer) == "503 store_unavailable");
    CHECK(header(answer, "Retry-After") == "1");
  }
  server.session_calls.bring_up();
  check_refreshed(server.refresh(token));
}

TEST_CASE(
    "R06: a signer that fails after the look-up has used up no refresh token, with rotation or without") {
  for (const bool rotates : {false, true}) {
    CAPTURE(rotates);
    AuthServerC server{rotates ? std::vector<std::string>{"--rotate"} : std::vector<std::string>{}};
    const std::string token = server.refresh_token();
    rename_account(server, "\xff");  // what is no UTF-8 cannot be signed
    server.session_calls.mend();
    CHECK(server.sessions.refresh(token, server.now).error() == fail(Errc::utf8_invalid));
    CHECK(server.session_calls.made == std::vector<std::string>{"sessions.find"});
    rename_account(server, "ada");
    CHECK((rotates ? replaced(server.refresh(token)) != token : server.refresh(token).status == 200));
  }
}

TEST_CASE("a session ends after 30 days however it is used, and after 7 unused") {
  AuthServerC server;
  const NumericDate begun = server.now;
  const std::string used = server.refresh_token();
  const std::string unused = server.refresh_token();
  const auto at = [&](std::int64_t seconds) { server.now = begun + Seconds::of(seconds); };
  for (int days = 6; days < 30; days += 6) {
    at(days * day);
    check_refreshed(server.refresh(used));
    if (days == 6) {
      at(7 * day - 1);
      check_refreshed(server.refresh(unused));  // and it is good for 7 more
    }
  }
  at(14 * day - 1);
  CHECK(documented_line(server.refresh(unused)) == "403 Forbidden");
  at(30 * day - 1);
  check_refreshed(server.refresh(used));
  at(30 * day);
  CHECK(documented_line(server.refresh(used)) == "403 Forbidden");
}

TEST_CASE("a password change, a lock, a logout everywhere and a removal end every session of the account") {
  struct Row {
    const char* name;
    bool (*change)(AuthServerC&);
  };
  const std::array rows{
      Row{"password",
          [](AuthServerC& server) {
            return server.changes().set_password(server.account(), Epoch{0}, "another hash").has_value();
          }},
      Row{"lock",
          [](AuthServerC& server) {
            return server.changes().set_locked(server.account(), true).has_value();
          }},
      Row{"everywhere",
          [](AuthServerC& server) {
            return server.changes().log_out_everywhere(server.account()).has_value();
          }},
      Row{"removal",
          [](AuthServerC& server) { return server.changes().remove(server.account()).has_value(); }},
      // Half done: the session store was not told, so the account itself decides.
      Row{"lock of the account alone",
          [](AuthServerC& server) { return server.store.set_locked(server.account(), true).has_value(); }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    AuthServerC server;
    const std::array tokens{server.refresh_token(), server.refresh_token()};
    REQUIRE(row.change(server));
    for (const std::string& token : tokens) CHECK(documented_line(server.refresh(token)) == "403 Forbidden");
  }
}

TEST_CASE("a login overtaken by a change of the account is a wrong password") {
  AuthServerC server;
  REQUIRE(server.log_in().status == 200);
  REQUIRE(server.session_store.raise_epoch(server.account().text(), Epoch{1}));
  CHECK(documented_line(server.log_in()) == "401 Unauthorized");
}

TEST_CASE("beyond refresh_most_per_account the oldest session ends") {
  const AuthServerC server{{"--refresh-most-per-account=1"}};
  const std::string oldest = server.refresh_token();
  const std::string newest = server.refresh_token();
  CHECK(documented_line(server.refresh(oldest)) == "403 Forbidden");
  check_refreshed(server.refresh(newest));
}

TEST_CASE("with rotate each refresh replaces the token, and a replay ends the session") {
  AuthServerC server{{"--rotate"}};
  const std::string first = server.refresh_token();
  const std::string second = replaced(server.refresh(first));
  CHECK(second != first);
  const std::string third = replaced(server.refresh(second));
  CHECK(documented_line(server.refresh(first)) == "403 Forbidden");
  CHECK(documented_line(server.refresh(third)) == "403 Forbidden");
}

TEST_CASE("a rotated token outlives its session's 30 days no more than the first one") {
  AuthServerC server{{"--rotate", "--refresh-idle=2592000"}};
  const NumericDate begun = server.now;
  const std::string first = server.refresh_token();
  server.now = begun + Seconds::of(29 * day);
  const std::string second = replaced(server.refresh(first));
  server.now = begun + Seconds::of(30 * day);
  CHECK(documented_line(server.refresh(second)) == "403 Forbidden");
}

TEST_CASE("in modern mode a client whose answer was lost may refresh again for 10 seconds") {
  AuthServerC server{{"--rotate", "--mode=modern"}};
  const std::string first = server.refresh_token();
  replaced(server.refresh(first));
  server.now = server.now + Seconds::of(9);
  const std::string again = replaced(server.refresh(first));
  server.now = server.now + Seconds::of(1);
  CHECK(problem_line(server.refresh(first)) == "400 refresh_token_invalid");
  CHECK(problem_line(server.refresh(again)) == "400 refresh_token_invalid");  // that was a replay
}

TEST_CASE("a logout by a replaced token ends the session as well") {
  AuthServerC server{{"--rotate"}};
  const std::string first = server.refresh_token();
  const std::string second = replaced(server.refresh(first));
  CHECK(server.log_out(first).status == 204);
  CHECK(documented_line(server.refresh(second)) == "403 Forbidden");
}

TEST_CASE("a rotation whose answer is lost is asked for again as the same attempt, and is no replay") {
  AuthServerC server{{"--rotate"}};
  const std::string first = server.refresh_token();
  server.session_calls.break_off(2, Lost::answer);  // after the look-up
  const std::string second = replaced(server.refresh(first));
  CHECK(server.session_calls.broke_off());
  server.session_calls.mend();
  replaced(server.refresh(second));
}

TEST_CASE("a refresh token's jti is read in the one spelling that is written") {
  const FamilyId family{Uuid::parse("0f8fad5b-d9cb-469f-a165-70867728950e").value()};
  const std::string text = family.uuid.text();
  for (const std::uint32_t generation : {0U, 1U, 10U, std::numeric_limits<std::uint32_t>::max()}) {
    const RefreshId id{family, generation};
    CHECK(RefreshId::parse(id.text()) == id);
  }
  CHECK(RefreshId{family, 0}.text() == text);
  CHECK(RefreshId{family, 7}.text() == text + ".7");
  for (const std::string& other :
       {std::string{}, text.substr(1), text + ".", text + ".0", text + ".01", text + ":1", text + ".-1",
        text + ".1 ", text + ".4294967296", std::string{"0F8FAD5B-D9CB-469F-A165-70867728950E"}}) {
    CAPTURE(other);
    CHECK_FALSE(RefreshId::parse(other).has_value());
  }
}

TEST_CASE("a replay whose end is not confirmed is reported as one before it is answered as an error") {
  AuthServerC server{{"--rotate"}};
  const std::string token = server.refresh_token();
  signet::detail::InterceptedSessionStore<UnconfirmedRotation> store{server.session_store};
  std::vector<Event> events;
  SessionsOptionsC options = *sessions_options_c(server.options);
  options.observer = {.on_event =
                          [](void* context, const Event& event) noexcept {
                            static_cast<std::vector<Event>*>(context)->push_back(event);
                          },
                      .context = &events};
  SessionsC sessions{{server.store, store, system_random(), server.tokens}, options};
  CHECK(sessions.refresh(token, server.now).error() == fail(Errc::revoke_unconfirmed));
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == EventKind::session_reused);
  CHECK(events[0].subject == server.account());
  CHECK(events[0].code == Errc::revoke_unconfirmed);
}
