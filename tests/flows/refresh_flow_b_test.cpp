// Flow B with refresh on, called without a socket: rotation, replay, logout, and what ends a session.
#include "auth_server/refresh_routes_b.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "auth_server/program.hpp"
#include "flows/answers.hpp"
#include "flows/auth_server_b.hpp"
#include "signet/core/chrono.hpp"
#include "signet/grant/credential_changes.hpp"
#include "signet/policy/rules.hpp"
#include "signet/token/token_verifier.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

const std::string first_key = "the first of two refresh keys, 40 bytes.";
const std::string second_key = "the second refresh key, also of 40 bytes";
const std::string token_refused = "400 refresh_token_invalid";

Options options_of(std::vector<std::string> words) {
  words.emplace_back("--refresh");
  std::vector<char*> arguments(words.size());
  std::ranges::transform(words, arguments.begin(), [](std::string& word) { return word.data(); });
  auto read = Options::read(auth_program(), arguments);
  REQUIRE(read);
  return *std::move(read);
}

struct RefreshServer : AuthServer {
  Options options;
  std::string id;

  explicit RefreshServer(std::vector<std::string> words = {}) : options(options_of(std::move(words))) {
    use_keys({first_key});
    serve(&sessions);
    id = member(register_ada().body, "id");
  }

  void use_keys(const std::vector<std::string>& keys) {
    std::vector<SecretBytes> secrets;
    for (const std::string& key : keys) secrets.push_back(SecretBytes::copy_of(std::string_view{key}));
    auto made = SessionsB::make(options, std::move(secrets), {store, session_store, signer, {}});
    REQUIRE(made);
    sessions.replace(*std::move(made));
  }
  Response log_in() const { return post("/auth/login", ada); }
  std::string refresh_token() const { return member(log_in().body, "refresh_token"); }
  Response refresh(const std::string& token) const { return post("/auth/refresh", body_with(token)); }
  Response log_out(const std::string& token) const { return post("/auth/logout", body_with(token)); }
  CredentialChanges changes() { return CredentialChanges{store, *sessions.get()->sessions}; }
  Uuid account() const { return Uuid::parse(id).value(); }

  static std::string body_with(const std::string& token) { return R"({"refresh_token":")" + token + R"("})"; }
};

/// 200 with the four documented members, uncached. @return the refresh token
std::string check_tokens(const Response& answer) {
  CHECK(answer.status == 200);
  CHECK(header(answer, "Content-Type") == "application/json");
  CHECK(header(answer, "Cache-Control") == "no-store");
  const std::regex documented{
      R"(\{"access_token":"[\w-]+\.[\w-]+\.[\w-]+","token_type":"Bearer","expires_in":3600,)"
      R"("refresh_token":"sgr1_[0-9a-f]{112}"\})"};
  CHECK_MESSAGE(std::regex_match(answer.body, documented), answer.body);
  return member(answer.body, "refresh_token");
}

}  // namespace

TEST_CASE("with refresh off there is no refresh token and there are no routes for one") {
  AuthServer const server;
  server.register_ada();
  CHECK(member(server.post("/auth/login", AuthServer::ada).body, "refresh_token") == "(absent)");
  CHECK(problem_line(server.post("/auth/refresh", R"({"refresh_token":"x"})")) == "404 not_found");
  CHECK(problem_line(server.post("/auth/logout", R"({"refresh_token":"x"})")) == "404 not_found");
}

TEST_CASE("a login answers a refresh token too, and a refresh both tokens anew, uncached") {
  RefreshServer const server;
  const std::string first = check_tokens(server.log_in());
  const std::string second = check_tokens(server.refresh(first));
  CHECK(second != first);
  CHECK(check_tokens(server.refresh(second)) != second);
}

TEST_CASE("the access token of a refresh verifies, with the claims of the login's and no more") {
  RefreshServer const server;
  const auto verifier = TokenVerifier::build({.algorithms = {Algorithm::ES256},
                                              .keys = KeySource::from(test_key().verification_key()),
                                              .policy = rules::subject(server.id) && rules::expires() &&
                                                        rules::claim("email").equals("Ada@Example.com"),
                                              .accept_any_audience = true});
  const Response answer = server.refresh(server.refresh_token());
  const auto token = verifier->verify(member(answer.body, "access_token"), now());
  REQUIRE(token);
  CHECK(token->claims().size() == 4);  // sub, exp, iat, email
  CHECK((*token->expires_at() - *token->issued_at()) == Seconds::of(3600));
}

// RFC 9700 §4.14.2
TEST_CASE("the replay of a replaced token is refused and ends its session, and no other") {
  RefreshServer const server;
  const std::string other = server.refresh_token();
  const std::string first = server.refresh_token();
  const std::string second = check_tokens(server.refresh(first));
  CHECK(problem_line(server.refresh(first)) == token_refused);
  CHECK(problem_line(server.refresh(second)) == token_refused);
  check_tokens(server.refresh(other));
}

TEST_CASE("whatever is wrong with a refresh token, the answer is the same, byte for byte") {
  RefreshServer const server;
  const std::string ended = server.refresh_token();
  REQUIRE(server.log_out(ended).status == 204);
  const std::string reused = server.refresh_token();
  check_tokens(server.refresh(reused));
  const std::string good = server.refresh_token();
  const std::string access_token = member(server.log_in().body, "access_token");
  std::string upper = good;
  // Every letter of its digits, since some tokens have no `a`.
  std::transform(upper.begin() + 5, upper.end(), upper.begin() + 5,
                 [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  const Response first = server.refresh("sgr1_" + std::string(112, '0'));
  CHECK(problem_line(first) == token_refused);
  CHECK(header(first, "WWW-Authenticate") == "(absent)");  // RFC 6749 §5.2: 400, no challenge
  for (const std::string& token : {ended, reused, access_token, std::string{}, good + " ", " " + good,
                                   good.substr(0, good.size() - 1), good + "0", upper}) {
    CAPTURE(token);
    const Response answer = server.refresh(token);
    CHECK(answer.status == first.status);
    CHECK(answer.body == first.body);
    CHECK(answer.headers.all() == first.headers.all());
  }
  check_tokens(server.refresh(good));  // no forgery of it did it any harm
}

TEST_CASE("a logout answers 204 with no body and ends the session; to repeat it does no harm") {
  RefreshServer const server;
  const std::string other = server.refresh_token();
  const std::string token = server.refresh_token();
  for (int i = 0; i < 2; ++i) {
    const Response answer = server.log_out(token);
    CHECK(answer.status == 204);
    CHECK(answer.body.empty());
  }
  CHECK(problem_line(server.refresh(token)) == token_refused);
  check_tokens(server.refresh(other));
}

TEST_CASE("a logout by a replaced token ends the session as well, and one by a forged token nothing") {
  RefreshServer const server;
  const std::string first = server.refresh_token();
  const std::string second = check_tokens(server.refresh(first));
  CHECK(problem_line(server.log_out("sgr1_" + std::string(112, '0'))) == token_refused);
  CHECK(server.log_out(first).status == 204);
  CHECK(problem_line(server.refresh(second)) == token_refused);
}

// A refresh token in a URL or a form ends up in logs and histories.
TEST_CASE(
    "R07, R16: a refresh token is taken from the member of a JSON body alone, and with no scope or grant") {
  struct Row {
    const char* body;
    const char* problem;
  };
  const std::array rows{
      Row{"{", "400 request_malformed"},
      Row{"{}", "422 member_invalid refresh_token"},
      Row{R"({"refresh_token":null})", "422 member_invalid refresh_token"},
      Row{R"({"refresh_token":1})", "422 member_invalid refresh_token"},
      Row{R"({"Refresh_Token":"x"})", "422 member_unknown"},
      Row{R"({"refresh_token":"x","grant_type":"refresh_token"})", "422 member_unknown"},
      Row{R"({"refresh_token":"x","scope":"admin"})", "422 member_unknown"},
      Row{R"({"refresh_token":"x","refresh_token":"x"})", "400 request_malformed"},
  };
  RefreshServer const server;
  const std::string token = server.refresh_token();
  for (const char* path : {"/auth/refresh", "/auth/logout"}) {
    CAPTURE(path);
    for (const Row& row : rows) CHECK(problem_line(server.post(path, row.body)) == row.problem);
    Request query = with_bearer(request("POST", path, "{}"), token);
    query.query = "refresh_token=" + token;
    CHECK(problem_line(server.service->handle(std::move(query))) == "422 member_invalid refresh_token");
    Request form = request("POST", path, "refresh_token=" + token);
    form.headers.set("Content-Type", "application/x-www-form-urlencoded");
    CHECK(problem_line(server.service->handle(std::move(form))) == "415 media_type_unsupported");
    CHECK(problem_line(server.get(path)) == "405 method_not_allowed");
  }
  check_tokens(server.refresh(token));
}

TEST_CASE("a password change, a lock and a logout everywhere end every session of the account") {
  struct Row {
    const char* name;
    Result<Epoch> (*change)(RefreshServer&);
    int next_login;
  };
  const std::array rows{
      Row{"password",
          [](RefreshServer& server) {
            return server.changes().set_password(server.account(), Epoch{0}, "another hash");
          },
          401},
      Row{"lock", [](RefreshServer& server) { return server.changes().set_locked(server.account(), true); },
          401},
      Row{"everywhere",
          [](RefreshServer& server) { return server.changes().log_out_everywhere(server.account()); }, 200},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    RefreshServer server;
    const std::array tokens{server.refresh_token(), server.refresh_token()};
    REQUIRE(row.change(server));
    for (const std::string& token : tokens) CHECK(problem_line(server.refresh(token)) == token_refused);
    CHECK(server.log_in().status == row.next_login);
  }
}

TEST_CASE("a removed account has no sessions") {
  RefreshServer server;
  const std::string token = server.refresh_token();
  REQUIRE(server.changes().remove(server.account()));
  CHECK(problem_line(server.refresh(token)) == token_refused);
}

TEST_CASE("a login overtaken by a password change is a wrong password") {
  RefreshServer const server;
  REQUIRE(server.sessions.get()->sessions->raise_epoch(server.id, Epoch{1}));
  CHECK(problem_line(server.log_in()) == "401 credentials_invalid");
}

// Rulings 2: a logout never reports success without effect.
TEST_CASE("with the sessions' store down every route says so, and nothing is consumed or ended") {
  RefreshServer server;
  const std::string token = server.refresh_token();
  server.session_calls.take_down("sessions.");
  for (const Response& answer : {server.log_in(), server.refresh(token), server.log_out(token)}) {
    CHECK(problem_line(answer) == "503 store_unavailable");
    CHECK(header(answer, "Retry-After") == "1");
  }
  server.session_calls.bring_up();
  check_tokens(server.refresh(token));
}

TEST_CASE("with the accounts' store down nothing is refreshed, but a session can be ended") {
  RefreshServer server;
  const std::string token = server.refresh_token();
  server.store.broken = true;
  const Response answer = server.refresh(token);
  CHECK(problem_line(answer) == "503 store_unavailable");
  CHECK(header(answer, "Retry-After") == "1");
  CHECK(server.log_out(token).status == 204);
  server.store.broken = false;
  CHECK(problem_line(server.refresh(token)) == token_refused);
}

TEST_CASE("inside refresh_grace a replaced token gets the same successor once more") {
  RefreshServer const server{{"--refresh-grace=60"}};
  const std::string first = server.refresh_token();
  const std::string second = check_tokens(server.refresh(first));
  CHECK(check_tokens(server.refresh(first)) == second);
  check_tokens(server.refresh(second));
}

TEST_CASE("beyond refresh_most_per_account the oldest session ends") {
  RefreshServer const server{{"--refresh-most-per-account=1"}};
  const std::string oldest = server.refresh_token();
  const std::string newest = server.refresh_token();
  CHECK(problem_line(server.refresh(oldest)) == token_refused);
  check_tokens(server.refresh(newest));
}

TEST_CASE("keys are replaced new first: tokens of the old one verify until it is taken away") {
  RefreshServer server;
  const std::string kept = server.refresh_token();
  const std::string left = server.refresh_token();
  server.use_keys({second_key, first_key});
  const std::string renewed = check_tokens(server.refresh(kept));
  server.use_keys({second_key});
  check_tokens(server.refresh(renewed));
  CHECK(problem_line(server.refresh(left)) == token_refused);
}
