// Signing and verification keys are two types: a public key cannot be handed where one signs.
// expect: invalid initialization of reference of type 'const signet::v0::SigningKey&'
#include "signet/jose/key.hpp"

signet::Result<std::string> sign(const signet::SigningKey& key) {
#ifdef MUST_NOT_COMPILE
  return signet::sign_compact(key.verification_key(), "{}");
#else
  return signet::sign_compact(key, "{}");
#endif
}
