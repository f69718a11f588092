// Refresh and logout of flow B, over the grant.
#include "auth_server/refresh_routes_b.hpp"

#include <string>
#include <utility>

#include "common/answer.hpp"
#include "signet/core/chrono.hpp"
#include "signet/http/json_body.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

Response tokens_answer(const FlowB& flow, const GrantedTokens& tokens) {
  std::string body;
  JsonWriter json{body};
  json.begin_object().key("access_token").string(tokens.access_token).key("token_type").string("Bearer");
  json.key("expires_in").integer(flow.signer.get()->lifetime.count());
  json.key("refresh_token").string(tokens.refresh_token.text).end_object();
  return private_json(200, std::move(body));
}

Result<Response> refresh(const FlowB& flow, const Request& request) {
  const auto body = JsonBody::read(request, {"refresh_token"});
  if (!body) return body.error();
  const auto token = body->require("refresh_token");
  if (!token) return token.error();
  const auto outcome = flow.sessions->get()->grant->refresh(*token, now());
  if (!outcome.has_value()) return outcome.error();
  if (!outcome->tokens) return fail(Errc::refresh_token_invalid);
  return tokens_answer(flow, *outcome->tokens);
}

/// A session that has ended already is logged out, too: to repeat a logout does no harm.
Result<Response> log_out(const FlowB& flow, const Request& request) {
  const auto body = JsonBody::read(request, {"refresh_token"});
  if (!body) return body.error();
  const auto token = body->require("refresh_token");
  if (!token) return token.error();
  const auto ended = flow.sessions->get()->grant->end(*token, now());
  if (!ended.has_value()) return ended.error();
  return Response::empty(204);
}

}  // namespace

Result<Response> session_answer(const FlowB& flow, const AuthenticatedAccount& account) {
  const auto tokens = flow.sessions->get()->grant->begin(account, now());
  if (tokens) return tokens_answer(flow, *tokens);
  if (tokens.error().code() == Errc::account_changed) return fail(Errc::credentials_invalid);
  return tokens.error();
}

void add_refresh_routes_b(Router& router, const FlowB& flow) {
  router.add("POST", "/auth/refresh", RouteCost::io,
             answering(flow.realm, [flow](const Request& request) { return refresh(flow, request); }));
  router.add("POST", "/auth/logout", RouteCost::io,
             answering(flow.realm, [flow](const Request& request) { return log_out(flow, request); }));
}

}  // namespace signet::example
