// Inverses modulo the primes of P-256.
#pragma once

#include "curve/limbs.hpp"

namespace signet::inline v0::detail {

/// `factor` / `x` modulo the odd prime `m`, all three below 2^256 and `factor` and `x` below m; 0 for an x of
/// 0. The time depends on x.
Limbs divide(const Limbs& factor, const Limbs& x, const Limbs& m) noexcept;

}  // namespace signet::inline v0::detail
