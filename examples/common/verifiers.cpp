// Builds verifiers, and goes on to the next key only where a signature did not hold under the one before.
#include "common/verifiers.hpp"

#include <utility>

#include "common/secrets.hpp"

namespace signet::example {
namespace {

constexpr Leeway leeway{.expires = {}, .not_before = Seconds::of(30), .issued_at = Seconds::of(30)};

}  // namespace

Start<Verifiers> Verifiers::build(std::vector<KeySet> alternatives, const TokenRules& rules) {
  std::vector<TokenVerifier> tried;
  std::vector<KeyName> known;
  for (KeySet& keys : alternatives) {
    for (const VerificationKey& key : keys.keys()) known.push_back(KeyName::of(key));
    auto verifier = TokenVerifier::build({.algorithms = rules.algorithms,
                                          .keys = KeySource::from(std::move(keys)),
                                          .policy = rules.policy,
                                          .leeway = leeway,
                                          .accept_any_audience = rules.accept_any_audience});
    if (!verifier) return refused("tokens", verifier.error());
    tried.push_back(*std::move(verifier));
  }
  return Verifiers{std::move(tried), std::move(known)};
}

Result<VerifiedToken> Verifiers::verify(std::string_view token, NumericDate now) const {
  for (auto it = tried_.begin(); it + 1 != tried_.end(); ++it) {
    auto verified = it->verify(token, now);
    if (verified || verified.error().code() != Errc::signature_invalid) return verified;
  }
  return tried_.back().verify(token, now);
}

Start<std::vector<KeySet>> read_shared_secret(const Options& options) {
  auto values = read_secrets(options.secret("jwt_secret"), "jwt_secret");
  if (!values) return values.stop();
  return shared_secret_keys(*values, "jwt_secret");
}

Start<std::vector<KeySet>> shared_secret_keys(const std::vector<SecretBytes>& values,
                                              std::string_view option) {
  std::vector<KeySet> keys;
  for (const SecretBytes& value : values) {
    auto key = VerificationKey::from_secret(value, Algorithm::HS256);
    if (!key) return refused(std::string{option}, key.error());
    keys.push_back(KeySet{{*std::move(key)}});
  }
  return keys;
}

}  // namespace signet::example
