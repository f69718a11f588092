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

/// (x/zz, y/zzz) with zz³ = zzz², or the point at infinity where zz and zzz are 0: which is what a new one
/// is. x is within ±1.01·p, the others are within ±3·p.
struct P256Point {
  P256Element x, y, zz, zzz;

  P256Point() noexcept = default;
  explicit P256Point(const P256Affine& point) noexcept
      : x(point.x), y(point.y), zz(p256_one), zzz(p256_one) {}

  bool at_infinity() const noexcept { return zz.is_zero(); }
  P256Point doubled() const noexcept;
  P256Point& operator+=(const P256Affine& other) noexcept;
};

}  // namespace signet::inline v0::detail
