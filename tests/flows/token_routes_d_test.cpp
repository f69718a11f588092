// /revoke and /introspect over flow D's sessions, called without a socket.
#include "refresh_server/token_routes.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "flows/refresh_service.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

/// Flow D, and a service with its key.
struct Guarded : RefreshServer {
  explicit Guarded(bool exact = true) : RefreshServer(exact) { admit_callers("s"); }

  Response post(const char* path, const std::string& form, char key = 's') const {
    Request asked = with_bearer(request("POST", path, form), std::string(32, key));
    asked.headers.set("Content-Type", "application/x-www-form-urlencoded");
    return ask(std::move(asked));
  }
  Response revoke(const std::string& token) const { return post("/revoke", "token=" + token); }
  std::string introspect(const std::string& token) const {
    const Response answer = post("/introspect", "token=" + token);
    CHECK(answer.status == 200);
    return answer.body;
  }
};

constexpr const char* inactive = R"({"active":false})";

}  // namespace

TEST_CASE("revoking a token of either kind and any generation ends its session, with every token of it") {
  for (const bool exact : {true, false}) {
    for (const bool refresh_token : {true, false}) {
      for (const bool replaced : {true, false}) {
        CAPTURE(exact);
        CAPTURE(refresh_token);
        CAPTURE(replaced);
        Guarded const server{exact};
        const TokenPair first = pair_of(server.login());
        const TokenPair other = pair_of(server.login(R"({"user_id":2})"));
        const TokenPair second = pair_of(server.refresh(first.refresh));
        const TokenPair& shown = replaced ? first : second;
        const Response answer = server.revoke(refresh_token ? shown.refresh : shown.access);
        CHECK(answer.status == 200);
        CHECK(answer.body.empty());
        CHECK(server.authenticate(second.access).status != 200);  // RFC 7009 §2.1
        CHECK(server.refresh(second.refresh).status != 200);
        CHECK(server.introspect(second.access) == inactive);
        CHECK(server.authenticate(other.access).status == 200);
      }
    }
  }
}

TEST_CASE("revoking what is unknown, ended or expired is 200 and ends nothing") {
  Guarded server;
  const TokenPair pair = pair_of(server.login());
  const TokenPair later = pair_of(server.login(R"({"user_id":2})"));
  CHECK(server.revoke(pair.refresh).status == 200);
  CHECK(server.revoke(pair.refresh).status == 200);
  CHECK(server.revoke("45ghiukldjahdnhzdauz").status == 200);
  CHECK(server.revoke(later.access.substr(0, later.access.size() - 2) + "AA").status == 200);
  server.now = server.now + Seconds::of(900);
  CHECK(server.revoke(later.access).status == 200);
  CHECK(server.refresh(later.refresh).status == 200);
}

TEST_CASE("introspection tells the claims of both current tokens, and of no other token anything") {
  Guarded server;
  const TokenPair first = pair_of(server.login());
  const TokenPair pair = pair_of(server.refresh(first.refresh));
  const auto uid_of = [&server](const std::string& token) {
    const auto claims = server.tokens.get()->verify(token, server.now);
    REQUIRE(claims);
    return make_uid(claims->uid).text();
  };
  CHECK(server.introspect(pair.access) ==
        R"({"active":true,"token_type":"Bearer","exp":1790000900,"iat":1790000000,"nbf":1790000000,)"
        R"("sub":"1","iss":"jwt-microservice","jti":")" +
            uid_of(pair.access) + "\"}");
  CHECK(server.introspect(pair.refresh) ==
        R"({"active":true,"exp":1792592000,"iat":1790000000,"nbf":1790000000,)"
        R"("sub":"1","iss":"jwt-microservice","jti":")" +
            uid_of(pair.refresh) + "\"}");
  CHECK(server.introspect(first.access) == inactive);
  CHECK(server.introspect(first.refresh) == inactive);
  CHECK(server.introspect("a.b.c") == inactive);
  server.now = server.now + Seconds::of(900);
  CHECK(server.introspect(pair.access) == inactive);
  CHECK(member(server.introspect(pair.refresh), "active") == "true");
  server.logout(pair.refresh);
  CHECK(server.introspect(pair.refresh) == inactive);
}

TEST_CASE("introspection is no use: a session asked about all day still ends for lack of use") {
  Guarded server;
  const TokenPair pair = pair_of(server.login());
  for (int hour = 1; hour < 24; ++hour) {
    server.now = server.now + Seconds::of(3600);
    CHECK(member(server.introspect(pair.refresh), "active") == "true");
  }
  server.now = server.now + Seconds::of(3600);
  CHECK(server.introspect(pair.refresh) == inactive);
}

TEST_CASE("both are for services alone; with the store down they say so") {
  Guarded server;
  const TokenPair pair = pair_of(server.login());
  const int calls = server.store.calls;
  for (const char* path : {"/revoke", "/introspect"}) {
    CAPTURE(path);
    const Response refused = server.post(path, "token=" + pair.access, 'x');
    CHECK(refused.status == 401);
    CHECK(refused.body == R"({"error":"invalid_client"})");
    CHECK(header(refused, "WWW-Authenticate") == R"(Bearer realm="signet", error="invalid_token")");
    CHECK(server.ask(request("POST", path, "token=x")).status == 401);
    CHECK(server.post(path, "token=a&token=a").body == R"({"error":"invalid_request"})");
  }
  CHECK(server.store.calls == calls);
  server.store.broken = true;
  for (const char* path : {"/revoke", "/introspect"}) {
    CAPTURE(path);
    const Response down = server.post(path, "token=" + pair.access);
    CHECK(down.status == 503);
    CHECK(down.body == R"({"error":"temporarily_unavailable"})");
    CHECK(header(down, "Retry-After") == "1");
  }
  server.store.broken = false;
  CHECK(server.authenticate(pair.access).status == 200);
}
