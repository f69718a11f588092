// TokensA: flow A's tokens, signed and verified with the secret that its servers share.
#pragma once

#include "common/options.hpp"
#include "common/stop.hpp"
#include "common/verifiers.hpp"
#include "signet/token/token_issuer.hpp"

namespace signet::example {

/// What the values of the shared secret do: the first signs, all verify. Replaced as one.
struct TokensA {
  TokenIssuer issuer;
  Verifiers verifiers;

  /// The first of them signs.
  bool has_keys_of(const TokensA& other) const { return verifiers.has_keys_of(other.verifiers); }

  static Start<TokensA> load(const Options& options);
};

}  // namespace signet::example
