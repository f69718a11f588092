// Flow A's routes of the auth server, called without a socket.
#include "auth_server/flow_a.hpp"

#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <regex>
#include <string>

#include "auth_server/users_table.hpp"
#include "common/flow_a_tokens.hpp"
#include "flows/answers.hpp"
#include "flows/switchable_stores.hpp"
#include "signet/core/chrono.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/password/password_hasher.hpp"
#include "signet/token/token_issuer.hpp"
#include "support/full_queue.hpp"
#include "support/stopped_clock.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

/// The cheapest bcrypt there is: these tests are about routes.
constexpr BcryptParams cheap{.cost = 4};

const SecretBytes secret = SecretBytes::copy_of(std::string_view{"0123456789abcdef0123456789abcdef"});

struct AuthServer {
  SwitchableAccountStore store;
  bool signer_broken = false;
  Result<PasswordHasher> hasher = PasswordHasher::build({.target = cheap});
  Result<std::unique_ptr<Accounts>> accounts = fail(Errc::internal_error);
  Result<std::unique_ptr<Throttle>> logins = Throttle::build(system_random());
  Result<std::unique_ptr<HashPool>> hashing =
      HashPool::build({.workers = 1, .places = 1, .deadline = Seconds::of(30)});
  Result<TokenIssuer> issuer = TokenIssuer::build({.key = *SigningKey::from_secret(secret, Algorithm::HS256),
                                                   .issuer = std::string{flow_a_issuer},
                                                   .audience = {std::string{flow_a_audience}},
                                                   .audience_array = true,
                                                   .lifetime = Seconds::of(900)});
  Start<Verifiers> verifiers =
      Verifiers::build({KeySet{{*VerificationKey::from_secret(secret, Algorithm::HS256)}}},
                       {.algorithms = {Algorithm::HS256}, .policy = flow_a_policy()});
  Router router;
  Result<Service> service = fail(Errc::internal_error);

  explicit AuthServer(bool exact = true) {
    REQUIRE(store.insert({.id = *account_of_row(1),
                          .key = "alice",
                          .name = "alice",
                          .password_hash = *hasher->hash("password123", system_random()),
                          .epoch = {},
                          .created_at = {}}));
    accounts = Accounts::build(store, *hasher, system_random(),
                               {.names = NameRule::exact, .rehash_on_login = false});
    const auto sign = [this](std::string_view subject) -> Result<std::string> {
      if (signer_broken) return fail(Errc::random_unavailable);
      return issuer->issue({.subject = subject}, now(), system_random());
    };
    const auto verify = [this](std::string_view token) { return verifiers->verify(token, now()); };
    add_login_a(router, {.login = {**accounts, **hashing, **logins, stopped_clock},
                         .sign = sign,
                         .realm = "signet",
                         .exact = exact});
    add_validate_a(router, {.verify = verify, .realm = "signet", .exact = exact});
    service = Service::build(router, {.threads = 256, .clock = steady_now});
  }

  Response handle(const Request& asked) const { return service->handle(asked); }
  Response log_in(const std::string& body = alice) const { return handle(request("POST", "/login", body)); }
  Response validate(const std::string& authorization) const {
    Request asked = request("GET", "/validate");
    asked.headers.add("Authorization", authorization);
    return handle(asked);
  }
  std::string token() const { return member(log_in().body, "token"); }
  std::string issued_at(NumericDate time) const {
    return *issuer->issue({.subject = "1"}, time, system_random());
  }

  static constexpr const char* alice = R"({"username":"alice","password":"password123"})";
};

/// `401 token_expired invalid_token`: status, reason and the challenge's error, of an answer without a body;
/// `403 for 503 overloaded` where another status is meant for the client.
std::string validation_line(const Response& response) {
  CHECK(response.body.empty());
  CHECK(header(response, "Content-Length") == "0");
  CHECK(header(response, "Content-Type") == "(absent)");
  CHECK(header(response, "Cache-Control") == "no-store");
  const std::string challenge = header(response, "WWW-Authenticate");
  CHECK(challenge.starts_with("Bearer realm=\"signet\"") == (response.status == 401));
  const std::size_t error = challenge.find("error=\"");
  const std::string status = std::to_string(response.status) + " ";
  const std::string told = header(response, "X-Auth-Status");
  if (told == "(absent)") return status + told;
  return (told.starts_with(status) ? told : status + "for " + told) +
         (error == std::string::npos
              ? ""
              : " " + challenge.substr(error + 7, challenge.find('"', error + 7) - error - 7));
}

void check_refusal(const Response& response, std::uint16_t status, const std::string& body) {
  CHECK(response.status == status);
  CHECK(response.body == body + "\n");
  CHECK(header(response, "Content-Type") == "application/json");
  CHECK(header(response, "Cache-Control") == "no-store");
  CHECK(header(response, "WWW-Authenticate") == (status == 401 ? "Bearer realm=\"signet\"" : "(absent)"));
}

const std::string invalid_credentials = R"({"error":"Invalid credentials","code":"INVALID_CREDENTIALS"})";
const std::string invalid_json = R"({"error":"Invalid request format","code":"INVALID_JSON"})";
const std::string wrong_method = R"({"error":"Method not allowed","code":"METHOD_NOT_ALLOWED"})";

}  // namespace

TEST_CASE("logging in answers a token and a newline, which no cache may keep and no header repeats") {
  AuthServer const server;
  const Response answer = server.log_in();
  CHECK(answer.status == 200);
  CHECK(header(answer, "Content-Type") == "application/json");
  CHECK(header(answer, "Cache-Control") == "no-store");
  CHECK(header(answer, "Authorization") == "(absent)");
  CHECK(std::regex_match(answer.body, std::regex{R"(\{"token":"[\w-]+\.[\w-]+\.[\w-]+"\}\n)"}));
}

TEST_CASE("the token has the documented header and claims, in their order, and lives 15 minutes") {
  AuthServer const server;
  const std::string token = server.token();
  const std::size_t dot = token.find('.');
  CHECK(*base64url_decode(token.substr(0, dot)) == R"({"alg":"HS256","typ":"JWT"})");
  const std::string claims = *base64url_decode(token.substr(dot + 1, token.rfind('.') - dot - 1));
  const std::regex documented{
      R"(\{"iss":"auth-service","sub":"1","aud":\["api-service"\],"exp":\d+,"iat":\d+,)"
      R"("jti":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"\})"};
  CHECK_MESSAGE(std::regex_match(claims, documented), claims);
  CHECK(std::stoll(member(claims, "exp")) - std::stoll(member(claims, "iat")) == 900);
  CHECK(server.token() != token);  // another jti, in the same second too
}

TEST_CASE("a wrong password, an unknown name and a missing member get the same 401") {
  AuthServer const server;
  for (const char* body :
       {R"({"username":"alice","password":"password124"})", R"({"username":"eve","password":"password123"})",
        R"({"username":"Alice","password":"password123"})", R"({})", R"({"username":"alice"})",
        R"({"password":"password123"})", R"({"username":null,"password":"password123"})",
        R"({"Username":"alice","password":"password123"})",
        R"({"username":"alice","PASSWORD":"password123"})", R"({"username":"alice","password":""})",
        R"({"username":"alice","password":"password123\u0000"})"}) {
    CAPTURE(body);
    check_refusal(server.log_in(body), 401, invalid_credentials);
  }
}

TEST_CASE("what is not one JSON object with texts for both members is 400") {
  AuthServer const server;
  for (const char* body : {"", "{", "null", "[]", "\"alice\"", R"({"username":"alice","password":1})",
                           R"({"username":["alice"],"password":"password123"})",
                           R"({"username":"alice","username":"alice","password":"password123"})",
                           R"({"username":"alice","password":"password123"} x)"}) {
    CAPTURE(body);
    check_refusal(server.log_in(body), 400, invalid_json);
  }
}

TEST_CASE("further members are ignored, and no Content-Type is asked for") {
  AuthServer const server;
  CHECK(server.log_in(R"({"remember":true,"username":"alice","device":{"a":[1]},"password":"password123"})")
            .status == 200);
  for (const char* type :
       {"text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8"}) {
    CAPTURE(type);
    Request asked = request("POST", "/login", AuthServer::alice);
    asked.headers.set("Content-Type", type);
    CHECK(server.handle(asked).status == 200);
  }
}

TEST_CASE("every other method of /login is 405 with a body of the same form and what is allowed") {
  AuthServer const server;
  for (const char* method : {"GET", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"}) {
    CAPTURE(method);
    const Response answer = server.handle(request(method, "/login"));
    check_refusal(answer, 405, wrong_method);
    CHECK(header(answer, "Allow") == "POST");
  }
  CHECK(server.handle(request("HEAD", "/login")).status == 405);
}

TEST_CASE("a database that fails is 500 and counts as no failure, and validation goes on without it") {
  AuthServer server;
  const std::string token = server.token();
  server.store.broken = true;
  for (int i = 0; i < 25; ++i) {
    check_refusal(server.log_in(), 500, R"({"error":"Internal server error","code":"DATABASE_ERROR"})");
  }
  CHECK(server.validate("Bearer " + token).status == 200);
  server.store.broken = false;
  CHECK(server.log_in().status == 200);
}

TEST_CASE("a token that cannot be made is 500") {
  AuthServer server;
  server.signer_broken = true;
  check_refusal(server.log_in(), 500,
                R"({"error":"Internal server error","code":"TOKEN_GENERATION_FAILED"})");
}

TEST_CASE("the 21st guess in a row is 429 with a time to come again, known name or not") {
  for (const char* name : {"alice", "eve"}) {
    CAPTURE(name);
    AuthServer const server;
    const std::string guess = std::string{R"({"username":")"} + name + R"(","password":"no"})";
    for (int i = 0; i < 20; ++i) check_refusal(server.log_in(guess), 401, invalid_credentials);
    const Response refused = server.log_in(guess);
    check_refusal(
        refused, 429,
        R"({"error":"Too many failed attempts; try again after the time given.","code":"THROTTLED"})");
    CHECK(header(refused, "Retry-After") == "6");
  }
}

TEST_CASE("with the hash queue full a login is 503, while validation and its refusals go on") {
  AuthServer const server;
  const std::string token = server.token();
  const FullQueue full{**server.hashing};

  const Response refused = server.log_in();
  check_refusal(
      refused, 503,
      R"({"error":"Too much work is waiting; try again after the time given.","code":"OVERLOADED"})");
  CHECK(header(refused, "Retry-After") != "(absent)");
  CHECK(server.validate("Bearer " + token).status == 200);
}

TEST_CASE("a good token is 200 without a body, by any case of the scheme and whatever else is asked") {
  AuthServer const server;
  const std::string token = server.token();
  for (const char* scheme : {"Bearer ", "bearer ", "BEARER "}) {
    CHECK(validation_line(server.validate(scheme + token)) == "200 (absent)");
  }
  Request conditional = with_bearer(request("GET", "/validate"), token);
  conditional.headers.add("If-None-Match", "*").add("If-Modified-Since", "Sun, 22 Nov 2026 00:00:00 GMT");
  conditional.headers.add("If-Match", "\"x\"").add("Range", "bytes=0-0").add("If-Range", "\"x\"");
  CHECK(validation_line(server.handle(conditional)) == "200 (absent)");
  CHECK(validation_line(server.handle(with_bearer(request("HEAD", "/validate"), token))) == "200 (absent)");
}

// Rulings 6: flow A reads no denials, as its document has it; what was done to an account counts from its
// next login on.
TEST_CASE("R12: a token is good until it expires, whatever became of its account, and no store is asked") {
  AuthServer server;
  const std::string token = server.token();
  REQUIRE(server.store.set_locked(*account_of_row(1), true));
  CHECK(server.log_in().status == 401);
  REQUIRE(server.store.remove(*account_of_row(1)));
  const int asked = server.store.calls();
  for (const bool broken : {false, true}) {
    server.store.broken = broken;
    CHECK(validation_line(server.validate("Bearer " + token)) == "200 (absent)");
    const std::string expired = server.issued_at(now() - Seconds::of(900));
    CHECK(validation_line(server.validate("Bearer " + expired)) == "401 token_expired invalid_token");
  }
  CHECK(server.store.calls() == asked);
}

TEST_CASE("T40: everything that is not a good token is 401 without a body, the reason in X-Auth-Status") {
  AuthServer const server;
  const std::string token = server.token();
  std::string forged = token;
  forged.back() = forged.back() == 'A' ? 'E' : 'A';
  struct Row {
    std::string authorization;
    const char* line;
  };
  const auto lifetime = Seconds::of(900);
  for (const Row& row :
       {Row{"NotBearer " + token, "401 authorization_missing"}, Row{token, "401 authorization_missing"},
        Row{"Bearer", "401 authorization_malformed invalid_request"},
        Row{"Bearer  " + token, "401 authorization_malformed invalid_request"},
        Row{"Bearer " + token + " x", "401 authorization_malformed invalid_request"},
        Row{"Bearer garbage", "401 token_malformed invalid_token"},
        Row{"Bearer " + forged, "401 signature_invalid invalid_token"},
        Row{"Bearer " + server.issued_at(now() - lifetime), "401 token_expired invalid_token"},
        Row{"Bearer eyJhbGciOiJub25lIn0.e30.AA", "401 algorithm_unsupported invalid_token"}}) {
    CAPTURE(row.line);
    CHECK(validation_line(server.validate(row.authorization)) == row.line);
  }
  CHECK(validation_line(server.handle(request("GET", "/validate"))) == "401 authorization_missing");
}

// Rulings 10: two parsers could take different ones; elsewhere that is 400.
TEST_CASE("H01: two Authorization fields are 401 on the validation route and 400 on the other") {
  AuthServer const server;
  const std::string token = server.token();
  const Response validated =
      server.handle(with_bearer(with_bearer(request("GET", "/validate"), token), token));
  CHECK(validation_line(validated) == "401 authorization_malformed invalid_request");
  CHECK_FALSE(validated.close);
  const Response login =
      server.handle(with_bearer(with_bearer(request("POST", "/login", AuthServer::alice), token), token));
  check_refusal(
      login, 400,
      R"({"error":"The Authorization header is not one bearer token.","code":"AUTHORIZATION_MALFORMED"})");
  CHECK(login.close);
}

TEST_CASE("a malformed X-Forwarded-For of the gateway is 401 on the validation route") {
  AuthServer const server;
  Request asked = with_bearer(request("GET", "/validate"), server.token());
  asked.peer.clear();  // a Unix socket, which is trusted
  asked.headers.add("X-Forwarded-For", "rubbish");
  CHECK(validation_line(server.handle(asked)) == "401 request_malformed");
}

TEST_CASE("every other method of /validate is 405 without a body") {
  AuthServer const server;
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "BREW"}) {
    CAPTURE(method);
    const Response answer = server.handle(with_bearer(request(method, "/validate"), server.token()));
    CHECK(validation_line(answer).starts_with("405 "));
    CHECK(header(answer, "Allow") == "GET, HEAD");
  }
}

// Rulings 10: nginx turns 429 and 503 of a subrequest into 500; 403 fails closed in a gateway without a map.
TEST_CASE("what fails inside is 403 to the gateway, with the reason and a time to come again") {
  class NoRandom final : public RandomSource {
   public:
    Result<void> fill(std::span<std::byte>) override { return Error{Errc::random_unavailable}; }
  } random;
  AuthServer const server;
  const auto service = Service::build(server.router, {.threads = 2, .clock = steady_now, .random = &random});
  Request asked = request("GET", "/validate");
  asked.headers = {};  // without a request id, so that one is to be made
  const Response answer = service->handle(asked);
  CHECK(validation_line(answer) == "403 for 503 random_unavailable");
  CHECK(header(answer, "Retry-After") == "1");
}

TEST_CASE("in modern mode a good token is 204, and what is refused is told as in exact mode") {
  AuthServer const server{false};
  const Response good = server.validate("Bearer " + server.token());
  CHECK(good.status == 204);
  CHECK(good.body.empty());
  CHECK(header(good, "Cache-Control") == "no-store");
  CHECK(validation_line(server.validate("Bearer garbage")) == "401 token_malformed invalid_token");
}

TEST_CASE("in modern mode the errors of a login are those of every other route") {
  AuthServer server{false};
  CHECK(problem_line(server.log_in(R"({"username":"alice","password":"no"})")) == "401 credentials_invalid");
  CHECK(problem_line(server.log_in("{")) == "400 request_malformed");
  CHECK(problem_line(server.handle(request("GET", "/login"))) == "405 method_not_allowed");
  server.signer_broken = true;
  CHECK(problem_line(server.log_in()) == "500 signing_failed");
  server.store.broken = true;
  CHECK(problem_line(server.log_in()) == "503 store_unavailable");
}

TEST_CASE("validating costs inline, so that it needs no place beside hashes and stores") {
  AuthServer const server;
  Request validate = request("GET", "/validate");
  Request login = request("POST", "/login");
  CHECK(server.router.route(validate).cost == RouteCost::inline_);
  CHECK(server.router.route(login).cost == RouteCost::cpu);
}

TEST_CASE("paths beside the documented ones are 404, without an open second spelling") {
  AuthServer const server;
  for (const char* path : {"/loginfoo", "/login/", "//login", "/Login", "/validate/", "/_auth_validation"}) {
    CAPTURE(path);
    CHECK(problem_line(server.handle(request("GET", path))) == "404 not_found");
  }
}
