// Reads the form, and writes what the introspector tells (RFC 7662 §2.2).
#include "signet/grant/introspect.hpp"

#include "grant/verdict.hpp"
#include "signet/grant/token_request.hpp"
#include "signet/json/writer.hpp"

namespace signet::inline v0 {
namespace {

Result<std::string> written(const ActiveToken& token) {
  std::string out;
  JsonWriter json{out};
  json.begin_object().key("active").boolean(true);
  if (!token.token_type.empty()) json.key("token_type").string(token.token_type);
  json.key("exp").date(token.expires_at).key("iat").date(token.issued_at).key("nbf").date(token.not_before);
  json.key("sub").string(token.subject).key("iss").string(token.issuer).key("jti").string(token.id);
  json.end_object();
  if (!json.finish()) return fail(Errc::internal_error);
  return out;
}

}  // namespace

Result<std::string> introspect_token(std::string_view form, const TokenIntrospector& introspector,
                                     NumericDate now) {
  const auto token = read_token_request(form);
  if (!token) return token.error();
  const auto active = introspector(token->expose_text(), now);
  if (active) return written(*active);
  if (detail::is_of_token(active.error())) return std::string{R"({"active":false})"};
  return active.error();
}

}  // namespace signet::inline v0
