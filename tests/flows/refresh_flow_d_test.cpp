// Flow D's routes in exact mode: every row of the documented table, called without a socket.
#include "refresh_server/flow_d.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "flows/refresh_service.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

struct Row {
  const char* name;
  std::string body;
  const char* line;
};

constexpr const char* no_json = "400 failed to unmarshal request body";
constexpr const char* no_refresh = "500 failed to refresh token";

/// A token of user 1 whose claims are as its signer wants them.
std::string signed_by(char key, const std::string& claims) {
  return *sign_compact(*SigningKey::from_secret(key_of(key), Algorithm::HS256), claims, {.typ = "JWT"});
}

std::string claims_of(const RefreshServer& server, const std::string& token) {
  const auto claims = server.tokens.get()->verify(token, server.now);
  REQUIRE(claims);
  return claims->json();
}

/// The claims of `token` with `from` replaced by `to`, signed by the server's own key.
std::string changed(const RefreshServer& server, const std::string& token, const std::string& from,
                    const std::string& to) {
  std::string claims = claims_of(server, token);
  const std::size_t at = claims.find(from);
  REQUIRE(at != std::string::npos);
  return signed_by('k', claims.replace(at, from.size(), to));
}

}  // namespace

TEST_CASE("GET /ping answers pong without a newline, any other method 405 with a capital M") {
  RefreshServer const server;
  const Response pong = server.ask(request("GET", "/ping"));
  CHECK(pong.status == 200);
  CHECK(pong.body == "pong");
  CHECK(header(pong, "Content-Type") == "text/plain; charset=utf-8");
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    const Response refused = server.ask(request(method, "/ping"));
    CHECK(plain_line(refused) == "405 Method not allowed");
    CHECK(header(refused, "Allow") == "GET, HEAD");
  }
}

TEST_CASE("a wrong method is 405 in lower case on the other four, HEAD too, and has no effect") {
  RefreshServer const server;
  const std::vector<std::pair<const char*, const char*>> routes{
      {"/login", "GET"}, {"/refresh", "GET"}, {"/authenticate", "POST"}, {"/logout", "GET"}};
  for (const auto& route : routes) {
    CAPTURE(route.first);
    CHECK(plain_line(server.ask(request(route.second, route.first))) == "405 method not allowed");
    CHECK(plain_line(server.ask(request("DELETE", route.first))) == "405 method not allowed");
  }
  for (const char* path : {"/ping", "/login", "/refresh", "/authenticate", "/logout"}) {
    CAPTURE(path);
    const Response head = server.ask(request("HEAD", path));
    CHECK(head.status == 405);
    CHECK(head.body.empty());
    CHECK(header(head, "Content-Length") == "19");
    CHECK(header(head, "Content-Type") == "text/plain; charset=utf-8");
    CHECK(head.headers.count("Allow") == 1);
  }
  CHECK(server.store.calls == 0);
}

TEST_CASE("paths match exactly; any other is 404 page not found") {
  RefreshServer const server;
  for (const char* path : {"/", "/login/", "/Login", "//ping", "/ping/x", "/metrics"}) {
    CAPTURE(path);
    CHECK(plain_line(server.ask(request("GET", path))) == "404 404 page not found");
  }
}

TEST_CASE("a login gives a pair of tokens with the documented claims in the documented order") {
  RefreshServer const server;
  const Response answer = server.login(R"({"user_id":18446744073709551615})");
  CHECK(header(answer, "Content-Type") == "application/json");
  CHECK(header(answer, "Cache-Control") == "no-store");
  CHECK(answer.body.starts_with(R"({"access":"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.)"));
  CHECK(answer.body.ends_with("\"}\n"));
  const TokenPair pair = pair_of(answer);
  const auto claims = server.tokens.get()->verify(pair.refresh, server.now);
  REQUIRE(claims);
  const std::string uid = make_uid(claims->uid).text();
  CHECK(
      claims->json() ==
      R"({"user_id":18446744073709551615,"uid":")" + uid +
          R"(","type":"refresh","iss":"jwt-microservice","exp":1792592000,"nbf":1790000000,"iat":1790000000})");
  const Response shown = server.authenticate(pair.access);
  CHECK(shown.status == 200);
  CHECK(header(shown, "Content-Type") == "application/json");
  CHECK(shown.body.ends_with(
      R"("type":"access","iss":"jwt-microservice","exp":1790000900,"nbf":1790000000,"iat":1790000000})"
      "\n"));
  CHECK(member(shown.body, "uid") != uid);
}

TEST_CASE("any unsigned 64-bit number is a user; members of other names are skipped") {
  RefreshServer const server;
  for (const char* body : {R"({"user_id":0})", R"({"user_id":1})", R"( {"user_id" : 18446744073709551615}  )",
                           R"({"name":{"a":[1,null]},"user_id":7,"USER_ID":"x"})"}) {
    CAPTURE(body);
    CHECK(server.login(body).status == 200);
  }
}

TEST_CASE("a login body that is no such number is 400") {
  RefreshServer const server;
  const std::vector<Row> rows{
      {"nothing", "", no_json},
      {"no member", "{}", no_json},  // the documented service logs in user 0
      {"null", R"({"user_id":null})", no_json},
      {"null alone", "null", no_json},
      {"text", R"({"user_id":"1"})", no_json},
      {"negative", R"({"user_id":-1})", no_json},
      {"negative zero", R"({"user_id":-0})", no_json},
      {"fraction", R"({"user_id":1.0})", no_json},
      {"exponent", R"({"user_id":1e3})", no_json},
      {"one too many", R"({"user_id":18446744073709551616})", no_json},
      {"truth", R"({"user_id":true})", no_json},
      {"list", R"([1])", no_json},
      {"broken", R"({"user_id":1)", no_json},
      {"text behind", R"({"user_id":1}x)", no_json},
      {"twice", R"({"user_id":1,"user_id":2})", no_json},
      {"twice, one escaped", R"({"user_id":1,"user\u005fid":2})", no_json},
      {"another case", R"({"User_Id":1})", no_json},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(plain_line(server.login(row.body)) == row.line);
  }
  CHECK(server.store.calls == 0);
}

TEST_CASE("a refresh gives a new pair; whatever follows the first object is not read") {
  RefreshServer const server;
  TokenPair pair = pair_of(server.login());
  for (const char* behind : {"", "  ", "x", "{", R"({"refresh":"y"})"}) {
    CAPTURE(behind);
    const Response answer =
        server.ask(request("POST", "/refresh", R"({"a":"}{","refresh":")" + pair.refresh + "\"}" + behind));
    const TokenPair next = pair_of(answer);
    CHECK(next.refresh != pair.refresh);
    CHECK(next.access != pair.access);
    pair = next;
  }
  CHECK(server.authenticate(pair.access).status == 200);
}

TEST_CASE("a refresh body that cannot be read is 400, and one without a good token 500") {
  RefreshServer const server;
  const TokenPair pair = pair_of(server.login());
  const std::vector<Row> rows{
      {"nothing", "", no_json},
      {"no JSON", "refresh", no_json},
      {"broken", R"({"refresh":"x")", no_json},
      {"a number", R"({"refresh":1})", no_json},
      {"a list", R"(["x"])", no_json},
      {"twice", R"({"refresh":"x","refresh":"y"})", no_json},
      {"no member", "{}", no_refresh},
      {"null", R"({"refresh":null})", no_refresh},
      {"another case", R"({"Refresh":")" + pair.refresh + R"("})", no_refresh},
      {"empty", R"({"refresh":""})", no_refresh},
      {"garbage", R"({"refresh":"a.b.c"})", no_refresh},
      {"an access token", R"({"refresh":")" + pair.access + R"("})", no_refresh},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(plain_line(server.ask(request("POST", "/refresh", row.body))) == row.line);
  }
  CHECK(server.refresh(pair.refresh).status == 200);  // none of them used it up
}

TEST_CASE("a token without, or of the wrong, credential form is told from a bad token") {
  RefreshServer const server;
  const TokenPair pair = pair_of(server.login());
  struct Shown {
    const char* header;
    const char* authenticate;
    const char* logout;
  };
  constexpr const char* missing = "400 missing authorization header";
  constexpr const char* bad = "400 failed to authenticate";
  constexpr const char* failed = "500 failed to logout";
  const std::vector<Shown> rows{
      {nullptr, missing, missing},           {"", missing, missing},
      {"Bearer", missing, missing},          {"Bearer ", missing, missing},
      {"Basic YTpi", missing, missing},      {"x", missing, missing},
      {"NotBearer a.b.c", missing, missing}, {"Bearer a", bad, failed},
      {"Bearer a.b.c", bad, failed},         {"Bearer  a.b.c", bad, failed},
      {"Bearer a.b.c d", bad, failed},       {"bearer eyJhbGciOiJub25lIn0.e30.AA", bad, failed},
  };
  for (const Shown& row : rows) {
    CAPTURE(row.header);
    Request asked = request("GET", "/authenticate");
    Request ended = request("POST", "/logout");
    if (row.header != nullptr) {
      asked.headers.add("Authorization", row.header);
      ended.headers.add("Authorization", row.header);
    }
    CHECK(plain_line(server.ask(asked)) == row.authenticate);
    CHECK(plain_line(server.ask(ended)) == row.logout);
  }
  Request any_case = request("GET", "/authenticate");
  any_case.headers.add("Authorization", "bEARER " + pair.access);
  CHECK(server.ask(any_case).status == 200);
}

TEST_CASE("two credentials are refused and the connection closed, whatever they are") {
  RefreshServer const server;
  const TokenPair pair = pair_of(server.login());
  const Response refused =
      server.ask(with_bearer(with_bearer(request("GET", "/authenticate"), pair.access), pair.access));
  CHECK(problem_line(refused) == "400 authorization_malformed");
  CHECK(refused.close);
}

TEST_CASE("a token that is expired, early, foreign or tampered with does not authenticate, nor log out") {
  RefreshServer server;
  const TokenPair pair = pair_of(server.login());
  const std::string claims = claims_of(server, pair.access);
  const std::vector<std::pair<const char*, std::string>> tokens{
      {"signed by another key", signed_by('x', claims)},
      {"another user with this uid", changed(server, pair.access, R"("user_id":1,)", R"("user_id":2,)")},
      {"another kind than its uid",
       changed(server, pair.access, R"("type":"access")", R"("type":"refresh")")},
      {"a third kind", changed(server, pair.access, R"("type":"access")", R"("type":"id")")},
      {"another issuer", changed(server, pair.access, R"("iss":"jwt-microservice")", R"("iss":"other")")},
      {"a negative user", changed(server, pair.access, R"("user_id":1,)", R"("user_id":-1,)")},
      {"a user in quotes", changed(server, pair.access, R"("user_id":1,)", R"("user_id":"1",)")},
      {"no expiry", changed(server, pair.access, R"("exp":1790000900,)", "")},
      {"a random uid", changed(server, pair.access, "\"uid\":\"", "\"uid\":\"x")},
      {"not yet valid", changed(server, pair.access, R"("nbf":1790000000)", R"("nbf":1790000031)")},
  };
  for (const auto& row : tokens) {
    CAPTURE(row.first);
    CHECK(plain_line(server.authenticate(row.second)) == "400 failed to authenticate");
    CHECK(plain_line(server.logout(row.second)) == "500 failed to logout");
  }
  server.now = server.now + Seconds::of(899);
  CHECK(server.authenticate(pair.access).status == 200);
  server.now = server.now + Seconds::of(1);  // RFC 7519 §4.1.4: on and after `exp`
  CHECK(plain_line(server.authenticate(pair.access)) == "400 failed to authenticate");
  CHECK(plain_line(server.logout(pair.access)) == "500 failed to logout");
  CHECK(server.refresh(pair.refresh).status == 200);  // nothing of this ended the session
}

TEST_CASE("with the store down login, refresh and authenticate fail as documented, and logout says so") {
  RefreshServer server;
  const TokenPair pair = pair_of(server.login());
  server.store.broken = true;
  CHECK(plain_line(server.login()) == "500 failed to login");
  CHECK(plain_line(server.refresh(pair.refresh)) == "500 failed to refresh token");
  CHECK(plain_line(server.authenticate(pair.access)) == "400 failed to authenticate");
  const Response logout = server.logout(pair.access);  // the document says 200, and nothing is deleted
  CHECK(plain_line(logout) == "503 failed to logout");
  CHECK(header(logout, "Retry-After") == "1");
  CHECK(server.ask(request("GET", "/livez")).status == 200);
  CHECK(server.ask(request("GET", "/readyz")).status == 503);
  CHECK(server.ask(request("GET", "/health")).body == R"({"status":"degraded","database":"down"})");
  server.store.broken = false;
  CHECK(server.authenticate(pair.access).status == 200);
  CHECK(server.ask(request("GET", "/readyz")).status == 200);
}
