// Flow D's routes. Login needs no credential, so the gate stands before it.
#include "refresh_server/flow_d.hpp"

#include <string>
#include <utility>

#include "common/answer.hpp"
#include "refresh_server/bodies.hpp"
#include "refresh_server/exact.hpp"
#include "signet/http/bearer.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

using RouteD = Result<Response> (*)(const FlowD&, const Request&);

Response pair_answer(const TokenPair& pair) {
  std::string body;
  JsonWriter json{body};
  json.begin_object().key("access").string(pair.access).key("refresh").string(pair.refresh).end_object();
  return private_json(200, body + "\n");
}

Result<Response> ping(const FlowD& /*flow*/, const Request& /*request*/) {
  Response response{.status = 200, .headers = {}, .body = "pong"};
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  return response;
}

Result<Response> log_in(const FlowD& flow, const Request& request) {
  if (const auto admitted = flow.gate.get()->admit(request); !admitted) return admitted.error();
  const auto user_id = read_user_id(request);
  if (!user_id) return user_id.error();
  const auto pair = flow.sessions.begin(*user_id, flow.now());
  if (!pair) return pair.error();
  return pair_answer(*pair);
}

Result<Response> refresh(const FlowD& flow, const Request& request) {
  const auto body = read_refresh(request);
  if (!body) return body.error();
  const auto token = body->require("refresh");
  if (!token) return token.error();
  const auto pair = flow.sessions.refresh(*token, flow.now());
  if (!pair) return pair.error();
  return pair_answer(*pair);
}

Result<Response> authenticate(const FlowD& flow, const Request& request) {
  const auto token = bearer_token(request.headers);
  if (!token) return token.error();
  const auto claims = flow.sessions.authenticate(*token, flow.now());
  if (!claims) return claims.error();
  return private_json(200, claims->json() + "\n");
}

/// By the document, a token whose session is over cannot log out; in modern mode that is done already, as a
/// client whose first answer was lost has to be told (RFC 7009 §2.2).
Result<Response> log_out(const FlowD& flow, const Request& request) {
  const auto token = bearer_token(request.headers);
  if (!token) return token.error();
  const auto ended = flow.sessions.end(*token, flow.now());
  if (!ended.has_value()) return ended.error();
  if (flow.exact && *ended == Revocation::was_not_active) return fail(Errc::session_ended);
  return Response::empty(200);
}

/// HEAD falls on GET, and the documented service takes none.
Response no_head(const char* path, const Request& request) {
  Response response = documented_errors(path)(fail(Errc::method_not_allowed), request);
  response.headers.add("Allow", "GET");
  return response;
}

struct Place {
  const char* method;
  const char* path;
  RouteCost cost;
};

void add(Router& router, const FlowD& flow, const Place& place, RouteD route) {
  const auto handler = [flow, place, route](const Request& request) -> Result<Response> {
    if (flow.exact && request.method == "HEAD") return no_head(place.path, request);
    auto answer = route(flow, request);
    if (!answer && flow.explain) flow.explain(place.path, answer.error());
    return answer;
  };
  router.add(place.method, place.path,
             {.cost = place.cost, .errors = flow.exact ? documented_errors(place.path) : nullptr}, handler);
}

}  // namespace

void add_flow_d(Router& router, const FlowD& flow) {
  add(router, flow, {"GET", "/ping", RouteCost::inline_}, ping);
  add(router, flow, {"POST", "/login", RouteCost::io}, log_in);
  add(router, flow, {"POST", "/refresh", RouteCost::io}, refresh);
  add(router, flow, {"GET", "/authenticate", RouteCost::io}, authenticate);
  add(router, flow, {"POST", "/logout", RouteCost::io}, log_out);
  if (flow.exact) router.otherwise(undocumented_path);
}

}  // namespace signet::example
