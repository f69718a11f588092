// Register and log in as flow B documents them.
#include "auth_server/flow_b.hpp"

#include <optional>
#include <utility>

#include "auth_server/login.hpp"
#include "auth_server/refresh_routes_b.hpp"
#include "common/answer.hpp"
#include "common/rfc3339.hpp"
#include "signet/core/chrono.hpp"
#include "signet/http/client_address.hpp"
#include "signet/http/json_body.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

/// A request's e-mail, password, and whom to count it against.
struct Credentials {
  JsonBody body;  ///< owns what the views show
  std::string_view email;
  std::string_view password;
  std::string key;     ///< the e-mail as accounts and throttles know it
  std::string source;  ///< the client's address, an IPv6 one as its /64
};

Result<Credentials> read_credentials(const FlowB& flow, const Request& request) {
  auto body = JsonBody::read(request, {"email", "password"});
  if (!body) return body.error();
  const auto email = body->require("email");
  if (!email) return email.error();
  const auto password = body->require("password");
  if (!password) return password.error();
  return Credentials{*std::move(body), *email, *password, flow.accounts.key_of(*email),
                     throttle_source(request.client)};
}

Response created(const RegisteredAccount& account) {
  std::string body;
  JsonWriter json{body};
  json.begin_object().key("id").string(account.id.text()).key("email").string(account.name);
  json.key("created_at").string(rfc3339(account.created_at)).end_object();
  return private_json(201, std::move(body));
}

Result<Response> register_account(const FlowB& flow, const Request& request) {
  const auto credentials = read_credentials(flow, request);
  if (!credentials) return credentials.error();
  auto registration = flow.accounts.begin_registration(credentials->email, credentials->password);
  if (!registration) return registration.error();
  // Every registration counts, so that 409 cannot be asked in bulk which addresses are known.
  auto reservation = flow.registrations.reserve(credentials->key, credentials->source, flow.clock());
  if (!reservation) return reservation.error();
  auto hashed =
      flow.accounts.hash(flow.hashing, {credentials->source, credentials->key}, *std::move(registration));
  if (!hashed) {
    reservation->give_back();
    return hashed.error();
  }
  const auto account = flow.accounts.finish_registration(*std::move(hashed), now());
  if (account) return created(*account);
  if (account.error().code() == Errc::account_exists) return fail(Errc::email_taken, "email");
  reservation->give_back();
  return account.error();
}

Result<Response> token_answer(const FlowB& flow, const AuthenticatedAccount& account) {
  const auto signer = flow.signer.get();
  const auto token = signer->access_token(account.id.text(), account.name, now());
  if (!token) return token.error();
  std::string body;
  JsonWriter json{body};
  json.begin_object().key("access_token").string(*token).key("token_type").string("Bearer");
  json.key("expires_in").integer(signer->lifetime.count()).end_object();
  return private_json(200, std::move(body));
}

Result<Response> log_in(const FlowB& flow, const Request& request) {
  const auto credentials = read_credentials(flow, request);
  if (!credentials) return credentials.error();
  const auto account = authenticate(
      {.accounts = flow.accounts, .hashing = flow.hashing, .throttle = flow.logins, .clock = flow.clock},
      {.name = credentials->email, .password = credentials->password, .client = request.client});
  if (!account) return account.error();
  return flow.sessions == nullptr ? token_answer(flow, *account) : session_answer(flow, *account);
}

Response public_keys(const FlowB& flow) {
  Response response = Response::json(200, flow.signer.get()->jwks);
  response.headers.set("Cache-Control", "max-age=300");
  return response;
}

}  // namespace

void add_flow_b(Router& router, const FlowB& flow) {
  router.add("POST", "/auth/register", RouteCost::cpu, answering(flow.realm, [flow](const Request& request) {
               return register_account(flow, request);
             }));
  router.add("POST", "/auth/login", RouteCost::cpu,
             answering(flow.realm, [flow](const Request& request) { return log_in(flow, request); }));
  router.add("GET", "/.well-known/jwks.json", RouteCost::inline_,
             [flow](const Request&) { return public_keys(flow); });
  if (flow.sessions != nullptr) add_refresh_routes_b(router, flow);
}

}  // namespace signet::example
