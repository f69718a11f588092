// `if_present` forgives the absence of the one claim a rule reads; of a joined policy, part may be absent.
// expect: invalid initialization of reference of type .*Rule
#include "signet/policy/rules.hpp"

using namespace signet::rules;

signet::Policy policy() {
#ifdef MUST_NOT_COMPILE
  return if_present(issuer("https://id.example") && subject("alice"));
#else
  return if_present(issuer("https://id.example"));
#endif
}
