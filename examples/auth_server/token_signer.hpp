// TokenSigner: the issuer of flow B's access tokens and the public keys that go with it, replaced as one.
#pragma once

#include <cstddef>
#include <string>

#include "common/key_name.hpp"
#include "common/signing_keys.hpp"
#include "common/stop.hpp"
#include "signet/token/token_issuer.hpp"

namespace signet::example {

struct TokenSigner {
  TokenIssuer issuer;
  std::string jwks;
  Seconds lifetime;
  Algorithm algorithm;
  std::size_t keys;  ///< that signs, and those that are only published
  KeyName signs;

  /// @param lifetime  of each token; B's document allows 15 minutes to 1 hour
  static Start<TokenSigner> make(SigningKeys keys, Seconds lifetime);

  bool has_keys_of(const TokenSigner& other) const { return signs == other.signs && jwks == other.jwks; }
  /// An access token of flow B: `sub`, `email`, `iat`, `exp` and nothing else.
  /// @error signing_failed, claim_invalid
  Result<std::string> access_token(const std::string& id, std::string_view email, NumericDate now) const;
};

}  // namespace signet::example
