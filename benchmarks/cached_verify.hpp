// The case cached_verify: a token that a VerifiedTokenCache knows, over one SHA-256 of its text.
#pragma once

#include "harness.hpp"
#include "signet/core/numeric_date.hpp"

namespace signet_bench {

/// The eight-claim token by HS256, under the policy of four leaves and a list of 3,000 denials.
Case cached_verification(signet::NumericDate now);

}  // namespace signet_bench
