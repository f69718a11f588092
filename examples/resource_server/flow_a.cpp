// The profile that flow A documents, made from the token: the service has no database.
#include "resource_server/flow_a.hpp"

#include <utility>

#include "common/answer.hpp"
#include "common/rfc3339.hpp"
#include "signet/core/chrono.hpp"
#include "signet/http/bearer.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

Response documented_json(std::uint16_t status, std::string body) {
  Response response = private_json(status, std::move(body));
  response.headers.set("Content-Type", "application/json; charset=utf-8");
  return response;
}

std::string profile_json(std::string_view id, NumericDate last_login) {
  std::string body;
  JsonWriter json{body};
  json.begin_object().key("message").string("Profile data fetched successfully (I/O operation simulated)");
  json.key("data").begin_object().key("id").string(id).key("username").string("User-" + std::string{id});
  json.key("role").string("standard").key("lastLogin").string(rfc3339_milliseconds(last_login)).end_object();
  json.key("status").string("OK").end_object();
  return body;
}

Result<Response> get_profile(const ProfileFlowA& flow, const Request& request) {
  const auto text = bearer_token(request.headers);
  if (!text) return text.error();
  const auto token = flow.verify(*text);
  if (!token) return token.error();
  const auto subject = token->subject();
  if (!subject) return documented_json(500, R"({"error":"Internal Auth Error"})");
  flow.wait();
  // The login that the token comes from.
  return documented_json(200, profile_json(*subject, token->issued_at().value_or(now())));
}

}  // namespace

void add_flow_a(Router& router, const ProfileFlowA& flow) {
  router.add("GET", "/api/v1/user/profile", RouteCost::io,
             answering(flow.realm, [flow](const Request& request) { return get_profile(flow, request); }));
}

}  // namespace signet::example
