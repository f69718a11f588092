// A PEM text cannot become an HMAC key by accident: from_secret takes SecretBytes only (RFC 8725 §3.5).
// expect: cannot convert .*to .const signet::v0::SecretBytes&
#include <string>

#include "signet/jose/key.hpp"

signet::Result<signet::VerificationKey> key_of(const std::string& pem) {
#ifdef MUST_NOT_COMPILE
  return signet::VerificationKey::from_secret(pem, signet::Algorithm::HS256);
#else
  return signet::VerificationKey::from_pem(pem, signet::Algorithm::ES256);
#endif
}
