// "Not expired", negated, would accept expired tokens alone: a time rule has no `!`.
// expect: use of deleted function .*operator!\(const
#include "signet/policy/rules.hpp"

signet::Policy policy() {
#ifdef MUST_NOT_COMPILE
  return !signet::rules::expires();
#else
  return signet::rules::expires();
#endif
}
