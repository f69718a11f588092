// The token of a temporary Result dies at the end of the line, so nothing is read through it.
// expect: use of deleted function .*operator->\(\).*VerifiedToken
#include "signet/token/token_verifier.hpp"

bool is_root(const signet::TokenVerifier& verifier, std::string_view compact, signet::NumericDate now) {
#ifdef MUST_NOT_COMPILE
  return verifier.verify(compact, now)->subject() == "root";
#else
  const auto token = verifier.verify(compact, now);
  return token && token->subject() == "root";
#endif
}
