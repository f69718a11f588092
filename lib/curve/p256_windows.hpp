// P256Windows: multiples of one point, of which any other multiple is a sum of 43, without a doubling.
#pragma once

#include <cstddef>

#include "curve/p256_point.hpp"
#include "curve/p256_scalar.hpp"

namespace signet::inline v0::detail {

/// 1·B .. 32·B for B = 64^i·P, with i of each digit of a number: 88,064 bytes.
class P256Windows {
 public:
  explicit P256Windows(const P256Affine& point) noexcept;

  /// sum += digit·64^i·P.
  void add_to(P256Point& sum, std::size_t i, int digit) const noexcept {
    if (digit > 0) sum += rows_[i][static_cast<std::size_t>(digit - 1)].unpacked();
    if (digit < 0) sum += -rows_[i][static_cast<std::size_t>(-digit - 1)].unpacked();
  }

 private:
  // On one cache line.
  struct alignas(64) Packed {
    Limbs x, y;
    P256Affine unpacked() const noexcept { return {P256Element::unpack(x), P256Element::unpack(y)}; }
  };
  using Row = std::array<Packed, SignedDigits::largest>;
  std::array<Row, SignedDigits::count> rows_;
};

}  // namespace signet::inline v0::detail
