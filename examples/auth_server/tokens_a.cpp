// Makes both halves from one reading of the secret.
#include "auth_server/tokens_a.hpp"

#include <string>
#include <utility>

#include "common/flow_a_tokens.hpp"
#include "common/secrets.hpp"

namespace signet::example {

Start<TokensA> TokensA::load(const Options& options) {
  auto values = read_secrets(options.secret("jwt_secret"), "jwt_secret (JWT_SECRET)");
  if (!values) return values.stop();
  auto key = SigningKey::from_secret(values->front(), Algorithm::HS256);
  if (!key) return refused("jwt_secret", key.error());
  auto issuer = TokenIssuer::build({.key = *std::move(key),
                                    .issuer = std::string{flow_a_issuer},
                                    .audience = {std::string{flow_a_audience}},
                                    .audience_array = true,
                                    .lifetime = Seconds::of(options.number("token_lifetime"))});
  if (!issuer) return refused("token_lifetime", issuer.error());
  auto verifiers = flow_a_verifiers(options);
  if (!verifiers) return verifiers.stop();
  return TokensA{*std::move(issuer), *std::move(verifiers)};
}

}  // namespace signet::example
