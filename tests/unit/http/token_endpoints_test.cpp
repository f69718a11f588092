// The endpoints of RFC 7009 and RFC 7662: who may ask, in what form, and how each answer reads.
#include "signet/http/token_endpoints.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "signet/http/service.hpp"
#include "support/stopped_clock.hpp"

using namespace signet;

namespace {

constexpr NumericDate noon = NumericDate::from_seconds(1'700'000'000);
const std::string key(32, 'k');

/// What both endpoints' functions answer, and how often they were asked.
struct Endpoint {
  std::vector<SecretBytes> keys;
  Result<Revocation> finding = Revocation::revoked;
  std::vector<std::string> tokens;
  Result<Service> service = fail(Errc::internal_error);

  Endpoint() {
    keys.push_back(SecretBytes::copy_of(key));
    const auto revoker = [this](std::string_view token, NumericDate) -> Result<Revocation> {
      tokens.emplace_back(token);
      return finding;
    };
    const auto introspector = [this](std::string_view token, NumericDate) -> Result<ActiveToken> {
      tokens.emplace_back(token);
      if (!finding.has_value()) return finding.error();
      return ActiveToken{"Bearer", noon, noon, noon, "1", "issuer", "id"};
    };
    Router router;
    const RouteRules rules{.cost = RouteCost::io, .errors = oauth_error};
    router.add("POST", "/revoke", rules,
               [=, this](const Request& request) { return answer_revocation(request, keys, revoker, noon); });
    router.add("POST", "/introspect", rules, [=, this](const Request& request) {
      return answer_introspection(request, keys, introspector, noon);
    });
    service = Service::build(std::move(router),
                             {.trusted_proxies = {}, .access_log = {}, .clock = test::stopped_clock});
  }

  Response ask(Request request) const { return service->handle(std::move(request)); }
};

Request request_to(const char* path, std::string body = "token=t",
                   const std::string& authorization = "Bearer " + key,
                   const std::string& type = "application/x-www-form-urlencoded") {
  Request request;
  request.method = "POST";
  request.path = path;
  request.body = std::move(body);
  request.headers.add("Host", "localhost");
  if (!authorization.empty()) request.headers.add("Authorization", authorization);
  if (!type.empty()) request.headers.add("Content-Type", type);
  return request;
}

/// `400 {"error":"invalid_request"}`, and that no cache may keep it.
std::string line_of(const Response& response) {
  CHECK(response.headers.single("Cache-Control") == "no-store");
  CHECK(response.headers.single("Pragma") == "no-cache");
  if (!response.body.empty()) CHECK(response.headers.single("Content-Type") == "application/json");
  return std::to_string(response.status) + " " + response.body;
}

constexpr const char* both[] = {"/revoke", "/introspect"};

}  // namespace

TEST_CASE("revocation answers 200 with no body, whether there was something to revoke or not") {
  Endpoint endpoint;
  CHECK(line_of(endpoint.ask(request_to("/revoke"))) == "200 ");
  for (const Result<Revocation>& finding :
       {Result<Revocation>{Revocation::was_not_active}, Result<Revocation>{fail(Errc::token_malformed)}}) {
    endpoint.finding = finding;
    CHECK(line_of(endpoint.ask(request_to("/revoke"))) == "200 ");
  }
  CHECK(endpoint.tokens == std::vector<std::string>{"t", "t", "t"});
}

TEST_CASE("introspection answers with the token's members, or active:false alone") {
  Endpoint endpoint;
  CHECK(line_of(endpoint.ask(request_to("/introspect"))) ==
        R"(200 {"active":true,"token_type":"Bearer","exp":1700000000,"iat":1700000000,)"
        R"("nbf":1700000000,"sub":"1","iss":"issuer","jti":"id"})");
  endpoint.finding = fail(Errc::session_ended);
  CHECK(line_of(endpoint.ask(request_to("/introspect"))) == R"(200 {"active":false})");
}

TEST_CASE("a caller without a service key is 401 with a challenge, and no token is looked at") {
  Endpoint endpoint;
  struct Row {
    std::string authorization;
    const char* line;
    const char* challenge;
  };
  const std::string other(32, 'o');
  for (const char* path : both) {
    for (const Row& row : {
             Row{"", R"(401 {"error":"invalid_client"})", R"(Bearer realm="signet")"},
             Row{"Basic " + key, R"(401 {"error":"invalid_client"})", R"(Bearer realm="signet")"},
             Row{"Bearer " + other, R"(401 {"error":"invalid_client"})",
                 R"(Bearer realm="signet", error="invalid_token")"},
             Row{"Bearer " + key + "k", R"(401 {"error":"invalid_client"})",
                 R"(Bearer realm="signet", error="invalid_token")"},
         }) {
      CAPTURE(path);
      CAPTURE(row.authorization);
      const Response refused = endpoint.ask(request_to(path, "token=t", row.authorization));
      CHECK(line_of(refused) == row.line);
      CHECK(refused.headers.single("WWW-Authenticate") == row.challenge);
    }
    CHECK(line_of(endpoint.ask(request_to(path, "token=t", "Bearer a b"))) ==
          R"(400 {"error":"invalid_request"})");
  }
  CHECK(endpoint.tokens.empty());
}

TEST_CASE("R16: GET, a token in the address, another type than a form and a parameter twice are refused") {
  Endpoint endpoint;
  const std::string form = "application/x-www-form-urlencoded";
  for (const char* path : both) {
    CAPTURE(path);
    Request by_get = request_to(path, "");
    by_get.method = "GET";
    by_get.query = "token=t";
    const Response wrong_method = endpoint.ask(std::move(by_get));
    CHECK(line_of(wrong_method) == R"(405 {"error":"invalid_request"})");
    CHECK(wrong_method.headers.single("Allow") == "POST");
    Request in_address = request_to(path);
    in_address.query = "token=t";
    for (const Request& request :
         {in_address, request_to(path, R"({"token":"t"})", "Bearer " + key, "application/json"),
          request_to(path, "token=t", "Bearer " + key, ""),
          request_to(path, "token=t", "Bearer " + key, form + "x"), request_to(path, "token=t&token=t"),
          request_to(path, "")}) {
      CAPTURE(request.body);
      CHECK(line_of(endpoint.ask(request)) == R"(400 {"error":"invalid_request"})");
    }
    CHECK(
        endpoint.ask(request_to(path, "token=t", "Bearer " + key, "Application/X-WWW-Form-Urlencoded ; a=b"))
            .status == 200);
  }
  CHECK(endpoint.tokens.size() == 2);
}

TEST_CASE("failures have their names by the RFCs, and a store that is down says when to come back") {
  Endpoint endpoint;
  endpoint.finding = fail(Errc::typ_mismatch, "typ");
  CHECK(line_of(endpoint.ask(request_to("/revoke"))) == R"(400 {"error":"unsupported_token_type"})");
  for (const char* path : both) {
    CAPTURE(path);
    endpoint.finding = fail(Errc::store_unavailable);
    const Response down = endpoint.ask(request_to(path));
    CHECK(line_of(down) == R"(503 {"error":"temporarily_unavailable"})");
    CHECK(down.headers.single("Retry-After") == "1");
    endpoint.finding = fail(Errc::internal_error);
    CHECK(line_of(endpoint.ask(request_to(path))) == R"(500 {"error":"server_error"})");
  }
}
