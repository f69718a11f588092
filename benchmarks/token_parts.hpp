// Where the time of HS256 goes: the steps of verifying and of signing, each called alone.
#pragma once

#include "harness.hpp"
#include "signet/core/numeric_date.hpp"

namespace signet_bench {

/// Over the MAC: the whole, then `part: …` for each step, by the very functions that the path of a good token
/// with a remembered header calls. What is left of the whole after the MAC and the parts is what has no
/// function of its own: keys, types and times, the token.
Case parts_of_verification(signet::NumericDate now);
Case parts_of_signing(signet::NumericDate now);

}  // namespace signet_bench
