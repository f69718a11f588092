// Log in, refresh and log out as flow C documents them.
#include "auth_server/flow_c.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "auth_server/first_use.hpp"
#include "common/answer.hpp"
#include "common/flow_c.hpp"
#include "signet/http/json_body.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

/// The documented service skips members that it does not know and reads no Content-Type.
Result<JsonBody> read_body(bool exact, const Request& request,
                           std::initializer_list<std::string_view> known) {
  return exact ? JsonBody::read_tolerant(request, known) : JsonBody::read(request, known);
}

struct Credentials {
  JsonBody body;  ///< owns what the claim shows
  Claimed claimed;
};

Result<Credentials> read_credentials(const FlowC& flow, const Request& request) {
  auto body = read_body(flow.exact, request, {"username", "password"});
  if (!body) return body.error();
  const auto name = body->require("username");
  if (!name) return name.error();
  const auto password = body->require("password");
  if (!password) return password.error();
  return Credentials{*std::move(body), {.name = *name, .password = *password, .client = request.client}};
}

Response tokens_answer(const TokenPairC& pair) {
  std::string body;
  JsonWriter json{body};
  json.begin_object().key("access_token").string(pair.access);
  if (!pair.refresh.empty()) json.key("refresh_token").string(pair.refresh);
  json.end_object();
  return private_json(200, std::move(body));
}

/// Whether the caller may make an account is judged before any look-up; who may not learns nothing of names.
Result<AuthenticatedAccount> account_of(const FlowC& flow, const Request& request, const Claimed& claimed) {
  if (flow.gate.get()->admit(request)) {
    auto made = make_on_first_use(flow.login, flow.store, claimed);
    if (!made) return made.error();
    if (*made) return **std::move(made);
  }
  return authenticate(flow.login, claimed);
}

Result<Response> log_in(const FlowC& flow, const Request& request) {
  const auto credentials = read_credentials(flow, request);
  if (!credentials) return credentials.error();
  const auto account = account_of(flow, request, credentials->claimed);
  if (!account) return account.error();
  const auto pair = flow.sessions.begin(*account, flow.now());
  if (pair) return tokens_answer(*pair);
  if (pair.error().code() == Errc::account_changed) return fail(Errc::credentials_invalid);
  return pair.error();
}

Result<Response> refresh(const FlowC& flow, const Request& request) {
  const auto body = read_body(flow.exact, request, {"refresh_token"});
  // What is there and no text is no token of ours; what is not there has a documented answer of its own.
  if (!body && flow.exact && body.error().code() == Errc::member_invalid)
    return fail(Errc::refresh_token_invalid);
  if (!body) return body.error();
  const auto token = body->require("refresh_token");
  if (!token) return token.error();
  const auto pair = flow.sessions.refresh(*token, flow.now());
  if (!pair) return pair.error();
  return tokens_answer(*pair);
}

/// @error member_invalid, refresh_token_invalid  the body has no token of ours
Result<void> end_session(const FlowC& flow, const Request& request) {
  const auto body = read_body(flow.exact, request, {"refresh_token"});
  if (!body) return body.error();
  const auto token = body->require("refresh_token");
  if (!token) return token.error();
  const auto ended = flow.sessions.end(*token, flow.now());
  if (!ended.has_value()) return ended.error();
  return {};
}

/// By the document a logout is always 204. That is what holds afterwards: the token that was shown refreshes
/// nothing, be it that its session was ended now or before, or that it is none of ours.
Result<Response> log_out(const FlowC& flow, const Request& request) {
  const auto ended = end_session(flow, request);
  const auto is = [&ended](Errc code) { return !ended && ended.error().code() == code; };
  const bool nothing_to_end = is(Errc::member_invalid) || is(Errc::refresh_token_invalid);
  if (!ended && !(flow.exact && nothing_to_end)) return ended.error();
  return Response::empty(204);
}

Result<Response> verify(const FlowC& flow, const Request& request) {
  if (const auto right = verify_login_c(flow, request); !right) return right.error();
  return Response::empty(204);
}

struct Place {
  const char* method;
  const char* path;
  RouteCost cost;
};

void add(Router& router, const FlowC& flow, const Place& place,
         Result<Response> (*route)(const FlowC&, const Request&)) {
  router.add(
      place.method, place.path,
      {.cost = place.cost, .errors = flow.exact ? documented_errors_c(place.path, flow.realm) : nullptr},
      [flow, route](const Request& request) { return route(flow, request); });
}

}  // namespace

Result<void> verify_login_c(const FlowC& flow, const Request& request) {
  const auto credentials = read_credentials(flow, request);
  if (!credentials) return credentials.error();
  const auto account = authenticate(flow.login, credentials->claimed);
  if (!account) return account.error();
  return {};
}

void add_flow_c(Router& router, const FlowC& flow) {
  add(router, flow, {"POST", "/login", RouteCost::cpu}, log_in);
  add(router, flow, {"POST", "/token", RouteCost::io}, refresh);
  add(router, flow, {"DELETE", "/logout", RouteCost::io}, log_out);
  if (flow.serves_verify) add(router, flow, {"POST", "/verify", RouteCost::cpu}, verify);
}

}  // namespace signet::example
