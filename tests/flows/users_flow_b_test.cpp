// Flow B's routes of the user service, called without a socket, over each database of profiles.
#include "resource_server/flow_b.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "flows/answers.hpp"
#include "flows/profile_database.hpp"
#include "signet/core/chrono.hpp"
#include "signet/token/token_issuer.hpp"
#include "signet/token/token_verifier.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

constexpr const char* ada = "0b0a7a50-0000-4000-8000-00000000000a";
constexpr const char* bob = "0b0a7a50-0000-4000-8000-00000000000b";

struct UserService {
  std::unique_ptr<ProfileDatabase> database = make_profile_database();
  std::unique_ptr<ProfileStore> profiles = database->open();
  Result<SigningKey> key = SigningKey::generate(Algorithm::EdDSA);
  Result<TokenIssuer> issuer =
      TokenIssuer::build({.key = *key, .lifetime = Seconds::of(3600), .token_id = false});
  Result<TokenVerifier> verifier = TokenVerifier::build({.algorithms = {Algorithm::EdDSA},
                                                         .keys = KeySource::from(key->verification_key()),
                                                         .policy = flow_b_policy(),
                                                         .leeway = {.issued_at = Seconds::of(30)},
                                                         .accept_any_audience = true});
  Result<Service> service = fail(Errc::internal_error);

  UserService() {
    Router router;
    add_flow_b(router, {.profiles = *profiles,
                        .verify = [this](std::string_view token) { return verifier->verify(token, now()); },
                        .realm = "signet"});
    service = Service::build(std::move(router),
                             {.threads = 8, .trusted_proxies = {}, .access_log = {}, .clock = steady_now});
  }

  std::string token(const std::string& subject, NumericDate issued_at = now()) const {
    const std::array claims{Claim::text("email", "ada@example.com")};
    return *issuer->issue({.subject = subject, .claims = claims}, issued_at, system_random());
  }
  Response ask(std::string method, const std::string& path, const std::string& caller,
               std::string body = "") const {
    return service->handle(with_bearer(request(std::move(method), path, std::move(body)), token(caller)));
  }
};

const std::string ada_path = std::string{"/users/"} + ada;
constexpr const char* change = R"({"name":"Ada","bio":"Counts.\n"})";

struct Row {
  std::string text;
  std::string problem;
};

}  // namespace

TEST_CASE("the owner's first access makes the profile from the token") {
  UserService const users;
  const Response first = users.ask("GET", ada_path, ada);
  CHECK(first.status == 200);
  CHECK(header(first, "Cache-Control") == "no-store");
  const std::string created = member(first.body, "created_at");
  CHECK(first.body == std::string{R"({"id":")"} + ada +
                          R"(","name":"","email":"ada@example.com","bio":"","created_at":")" + created +
                          R"(","updated_at":")" + created + "\"}");
  CHECK(users.ask("GET", ada_path, ada).body == first.body);
}

TEST_CASE("another person's token reads a profile without its e-mail, and makes none") {
  UserService const users;
  CHECK(problem_line(users.ask("GET", ada_path, bob)) == "404 not_found");
  REQUIRE(users.ask("GET", ada_path, ada).status == 200);
  const Response read = users.ask("GET", ada_path, bob);
  CHECK(read.status == 200);
  CHECK(member(read.body, "id") == ada);
  CHECK(member(read.body, "email") == "(absent)");
}

TEST_CASE("the owner replaces name and bio, even as the first access") {
  UserService const users;
  const Response put = users.ask("PUT", ada_path, ada, change);
  CHECK(put.status == 200);
  CHECK(member(put.body, "name") == "Ada");
  CHECK(member(put.body, "bio") == "Counts.\n");
  CHECK(users.ask("GET", ada_path, ada).body == put.body);
}

TEST_CASE("a change that cannot be taken says which member is wrong") {
  const std::string long_name(201, 'n');
  const std::string too_long = R"({"name":")" + long_name + R"(","bio":""})";
  const std::array rows{
      Row{"nothing", "400 request_malformed"},
      Row{R"({"name":"Ada"})", "422 member_invalid bio"},
      Row{R"({"name":1,"bio":""})", "422 member_invalid name"},
      Row{R"({"name":"a\u0000b","bio":""})", "422 member_invalid name"},
      Row{R"({"name":"Ada","bio":"","email":"new@example.com"})", "422 member_unknown"},
      Row{too_long, "422 member_invalid name"},
  };
  UserService const users;
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(problem_line(users.ask("PUT", ada_path, ada, row.text)) == row.problem);
  }
  const std::string just_fits = R"({"name":")" + long_name.substr(1) + R"(","bio":""})";
  CHECK(users.ask("PUT", ada_path, ada, just_fits).status == 200);
}

TEST_CASE("nobody but the owner changes or deletes a profile") {
  UserService const users;
  users.ask("GET", ada_path, ada);
  CHECK(problem_line(users.ask("PUT", ada_path, bob, change)) == "403 forbidden");
  CHECK(problem_line(users.ask("DELETE", ada_path, bob)) == "403 forbidden");
  CHECK(member(users.ask("GET", ada_path, ada).body, "name").empty());
}

TEST_CASE("a deleted profile stays deleted, whatever its owner asks for") {
  UserService const users;
  users.ask("PUT", ada_path, ada, change);
  const Response gone = users.ask("DELETE", ada_path, ada);
  CHECK(gone.status == 204);
  CHECK(gone.body.empty());
  for (const char* method : {"GET", "DELETE"}) {
    CHECK(problem_line(users.ask(method, ada_path, ada)) == "404 not_found");
  }
  CHECK(problem_line(users.ask("PUT", ada_path, ada, change)) == "404 not_found");
  CHECK(users.ask("GET", "/users", ada).body == R"({"users":[],"next_cursor":null})");
}

TEST_CASE("a path that is no UUID names nobody") {
  UserService const users;
  for (const char* id : {"7", "0b0a7a50-0000-4000-8000-00000000000", "0b0a7a50x0000-4000-8000-00000000000a",
                         "0b0a7a50-0000-4000-8000-00000000000a0"}) {
    CAPTURE(id);
    CHECK(problem_line(users.ask("GET", std::string{"/users/"} + id, ada)) == "404 not_found");
  }
}

TEST_CASE("profiles are listed by id, page by page, each e-mail to its owner only") {
  UserService users;
  std::vector<std::string> ids;
  for (int i = 1; i <= 5; ++i) {
    ids.push_back("0b0a7a50-0000-4000-8000-00000000000" + std::to_string(i));
    REQUIRE(users.ask("GET", "/users/" + ids.back(), ids.back()).status == 200);
  }
  std::string const path = "/users";
  std::string query = "limit=2";
  std::vector<std::string> seen;
  for (int page = 0; page < 3; ++page) {
    Request asked = with_bearer(request("GET", path), users.token(ids[0]));
    asked.query = query;
    const Response answer = users.service->handle(std::move(asked));
    REQUIRE(answer.status == 200);
    for (const std::string& id : ids) {
      if (answer.body.find("{\"id\":\"" + id) != std::string::npos) seen.push_back(id);
    }
    CHECK((answer.body.find("\"email\"") != std::string::npos) == (page == 0));
    query = "limit=2&cursor=" + member(answer.body, "next_cursor");
  }
  CHECK(seen == ids);
  CHECK(query == "limit=2&cursor=null");
}

TEST_CASE("a page is asked for exactly") {
  const std::array rows{
      Row{"limit=0", "422 member_invalid limit"},
      Row{"limit=101", "422 member_invalid limit"},
      Row{"limit=2x", "422 member_invalid limit"},
      Row{"limit=", "422 member_invalid limit"},
      Row{"limit=2&limit=2", "422 member_invalid limit"},
      Row{"cursor=7", "422 member_invalid cursor"},
      Row{"offset=7", "422 member_unknown"},
  };
  UserService users;
  const auto list = [&](const std::string& query) {
    Request asked = with_bearer(request("GET", "/users"), users.token(ada));
    asked.query = query;
    return users.service->handle(std::move(asked));
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(problem_line(list(row.text)) == row.problem);
  }
  for (const char* fits : {"limit=1", "limit=100"}) CHECK(list(fits).status == 200);
}

TEST_CASE("T40: without a good token there is a challenge and nothing else") {
  UserService users;
  const Response none = users.service->handle(request("GET", ada_path));
  CHECK(problem_line(none) == "401 authorization_missing");
  CHECK(header(none, "WWW-Authenticate") == "Bearer realm=\"signet\"");

  const std::array rows{
      Row{"x", "401 token_malformed"},
      Row{"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "401 token_malformed"},  // {"alg":"none"}, no signature
      Row{"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.AA", "401 algorithm_unsupported alg"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Response answer = users.service->handle(with_bearer(request("GET", ada_path), row.text));
    CHECK(problem_line(answer) == row.problem);
    CHECK(header(answer, "WWW-Authenticate").starts_with("Bearer realm=\"signet\", error=\"invalid_token\""));
  }
  const auto at = [&](NumericDate issued_at) {
    return problem_line(
        users.service->handle(with_bearer(request("GET", ada_path), users.token(bob, issued_at))));
  };
  CHECK(at(now() - Seconds::of(3601)) == "401 token_expired exp");
  CHECK(at(now() + Seconds::of(60)) == "401 token_issued_in_future iat");
  CHECK(problem_line(users.ask("GET", ada_path, "ada")) == "401 custom_rule_failed sub_is_uuid");
  CHECK(problem_line(users.ask("GET", ada_path, "")) == "401 custom_rule_failed sub_is_uuid");
}

TEST_CASE("of many first accesses at once, all see the one profile that was made") {
  UserService users;
  std::array<std::string, 4> bodies;
  std::vector<std::thread> threads;
  threads.reserve(bodies.size());
  for (std::string& body : bodies) {
    threads.emplace_back([&users, &body] { body = users.ask("GET", ada_path, ada).body; });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& body : bodies) CHECK(body == bodies[0]);
  CHECK(member(bodies[0], "id") == ada);
}

TEST_CASE("profiles survive the server") {
  const auto database = make_profile_database();
  const Uuid id = *Uuid::parse(ada);
  REQUIRE(database->open()->insert_if_absent(
      {.id = id, .name = "Ada", .email = "a@b.com", .bio = "", .created_at = {}, .updated_at = {}}));
  const auto found = database->open()->find(id);
  REQUIRE(found);
  REQUIRE(*found);
  CHECK((*found)->name == "Ada");
}
