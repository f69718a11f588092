// Flow C's auth server, called without a socket: log in, which makes accounts, and what tokens it answers.
#include "auth_server/flow_c.hpp"

#include <doctest/doctest.h>

#include <array>
#include <regex>
#include <string>
#include <vector>

#include "flows/auth_server_c.hpp"
#include "signet/policy/rules.hpp"
#include "signet/token/token_verifier.hpp"
#include "support/at_once.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

/// A verifier by `secret` that asks for `exp` and the name, and knows nothing of flow C's own code.
TokenVerifier verifier_by(const std::string& secret) {
  return *TokenVerifier::build({.algorithms = {Algorithm::HS256},
                                .keys = KeySource::from(*VerificationKey::from_secret(
                                    SecretBytes::copy_of(std::string_view{secret}), Algorithm::HS256)),
                                .policy = rules::expires() && rules::claim("name").equals("ada"),
                                .accept_any_audience = true});
}

Response ask_from(const AuthServerC& server, const std::string& peer, const std::string& body) {
  Request asked = request("POST", "/login", body);
  asked.peer = peer;
  return server.ask(std::move(asked));
}

}  // namespace

TEST_CASE("a login by a name that nobody has makes the account, and later the password must match") {
  const AuthServerC server;
  CHECK(server.log_in().status == 200);
  CHECK(server.log_in().status == 200);
  const Response wrong = server.log_in("ada", "S3cureP@sS");
  CHECK(documented_line(wrong) == "401 Unauthorized");
  CHECK(header(wrong, "WWW-Authenticate") == R"(Bearer realm="signet")");
  CHECK(server.log_in("Ada", "another password").status == 200);  // names are compared byte for byte
}

TEST_CASE("a login answers the two documented members and no others, uncached") {
  const AuthServerC server;
  const Response answer = server.log_in();
  CHECK(header(answer, "Content-Type") == "application/json");
  CHECK(header(answer, "Cache-Control") == "no-store");
  const std::regex documented{
      R"(\{"access_token":"[\w-]+\.[\w-]+\.[\w-]+","refresh_token":"[\w-]+\.[\w-]+\.[\w-]+"\})"};
  CHECK_MESSAGE(std::regex_match(answer.body, documented), answer.body);
}

TEST_CASE("both tokens hold name, iat, exp and a jti of their own, each under its secret alone") {
  const AuthServerC server;
  const Response answer = server.log_in();
  const Response next = server.log_in();
  for (const auto& [name, secret, other, lifetime] :
       {std::tuple{"access_token", access_secret, refresh_secret, std::int64_t{15}},
        std::tuple{"refresh_token", refresh_secret, access_secret, std::int64_t{30 * 86'400}}}) {
    CAPTURE(name);
    const auto token = verifier_by(secret).verify(member(answer.body, name), server.now);
    REQUIRE(token);
    CHECK(token->claims().size() == 4);
    CHECK(*token->issued_at() == server.now);
    CHECK(*token->expires_at() == server.now + Seconds::of(lifetime));
    CHECK(verifier_by(other).verify(member(answer.body, name), server.now).error() ==
          fail(Errc::signature_invalid));
    // The original's are byte-identical for two logins in one second.
    const auto again = verifier_by(secret).verify(member(next.body, name), server.now);
    REQUIRE(again);
    CHECK(*token->token_id() != *again->token_id());
  }
}

TEST_CASE(
    "in modern mode access tokens live 15 minutes and name their session, which is the refresh token's") {
  const AuthServerC server{{"--mode=modern"}};
  const Response answer = server.log_in();
  const auto access = verifier_by(access_secret).verify(member(answer.body, "access_token"), server.now);
  const auto refresh = verifier_by(refresh_secret).verify(member(answer.body, "refresh_token"), server.now);
  REQUIRE(access);
  REQUIRE(refresh);
  CHECK(*access->expires_at() == server.now + Seconds::of(900));
  CHECK(access->claims().string("sid") == refresh->token_id());
  CHECK(access->claims().size() == 5);
}

// Rulings 3: judged from the connection, before any look-up.
TEST_CASE("who may not make accounts gets the answer of a wrong password for a name that nobody has") {
  const AuthServerC server;
  REQUIRE(server.log_in().status == 200);
  const std::string right = R"({"username":"ada","password":"S3cureP@ss"})";
  const std::string nobody = R"({"username":"bob","password":"S3cureP@ss"})";
  const std::string wrong = R"({"username":"ada","password":"S3cureP@sS"})";
  CHECK(ask_from(server, "203.0.113.5", right).status == 200);
  const Response unknown = ask_from(server, "203.0.113.5", nobody);
  const Response mistaken = ask_from(server, "203.0.113.5", wrong);
  CHECK(documented_line(unknown) == "401 Unauthorized");
  CHECK(unknown.body == mistaken.body);
  CHECK(unknown.headers.all() == mistaken.headers.all());
}

TEST_CASE("with the gate shut an unknown name makes the store calls of a wrong password, and no account") {
  AuthServerC server;
  REQUIRE(server.log_in().status == 200);
  server.open_gate(false);
  const auto calls_of = [&server](const std::string& name) {
    const int before = server.store.calls();
    CHECK(documented_line(server.log_in(name, "a wrong password")) == "401 Unauthorized");
    return server.store.calls() - before;
  };
  CHECK(calls_of("bob") == calls_of("ada"));
  CHECK_FALSE(server.has_account("bob"));
}

TEST_CASE("an account is made from here, for here, and for no web page") {
  struct Row {
    const char* name;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string peer;
    std::string host;
  };
  const std::vector<Row> rows{
      {"another address", {}, "10.2.0.1", "localhost"},
      {"forwarded", {{"X-Forwarded-For", "127.0.0.1"}}, "127.0.0.1", "localhost"},
      {"a foreign host", {}, "127.0.0.1", "evil.example"},
      {"a page's origin", {{"Origin", "https://evil.example"}}, "127.0.0.1", "localhost"},
  };
  AuthServerC server;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Request asked = request("POST", "/login", R"({"username":"bob","password":"S3cureP@ss"})");
    for (const auto& field : row.headers) asked.headers.add(field.first, field.second);
    asked.headers.set("Host", row.host);
    asked.peer = row.peer;
    CHECK(documented_line(server.ask(std::move(asked))) == "401 Unauthorized");
  }
  CHECK_FALSE(server.has_account("bob"));
}

TEST_CASE("of first logins of one name at once, each with another password, one makes the account") {
  const AuthServerC server;
  const auto password = [](std::size_t i) { return "password " + std::to_string(i); };
  const auto statuses =
      at_once(8, [&](std::size_t i) -> Result<int> { return int{server.log_in("ada", password(i)).status}; });
  int made = 0;
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    CAPTURE(i);
    CHECK((*statuses[i] == 200 || *statuses[i] == 401));
    made += *statuses[i] == 200 ? 1 : 0;
    CHECK(server.log_in("ada", password(i)).status == *statuses[i]);
  }
  CHECK(made == 1);
}

TEST_CASE("first logins make as many accounts as may be made, and then answer like a wrong password") {
  const AuthServerC server{{}, 2};
  CHECK(server.log_in("ann").status == 200);
  CHECK(server.log_in("bob").status == 200);
  CHECK(documented_line(server.log_in("cid")) == "401 Unauthorized");
  CHECK(documented_line(server.log_in("cid")) == "401 Unauthorized");
  CHECK(server.log_in("ann").status == 200);
}

TEST_CASE("a new account's name and password are judged, where somebody may make one") {
  const AuthServerC server;
  CHECK(problem_line(server.log_in("bob", "1234567")) == "422 password_too_short");
  CHECK(server.log_in("bob", "12345678").status == 200);
  CHECK(problem_line(server.log_in("b\\u0007b")) == "400 request_malformed name");
  CHECK(problem_line(server.log_in("")) == "400 request_malformed name");
}

TEST_CASE("a login that is no login is 400, never a stack trace") {
  struct Row {
    const char* body;
    const char* exact;
    const char* modern;
  };
  const std::array rows{
      Row{"", "400 request_malformed", "400 request_malformed"},
      Row{"{", "400 request_malformed", "400 request_malformed"},
      Row{"[]", "400 request_malformed", "400 request_malformed"},
      Row{"{}", "400 request_malformed username", "422 member_invalid username"},
      Row{R"({"username":null,"password":"S3cureP@ss"})", "400 request_malformed username",
          "422 member_invalid username"},
      Row{R"({"username":"ada"})", "400 request_malformed password", "422 member_invalid password"},
      Row{R"({"username":"ada","password":7})", "400 request_malformed password",
          "422 member_invalid password"},
      Row{R"({"username":"ada","username":"bob","password":"S3cureP@ss"})", "400 request_malformed",
          "400 request_malformed"},
  };
  const AuthServerC exact;
  const AuthServerC modern{{"--mode=modern"}};
  for (const Row& row : rows) {
    CAPTURE(row.body);
    CHECK(problem_line(exact.post("/login", row.body)) == row.exact);
    CHECK(problem_line(modern.post("/login", row.body)) == row.modern);
  }
  CHECK(exact.post("/login", R"({"username":"ada","password":"S3cureP@ss","x":1})").status == 200);
  CHECK(problem_line(modern.post("/login", R"({"username":"ada","password":"S3cureP@ss","x":1})")) ==
        "422 member_unknown");
}

TEST_CASE("another address or method is 404 in exact mode, as documented, and 405 in modern") {
  const AuthServerC exact;
  const AuthServerC modern{{"--mode=modern"}};
  for (const char* path : {"/login", "/token", "/logout"}) {
    CAPTURE(path);
    CHECK(problem_line(exact.ask(request("GET", path))) == "404 not_found");
    CHECK(problem_line(modern.ask(request("GET", path))) == "405 method_not_allowed");
  }
  CHECK(problem_line(exact.post("/elsewhere", "{}")) == "404 not_found");
  CHECK(problem_line(exact.post("/verify", "{}")) == "404 not_found");
}

TEST_CASE("verify says by 204 or 401 whether a password is right, and makes no account and no session") {
  AuthServerC server{{"--serve-verify"}};
  REQUIRE(server.log_in().status == 200);
  server.session_calls.made.clear();
  CHECK(server.post("/verify", R"({"username":"ada","password":"S3cureP@ss"})").status == 204);
  CHECK(documented_line(server.post("/verify", R"({"username":"ada","password":"x"})")) ==
        "401 Unauthorized");
  CHECK(documented_line(server.post("/verify", R"({"username":"bob","password":"S3cureP@ss"})")) ==
        "401 Unauthorized");
  CHECK(server.session_calls.made.empty());
  CHECK_FALSE(server.has_account("bob"));
}

TEST_CASE("verify and login count against one throttle") {
  const AuthServerC server{{"--serve-verify"}};
  REQUIRE(server.log_in().status == 200);
  const std::string wrong = R"({"username":"ada","password":"x"})";
  for (int i = 0; i < 10; ++i) {
    CHECK(server.post("/verify", wrong).status == 401);
    CHECK(server.post("/login", wrong).status == 401);
  }
  for (const char* path : {"/login", "/verify"}) {
    const Response answer = server.post(path, R"({"username":"ada","password":"S3cureP@ss"})");
    CHECK(problem_line(answer) == "429 throttled");
    CHECK(header(answer, "Retry-After") == "6");
  }
}

TEST_CASE("with the accounts' store down a login is 503, and nobody is called wrong") {
  AuthServerC server;
  REQUIRE(server.log_in().status == 200);
  server.store.broken = true;
  const Response answer = server.log_in();
  CHECK(problem_line(answer) == "503 store_unavailable");
  CHECK(header(answer, "Retry-After") == "1");
  server.store.broken = false;
  CHECK(server.log_in().status == 200);
}
