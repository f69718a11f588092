// Windows25519: multiples of one point, of which each multiple is a sum without doublings.
#pragma once

#include <array>
#include <cstddef>

#include "curve/ed25519_point.hpp"
#include "curve/ed25519_scalar.hpp"

namespace signet::inline v0::detail {

/// A scalar is written with digits from -15 to 16 to the base 32. Row i has the multiples 1 to 16 of 32^i
/// times the point, so each digit costs one addition or subtraction. 96 KiB; immutable.
class Windows25519 {
 public:
  explicit Windows25519(const Point25519& point) noexcept;

  /// sum + scalar·point. Its time depends on the scalar, which must be public.
  Point25519 plus_multiple(Point25519 sum, const Scalar25519& scalar) const noexcept;

 private:
  static constexpr std::size_t width =
      5;  // bits of a digit; 6 would take 11 % off the time and add 70 % of room
  static constexpr std::size_t most = 16;
  using Row = std::array<Addend25519, most>;

  static Point25519 fill(Row& row, const Point25519& first) noexcept;

  std::array<Row, 51> rows_;  // 255 bits: scalars have 253, so the last digit carries nothing
};

}  // namespace signet::inline v0::detail
