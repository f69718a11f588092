// A Result that nobody reads is an error nobody saw: dropping it is a warning, and warnings are errors here.
// expect: ignoring return.*value
#include "signet/core/random.hpp"

void fill(signet::RandomSource& random, std::span<std::byte> out) {
#ifdef MUST_NOT_COMPILE
  random.fill(out);
#else
  if (!random.fill(out)) return;
#endif
}
