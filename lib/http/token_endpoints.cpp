// Authenticates callers, takes their form, and renders what became of it.
#include "signet/http/token_endpoints.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "http/ascii.hpp"
#include "signet/grant/service_keys.hpp"
#include "signet/http/bearer.hpp"
#include "signet/http/challenge.hpp"
#include "signet/http/problem.hpp"
#include "signet/json/writer.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::string_view realm = "signet";

std::optional<Error> objection_to_caller(const Request& request, std::span<const SecretBytes> keys) {
  const auto shown = bearer_token(request.headers);
  if (!shown) return shown.error();
  if (!is_service_key(*shown, keys)) return fail(Errc::credentials_invalid);
  return std::nullopt;
}

bool is_form(const Request& request) {
  const auto type = request.headers.single("Content-Type");
  return type && detail::equals_ignoring_case(detail::trimmed(type->substr(0, type->find(';'))),
                                              "application/x-www-form-urlencoded");
}

/// RFC 6749 §2.3.1 and §3.2: parameters come in the body, never in the address, which is logged.
std::optional<Error> objection(const Request& request, std::span<const SecretBytes> keys) {
  if (auto caller = objection_to_caller(request, keys)) return caller;
  if (!request.query.empty() || !is_form(request)) return fail(Errc::request_malformed);
  return std::nullopt;
}

/// Status and `error` of RFC 6749 §5.2, RFC 7009 §2.2.1.
struct OauthError {
  std::uint16_t status;
  std::string_view name;
};

OauthError meaning_of(const Error& error) {
  if (error.code() == Errc::typ_mismatch) return {400, "unsupported_token_type"};
  const std::uint16_t status = error.http_status();
  if (status == 401) return {status, "invalid_client"};
  if (status == 503) return {status, "temporarily_unavailable"};
  return {status, status < 500 ? "invalid_request" : "server_error"};
}

/// A credential that was shown and is none of ours is an invalid token (RFC 6750 §3.1); where none was shown,
/// no error is named.
std::string challenge_of(const Error& error) {
  const std::string challenge = bearer_challenge(Errc::authorization_missing, realm);
  return error.code() == Errc::credentials_invalid ? challenge + ", error=\"invalid_token\"" : challenge;
}

Response& forbid_caching(Response& response) {
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("Pragma", "no-cache");  // RFC 6749 §5.1
  return response;
}

}  // namespace

Result<Response> answer_revocation(const Request& request, std::span<const SecretBytes> keys,
                                   const TokenRevoker& revoker, NumericDate now) {
  if (const auto refused = objection(request, keys)) return *refused;
  const auto revoked = revoke_token(request.body, revoker, now);
  if (!revoked.has_value()) return revoked.error();
  Response response = Response::empty(200);
  return std::move(forbid_caching(response));
}

Result<Response> answer_introspection(const Request& request, std::span<const SecretBytes> keys,
                                      const TokenIntrospector& introspector, NumericDate now) {
  if (const auto refused = objection(request, keys)) return *refused;
  auto told = introspect_token(request.body, introspector, now);
  if (!told) return told.error();
  Response response = Response::json(200, *std::move(told));
  return std::move(forbid_caching(response));
}

Response oauth_error(const Error& error, const Request& /*request*/) {
  const auto [status, name] = meaning_of(error);
  std::string body;
  JsonWriter json{body};
  json.begin_object().key("error").string(name).end_object();
  Response response = Response::json(status, std::move(body));
  forbid_caching(response);
  if (response.status == 401) response.headers.add("WWW-Authenticate", challenge_of(error));
  add_retry_after(response, error);
  return response;
}

}  // namespace signet::inline v0
