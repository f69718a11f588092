// Points of P-256, y² = x³ - 3·x + b, and their sums, with no case left out.
#pragma once

#include <optional>
#include <span>

#include "curve/p256_field.hpp"

namespace signet::inline v0::detail {

/// A point other than the one at infinity.
struct P256Affine {
  P256Element x, y;

  /// The point of these coordinates, 32 bytes each, big-endian; nothing when they are not below p, or not
  /// those of a point.
  static std::optional<P256Affine> from(std::span<const std::byte, 64> coordinates) noexcept;

  P256Affine operator-() const noexcept { return {x, -y}; }
};

/// SP 800-186 §3.2.1.3.
extern const P256Affine p256_generator;

/// Coordinates are within ±3·p. (x/z², y/z³), or the point at infinity where z is 0: which is what a new one
/// is.
struct P256Point {
  P256Element x, y, z;

  P256Point() noexcept = default;
  explicit P256Point(const P256Affine& point) noexcept : x(point.x), y(point.y), z(p256_one) {}

  bool at_infinity() const noexcept { return z.is_zero(); }
  P256Point doubled() const noexcept;
  P256Point& operator+=(const P256Affine& other) noexcept;
};

}  // namespace signet::inline v0::detail
