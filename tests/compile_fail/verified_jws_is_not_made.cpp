// A verified JWS comes from verification alone: nobody can write one down.
// expect: VerifiedJws::VerifiedJws.std::string.' is private within this context
#include "signet/jose/verified_jws.hpp"

signet::Result<signet::VerifiedJws> read(const std::string& text) {
#ifdef MUST_NOT_COMPILE
  return signet::VerifiedJws{text};
#else
  return signet::verify_jws(text, signet::KeySource::from(signet::KeySet{}), {signet::Algorithm::ES256});
#endif
}
