// Signs flow B's access tokens.
#include "auth_server/token_signer.hpp"

#include <array>
#include <utility>

namespace signet::example {

Start<TokenSigner> TokenSigner::make(SigningKeys keys, Seconds lifetime) {
  const Algorithm algorithm = keys.first.algorithm();
  KeyName signs = KeyName::of(keys.first.verification_key());
  auto issuer = TokenIssuer::build(
      {.key = std::move(keys.first), .lifetime = lifetime, .token_id = false});  // B documents four claims
  if (!issuer) return Stop{exit_usage, "token_lifetime: " + std::string{issuer.error().sentence()}};
  return TokenSigner{*std::move(issuer), std::move(keys.jwks), lifetime,
                     algorithm,          keys.count,           std::move(signs)};
}

Result<std::string> TokenSigner::access_token(const std::string& id, std::string_view email,
                                              NumericDate now) const {
  const std::array claims{Claim::text("email", email)};
  return issuer.issue({.subject = id, .claims = claims}, now, system_random());
}

}  // namespace signet::example
