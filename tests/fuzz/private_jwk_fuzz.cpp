// Fuzzes the reading of one private JWK.
#include "fuzz/key_checks.hpp"

namespace signet_fuzz {

using namespace signet;

void look_at(std::string_view input) {
  const auto key = SigningKey::from_jwk(input);
  if (!key) return;
  check_signing_key(*key);
  const auto lone = VerificationKey::from_jwk(input);
  require(lone || lone.error().code() == Errc::key_use_forbidden,
          "a private JWK is a public one, unless its use forbids");
  if (lone) require(same_key(*lone, key->verification_key()), "and of the same key");
}

}  // namespace signet_fuzz
