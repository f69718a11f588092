// Flow A's route of the API service, called without a socket.
#include "resource_server/flow_a.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "common/flow_a_tokens.hpp"
#include "flows/answers.hpp"
#include "signet/core/chrono.hpp"
#include "signet/token/token_issuer.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

constexpr NumericDate noon = NumericDate::from_seconds(1'700'000'000);

KeySet key_of(std::string_view text) {
  const auto secret = SecretBytes::copy_of(text);
  return KeySet{{*VerificationKey::from_secret(secret, Algorithm::HS256)}};
}

constexpr std::string_view old_secret = "0123456789abcdef0123456789abcdef";
constexpr std::string_view new_secret = "fedcba9876543210fedcba9876543210";

TokenIssuerOptions documented_token(std::string_view secret = old_secret) {
  return {.key = *SigningKey::from_secret(SecretBytes::copy_of(secret), Algorithm::HS256),
          .issuer = "auth-service",
          .audience = {"api-service"},
          .audience_array = true,
          .lifetime = Seconds::of(900)};
}

std::string token_of(TokenIssuerOptions options, NumericDate issued_at = noon,
                     std::string_view subject = "1") {
  const auto issuer = TokenIssuer::build(std::move(options));
  REQUIRE(issuer);
  return *issuer->issue({.subject = subject}, issued_at, system_random());
}

struct ApiService {
  int waits = 0;
  Start<Verifiers> verifiers =
      Verifiers::build({key_of(new_secret), key_of(old_secret)},
                       {.algorithms = {Algorithm::HS256}, .policy = flow_a_policy()});
  Result<Service> service = fail(Errc::internal_error);

  ApiService() {
    Router router;
    add_flow_a(router, {.verify = [this](std::string_view token) { return verifiers->verify(token, noon); },
                        .wait = [this] { ++waits; },
                        .realm = "signet"});
    service = Service::build(std::move(router), {.threads = 8, .clock = steady_now});
  }
  Response ask(const std::string& token) const {
    return service->handle(with_bearer(request("GET", "/api/v1/user/profile"), token));
  }
};

}  // namespace

TEST_CASE("a good token gets the documented profile, after the documented wait") {
  ApiService const api;
  const Response answer = api.ask(token_of(documented_token()));
  CHECK(answer.status == 200);
  CHECK(header(answer, "Content-Type") == "application/json; charset=utf-8");
  CHECK(header(answer, "Cache-Control") == "no-store");
  CHECK(answer.body ==
        R"j({"message":"Profile data fetched successfully (I/O operation simulated)",)j"
        R"j("data":{"id":"1","username":"User-1","role":"standard","lastLogin":"2023-11-14T22:13:20.000Z"},)j"
        R"j("status":"OK"})j");
  CHECK(api.waits == 1);
}

TEST_CASE("each value of the secret verifies, the newer first") {
  ApiService const api;
  CHECK(api.ask(token_of(documented_token(new_secret))).status == 200);
  CHECK(api.ask(token_of(documented_token(old_secret))).status == 200);
  CHECK(problem_line(api.ask(token_of(documented_token("another-secret-of-thirty-2-bytes")))) ==
        "401 signature_invalid");
}

TEST_CASE("issuer, audience and expiry are checked here again, and what fails is 401 without a wait") {
  ApiService const api;
  const auto with = [](auto change) {
    TokenIssuerOptions options = documented_token();
    change(options);
    return options;
  };
  using Options = TokenIssuerOptions;
  struct Row {
    std::string token;
    const char* problem;
  };
  const auto minus = [](std::int64_t seconds) { return noon - Seconds::of(seconds); };
  for (const Row& row : {
           Row{token_of(with([](Options& o) { o.issuer = "auth"; })), "401 claim_mismatch iss"},
           Row{token_of(with([](Options& o) { o.issuer = ""; })), "401 claim_missing iss"},
           Row{token_of(with([](Options& o) { o.audience = {"web"}; })), "401 claim_mismatch aud"},
           Row{token_of(with([](Options& o) { o.audience = {}; })), "401 claim_missing aud"},
           Row{token_of(documented_token(), minus(900)), "401 token_expired exp"},  // at the second itself
           Row{token_of(documented_token(), minus(-31)), "401 token_issued_in_future iat"},
           Row{token_of(with([](Options& o) { o.not_before = true; }), minus(-31)),
               "401 token_not_yet_valid nbf"},
           Row{"garbage", "401 token_malformed"},
       }) {
    CAPTURE(row.problem);
    const Response answer = api.ask(row.token);
    CHECK(problem_line(answer) == row.problem);
    CHECK(header(answer, "WWW-Authenticate").find("error=\"invalid_token\"") != std::string::npos);
  }
  CHECK(api.waits == 0);
  for (const std::string& token :
       {token_of(documented_token(), minus(899)), token_of(documented_token(), minus(-30)),
        token_of(with([](Options& o) { o.not_before = true; }), minus(-30)),
        token_of(with([](Options& o) { o.audience_array = false; })),
        token_of(with([](Options& o) { o.audience = {"web", "api-service"}; }))}) {
    CHECK(api.ask(token).status == 200);
  }
}

TEST_CASE("a missing token, or another scheme, is a challenge without an error") {
  ApiService const api;
  const std::string token = token_of(documented_token());
  Request other = request("GET", "/api/v1/user/profile");
  other.headers.add("Authorization", "NotBearer " + token);
  Request bare = request("GET", "/api/v1/user/profile");
  bare.headers.add("Authorization", token);
  for (const Request& asked : {request("GET", "/api/v1/user/profile"), other, bare}) {
    const Response answer = api.service->handle(asked);
    CHECK(problem_line(answer) == "401 authorization_missing");
    CHECK(header(answer, "WWW-Authenticate") == "Bearer realm=\"signet\"");
  }
}

TEST_CASE("a token that names nobody is the documented 500") {
  ApiService const api;
  const Response answer = api.ask(token_of(documented_token(), noon, ""));
  CHECK(answer.status == 500);
  CHECK(answer.body == R"({"error":"Internal Auth Error"})");
  CHECK(api.waits == 0);
}

TEST_CASE("unknown paths are a problem, never a page") {
  ApiService const api;
  CHECK(problem_line(api.service->handle(request("GET", "/api/v1/user"))) == "404 not_found");
  CHECK(problem_line(api.service->handle(request("POST", "/api/v1/user/profile"))) ==
        "405 method_not_allowed");
}
