// An unsecured token cannot be asked for: the registered "none" has no enumerator.
// expect: 'none' is not a member of 'signet::v0::Algorithm'
#include "signet/jose/algorithm.hpp"

signet::AlgorithmSet accepted() {
#ifdef MUST_NOT_COMPILE
  return {signet::Algorithm::ES256, signet::Algorithm::none};
#else
  return {signet::Algorithm::ES256};
#endif
}
