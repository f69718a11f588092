// Flow B's routes of the auth server, called without a socket.
#include "auth_server/flow_b.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "flows/answers.hpp"
#include "flows/auth_server_b.hpp"
#include "signet/core/chrono.hpp"
#include "signet/policy/rules.hpp"
#include "signet/token/token_verifier.hpp"
#include "support/full_queue.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

constexpr HashPoolOptions crowded{.workers = 2, .places = 64, .deadline = Seconds::of(30)};

struct BodyRow {
  std::string body;
  std::string problem;
};

}  // namespace

TEST_CASE("registering answers 201 with id, e-mail as given and time, and never the hash") {
  AuthServer const server;
  const Response answer = server.register_ada();
  CHECK(answer.status == 201);
  CHECK(header(answer, "Content-Type") == "application/json");
  CHECK(header(answer, "Cache-Control") == "no-store");
  const std::regex documented{
      R"(\{"id":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}","email":"Ada@Example.com",)"
      R"("created_at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"\})"};
  CHECK_MESSAGE(std::regex_match(answer.body, documented), answer.body);
}

TEST_CASE("an e-mail address is taken in whatever case it is written") {
  AuthServer const server;
  REQUIRE(server.register_ada().status == 201);
  const Response again =
      server.post("/auth/register", R"({"email":"aDA@eXAMPLE.COM","password":"An0ther-one"})");
  CHECK(problem_line(again) == "409 email_taken email");
}

TEST_CASE("a registration that cannot be taken says which member is wrong") {
  const std::array rows{
      BodyRow{"{", "400 request_malformed"},
      BodyRow{"[]", "400 request_malformed"},
      BodyRow{R"({"email":"a@b.com","email":"a@b.com","password":"S3cureP@ss"})", "400 request_malformed"},
      BodyRow{R"({"password":"S3cureP@ss"})", "422 member_invalid email"},
      BodyRow{R"({"email":"a@b.com"})", "422 member_invalid password"},
      BodyRow{R"({"email":"a@b.com","password":12345678})", "422 member_invalid password"},
      BodyRow{R"({"email":"a@b.com","password":null})", "422 member_invalid password"},
      BodyRow{R"({"email":"a@b.com","Password":"S3cureP@ss","password":"S3cureP@ss"})", "422 member_unknown"},
      BodyRow{R"({"email":"nobody","password":"S3cureP@ss"})", "422 email_invalid"},
      BodyRow{R"({"email":"a@b.com","password":"7 chars"})", "422 password_too_short"},
  };
  AuthServer const server;
  for (const BodyRow& row : rows) {
    CAPTURE(row.body);
    CHECK(problem_line(server.post("/auth/register", row.body)) == row.problem);
  }
}

TEST_CASE("a form post is no JSON") {
  AuthServer server;
  Request form = request("POST", "/auth/login", AuthServer::ada);
  form.headers.set("Content-Type", "application/x-www-form-urlencoded");
  CHECK(problem_line(server.service->handle(std::move(form))) == "415 media_type_unsupported");
}

TEST_CASE("logging in answers a bearer token for one hour that no cache may keep") {
  AuthServer const server;
  const std::string id = member(server.register_ada().body, "id");
  const Response answer =
      server.post("/auth/login", R"({"email":"ada@example.COM","password":"S3cureP@ss"})");
  CHECK(answer.status == 200);
  CHECK(header(answer, "Cache-Control") == "no-store");
  CHECK(member(answer.body, "token_type") == "Bearer");
  CHECK(member(answer.body, "expires_in") == "3600");

  const auto verifier = TokenVerifier::build(
      {.algorithms = {Algorithm::ES256},
       .keys = KeySource::from(test_key().verification_key()),
       .policy = rules::subject(id) && rules::expires() && rules::claim("email").equals("Ada@Example.com"),
       .accept_any_audience = true});
  const auto token = verifier->verify(member(answer.body, "access_token"), now());
  REQUIRE(token);
  CHECK(token->claims().size() == 4);  // sub, exp, iat, email: the document has no more
  CHECK((*token->expires_at() - *token->issued_at()) == Seconds::of(3600));
}

TEST_CASE("an unknown address and a wrong password get the same answer") {
  AuthServer const server;
  server.register_ada();
  const Response wrong = server.post("/auth/login", R"({"email":"ada@example.com","password":"S3cureP@sT"})");
  const Response unknown =
      server.post("/auth/login", R"({"email":"eve@example.com","password":"S3cureP@ss"})");
  CHECK(problem_line(wrong) == "401 credentials_invalid");
  CHECK(wrong.status == unknown.status);
  CHECK(wrong.body == unknown.body);
  CHECK(wrong.headers.all() == unknown.headers.all());
}

TEST_CASE("the 21st guess in a row is throttled, known name or not, and a success gives its attempt back") {
  for (const char* email : {"ada@example.com", "eve@example.com"}) {
    CAPTURE(email);
    AuthServer const server;
    server.register_ada();
    const std::string guess = std::string{R"({"email":")"} + email + R"(","password":"S3cureP@sT"})";
    for (int i = 0; i < 20; ++i) {
      server.post("/auth/login", R"({"email":"grace@example.com","password":"S3cureP@sT"})");
      CHECK(server.post("/auth/login", guess).status == 401);
    }
    const Response refused = server.post("/auth/login", guess);
    CHECK(problem_line(refused) == "429 throttled");
    CHECK(header(refused, "Retry-After") == "6");
  }
  AuthServer const server;
  server.register_ada();
  for (int i = 0; i < 25; ++i) CHECK(server.post("/auth/login", AuthServer::ada).status == 200);
}

TEST_CASE("registrations of one address by one client are throttled, so that 409 cannot be asked in bulk") {
  AuthServer const server;
  CHECK(server.register_ada().status == 201);
  for (int i = 1; i < 20; ++i) CHECK(server.register_ada().status == 409);
  CHECK(problem_line(server.register_ada()) == "429 throttled");
}

TEST_CASE("a broken store is 503 with a time to come again, and leaves nothing half done") {
  AuthServer server;
  server.store.broken = true;
  for (const char* path : {"/auth/register", "/auth/login"}) {
    CAPTURE(path);
    const Response answer = server.post(path, AuthServer::ada);
    CHECK(problem_line(answer) == "503 store_unavailable");
    CHECK(header(answer, "Retry-After") == "1");
  }
  server.store.broken = false;
  CHECK(server.register_ada().status == 201);
  CHECK(server.post("/auth/login", AuthServer::ada).status == 200);
}

// Rulings 8: probes ask neither the hash queue nor the store.
TEST_CASE("with the hash queue full and the store broken, both probes stay 200 and keys are served") {
  AuthServer server;
  const FullQueue full{**server.hashing};

  const Response refused = server.post("/auth/login", AuthServer::ada);
  CHECK(problem_line(refused) == "503 overloaded");
  CHECK(header(refused, "Retry-After") != "(absent)");
  server.store.broken = true;
  CHECK(server.get("/livez").status == 200);
  CHECK(server.get("/readyz").status == 200);
  CHECK(server.get("/.well-known/jwks.json").status == 200);
  const Response health = server.get("/health");
  CHECK(health.status == 503);
  CHECK(health.body == R"({"status":"degraded","database":"down"})");
}

TEST_CASE("health tells that the database is up") {
  AuthServer const server;
  const Response health = server.get("/health");
  CHECK(health.status == 200);
  CHECK(health.body == R"({"status":"ok","database":"up"})");
}

TEST_CASE("the public keys may be cached for five minutes and hold no private part") {
  AuthServer const server;
  const Response answer = server.get("/.well-known/jwks.json");
  CHECK(answer.status == 200);
  CHECK(header(answer, "Cache-Control") == "max-age=300");
  const auto keys = KeySet::parse(answer.body);
  REQUIRE(keys);
  REQUIRE(keys->keys().size() == 1);
  CHECK(keys->keys().front().kid().value_or("") == "k1");
  CHECK(answer.body.find("\"d\"") == std::string::npos);
}

TEST_CASE("unknown paths are 404 and wrong methods 405 with what is allowed") {
  AuthServer const server;
  CHECK(problem_line(server.get("/auth")) == "404 not_found");
  const Response wrong = server.get("/auth/login");
  CHECK(problem_line(wrong) == "405 method_not_allowed");
  CHECK(header(wrong, "Allow") == "POST");
}

TEST_CASE("of two registrations of one address at once, one is 201 and the other 409") {
  AuthServer server{crowded};
  std::array<int, 2> statuses{};
  {
    std::thread other{[&] { statuses[0] = server.register_ada().status; }};
    statuses[1] = server.register_ada().status;
    other.join();
  }
  CHECK(statuses[0] + statuses[1] == 201 + 409);
}

// Rulings 7: an attempt is counted before it is hashed, so that parallel guesses gain nothing.
TEST_CASE("of 64 wrong guesses at once at most 20 are hashed") {
  AuthServer server{crowded};
  server.register_ada();
  std::array<int, 64> statuses{};
  std::vector<std::thread> threads;
  threads.reserve(statuses.size());
  for (int& status : statuses) {
    threads.emplace_back([&server, &status] {
      status = server.post("/auth/login", R"({"email":"ada@example.com","password":"S3cureP@sT"})").status;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(std::ranges::count(statuses, 401) <= 20);
  CHECK(std::ranges::all_of(statuses,
                            [](int status) { return status == 401 || status == 429 || status == 503; }));
}

TEST_CASE("300 right logins of one person from one address, ten at a time, all succeed") {
  AuthServer server{crowded};
  server.register_ada();
  std::atomic<int> succeeded = 0;
  std::vector<std::thread> threads;
  threads.reserve(10);
  for (int i = 0; i < 10; ++i) {
    threads.emplace_back([&] {
      for (int login = 0; login < 30; ++login) {
        if (server.post("/auth/login", AuthServer::ada).status == 200) ++succeeded;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(succeeded == 300);
}
