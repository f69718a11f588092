// Room for any signature, so that none needs an allocation.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "signet/jose/algorithm.hpp"

namespace signet::inline v0::detail {

/// Bytes of the longest: ML-DSA-87's. An RSA key of 16384 bits, the largest that is accepted, makes 2048.
inline constexpr std::size_t longest_signature = std::max<std::size_t>(
    2048, std::ranges::max(algorithms, {}, &AlgorithmSpec::signature_size).signature_size);

/// Not zeroed where it is declared, so the room that a shorter signature leaves costs nothing.
using SignatureBuffer = std::array<std::byte, longest_signature>;

}  // namespace signet::inline v0::detail
