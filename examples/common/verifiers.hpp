// Verifiers: token verifiers tried in turn, one for each value of a shared secret.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "common/key_name.hpp"
#include "common/options.hpp"
#include "common/stop.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/jose/key_set.hpp"
#include "signet/token/token_verifier.hpp"

namespace signet::example {

/// What all verifiers ask of a token.
struct TokenRules {
  AlgorithmSet algorithms;
  Policy policy;  ///< beside these, `nbf` and `iat` may lie 30 s in the future, for clocks that differ
  bool accept_any_audience = false;
};

/// Keys that tell themselves apart by `kid` are one set; the values of a secret, which cannot, are one each.
/// @thread verify may be called from any number of threads at once
class Verifiers {
 public:
  /// @param alternatives  at least one; tried in this order
  static Start<Verifiers> build(std::vector<KeySet> alternatives, const TokenRules& rules);

  /// @error every code of TokenVerifier::verify
  Result<VerifiedToken> verify(std::string_view token, NumericDate now) const;
  /// How many keys they know.
  std::size_t keys() const noexcept { return keys_.size(); }
  /// Whether it knows the same keys in the same order.
  bool has_keys_of(const Verifiers& other) const { return keys_ == other.keys_; }

 private:
  Verifiers(std::vector<TokenVerifier> tried, std::vector<KeyName> keys)
      : tried_(std::move(tried)), keys_(std::move(keys)) {}
  std::vector<TokenVerifier> tried_;
  std::vector<KeyName> keys_;
};

/// The values of `jwt_secret` as verification keys for HS256, each a set of its own, new first.
Start<std::vector<KeySet>> read_shared_secret(const Options& options);

/// The same of `values`, which are those of the secret `option`.
Start<std::vector<KeySet>> shared_secret_keys(const std::vector<SecretBytes>& values,
                                              std::string_view option);

}  // namespace signet::example
