// Log in and validate as flow A documents them.
#include "auth_server/flow_a.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "auth_server/users_table.hpp"
#include "common/answer.hpp"
#include "signet/http/bearer.hpp"
#include "signet/http/challenge.hpp"
#include "signet/http/json_body.hpp"
#include "signet/http/problem.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

/// How flow A names an error.
struct Documented {
  Errc code;
  std::uint16_t status;
  std::string_view error;
  std::string_view name;
};

constexpr std::string_view server_error = "Internal server error";
constexpr std::array documented{
    Documented{Errc::request_malformed, 400, "Invalid request format", "INVALID_JSON"},
    Documented{Errc::member_invalid, 400, "Invalid request format", "INVALID_JSON"},
    Documented{Errc::credentials_invalid, 401, "Invalid credentials", "INVALID_CREDENTIALS"},
    Documented{Errc::method_not_allowed, 405, "Method not allowed", "METHOD_NOT_ALLOWED"},
    Documented{Errc::not_implemented, 405, "Method not allowed", "METHOD_NOT_ALLOWED"},
    Documented{Errc::store_unavailable, 500, server_error, "DATABASE_ERROR"},
    Documented{Errc::store_schema_mismatch, 500, server_error, "DATABASE_ERROR"},
    Documented{Errc::signing_failed, 500, server_error, "TOKEN_GENERATION_FAILED"},
};

std::string upper_case(std::string_view code) {
  std::string name{code};
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return name;
}

Response answer(std::uint16_t status, std::string body) {
  return private_json(status, std::move(body += '\n'));
}

/// What the document does not name has the status and sentence of our table, and its code in A's spelling.
Response login_refused(const Error& error, const std::string& realm) {
  const auto row = std::ranges::find(documented, error.code(), &Documented::code);
  const bool known = row != documented.end();
  std::string body;
  JsonWriter json{body};
  json.begin_object().key("error").string(known ? row->error : error.sentence());
  json.key("code").string(known ? std::string{row->name} : upper_case(to_string(error.code()))).end_object();
  Response response = answer(known ? row->status : error.http_status(), std::move(body));
  if (response.status == 401) add_challenge(response, error, realm);
  if (response.status == 429 || response.status == 503) add_retry_after(response, error);
  return response;
}

Result<JsonBody> read_credentials(bool exact, const Request& request) {
  return exact ? JsonBody::read_tolerant(request, {"username", "password"})
               : JsonBody::read(request, {"username", "password"});
}

Result<Response> log_in(const LoginRouteA& flow, const Request& request) {
  const auto body = read_credentials(flow.exact, request);
  if (!body) return body.error();
  // A member that is missing counts as an empty text: a wrong name or password like any other.
  const auto account = authenticate(flow.login, {.name = body->find("username").value_or(""),
                                                 .password = body->find("password").value_or(""),
                                                 .client = request.client});
  if (!account) return account.error();
  const auto row = row_of_account(account->id);
  if (!row) return fail(Errc::store_schema_mismatch);
  const auto token = flow.sign(std::to_string(*row));
  if (!token) return fail(Errc::signing_failed);  // whatever it was that failed
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("token").string(*token).end_object();
  return answer(200, std::move(text));
}

/// What nginx acts on: 2xx, 401 and 403. Every other status it turns into a 500 of its own.
constexpr std::uint16_t validation_status(const Error& error) noexcept {
  if (error.code() == Errc::method_not_allowed || error.code() == Errc::not_implemented) return 405;
  return error.http_status() == 400 || error.http_status() == 401 ? 401 : 403;
}

Response bare(std::uint16_t status) {
  Response response = Response::empty(status);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

Response validation_refused(const Error& error, const std::string& realm) {
  Response response = bare(validation_status(error));
  const auto meant = response.status == 403 ? error.http_status() : response.status;
  response.headers.add("X-Auth-Status", std::to_string(meant) + " " + std::string{to_string(error.code())});
  if (response.status == 401) add_challenge(response, error, realm);
  if (response.status == 403) add_retry_after(response, error);
  return response;
}

Result<Response> validate(const ValidateRouteA& flow, const Request& request) {
  const auto text = bearer_token(request.headers);
  if (!text) return text.error();
  const auto token = flow.verify(*text);
  if (!token) return token.error();
  return bare(flow.exact ? 200 : 204);
}

ErrorRenderer rendered_by(Response (*render)(const Error&, const std::string&), const std::string& realm) {
  return [realm, render](const Error& error, const Request&) { return render(error, realm); };
}

}  // namespace

void add_login_a(Router& router, const LoginRouteA& flow) {
  router.add(
      "POST", "/login",
      {.cost = RouteCost::cpu, .errors = flow.exact ? rendered_by(login_refused, flow.realm) : nullptr},
      [flow](const Request& request) { return log_in(flow, request); });
}

void add_validate_a(Router& router, const ValidateRouteA& flow) {
  router.add("GET", "/validate",
             {.cost = RouteCost::inline_, .errors = rendered_by(validation_refused, flow.realm)},
             [flow](const Request& request) { return validate(flow, request); });
}

}  // namespace signet::example
