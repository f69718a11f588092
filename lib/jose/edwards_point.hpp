// Whether the public key of an Edwards curve is a point that signatures may be checked with.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "signet/core/result.hpp"

namespace signet::inline v0::detail {

/// The curve a·x² + y² = 1 + d·x²·y² over the integers modulo p; numbers in hexadecimal, most significant
/// first.
struct EdwardsCurve {
  bool a_is_minus_one;  // else a is 1
  const char* p;
  const char* d;
  std::array<const char*, 2> order_8;  // the y of the points of order 8; null where there are none
};

extern const EdwardsCurve edwards25519;  // RFC 8032 §5.1
extern const EdwardsCurve edwards448;    // RFC 8032 §5.2

/// Checks an encoded point: y, little-endian, with the sign of x as its last bit (RFC 8032 §5.1.2, §5.2.2).
/// @error key_malformed  `x`: not below p, or no point of the curve has this y
/// @error key_too_weak   `x`: the order divides the cofactor; with such a key anybody can make signatures
///                       that hold for some or all messages
Result<void> check_point(const EdwardsCurve& curve, std::span<const unsigned char> encoded) noexcept;

}  // namespace signet::inline v0::detail
