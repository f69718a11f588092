// A policy that holds a time rule anywhere has no `!`; a policy of claim rules alone has.
// expect: use of deleted function .*operator!\(const
#include "signet/policy/rules.hpp"

using namespace signet::rules;

signet::Policy policy() {
  const signet::ClaimPolicy claims = !(issuer("https://old.example") || subject("nobody"));
#ifdef MUST_NOT_COMPILE
  return !(claims && expires());
#else
  return claims && expires();
#endif
}
