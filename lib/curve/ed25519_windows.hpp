// Ed25519Windows: multiples of one point, of which each multiple is a sum without doublings.
#pragma once

#include <array>
#include <cstddef>

#include "curve/ed25519_point.hpp"
#include "curve/ed25519_scalar.hpp"

namespace signet::inline v0::detail {

/// A scalar is written with digits from -15 to 16 to the base 32. Row i has the multiples 1 to 16 of 32^i
/// times the point, so each digit costs one addition or subtraction: 97,920 bytes. Digits to the base 64
/// would make verification 5 % faster and take two thirds more room.
class Ed25519Windows {
 public:
  explicit Ed25519Windows(const Ed25519Point& point) noexcept;

  /// sum + scalar·point. Its time depends on the scalar, which must be public.
  Ed25519Point plus_multiple(Ed25519Point sum, const Ed25519Scalar& scalar) const noexcept;

 private:
  static constexpr std::size_t width = 5;  // bits of a digit
  static constexpr std::size_t most = 16;
  using Row = std::array<Ed25519Addend, most>;

  static Ed25519Point fill(Row& row, const Ed25519Point& first) noexcept;

  std::array<Row, 51> rows_;  // 255 bits: scalars have 253, so the last digit carries nothing
};

}  // namespace signet::inline v0::detail
