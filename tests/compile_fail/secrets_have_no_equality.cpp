// Secrets have no ==: its time would tell how much agrees. constant_time_equal compares.
// expect: use of deleted function .*SecretBytes::operator==
#include "signet/core/secret_bytes.hpp"

bool same(const signet::SecretBytes& a, const signet::SecretBytes& b) {
#ifdef MUST_NOT_COMPILE
  return a == b;
#else
  return a.size() == b.size();
#endif
}
