// Signs flow B's access tokens.
#include "auth_server/token_signer.hpp"

#include <array>
#include <utility>

#include "signet/json/writer.hpp"

namespace signet::example {

Start<TokenSigner> TokenSigner::make(SigningKeys keys, Seconds lifetime) {
  const Algorithm algorithm = keys.first.algorithm();
  auto issuer = TokenIssuer::build({.key = std::move(keys.first),
                                    .issuer = {},
                                    .audience = {},
                                    .lifetime = lifetime,
                                    .token_id = false});  // B documents four claims
  if (!issuer) return Stop{exit_usage, "token_lifetime: " + std::string{issuer.error().sentence()}};
  return TokenSigner{*std::move(issuer), std::move(keys.jwks), lifetime, algorithm};
}

Result<std::string> TokenSigner::access_token(const std::string& id, std::string_view email,
                                              NumericDate now) const {
  std::string email_json;
  JsonWriter json{email_json};
  json.string(email);
  if (const auto written = json.finish(); !written) return written.error();
  const std::array claims{Claim{"email", email_json}};
  return issuer.issue({.subject = id, .claims = claims}, now, system_random());
}

}  // namespace signet::example
