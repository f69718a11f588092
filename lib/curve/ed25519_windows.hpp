// Windows25519: multiples of one point, of which each multiple is a sum without doublings.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "curve/ed25519_point.hpp"
#include "curve/ed25519_scalar.hpp"

namespace signet::inline v0::detail {

/// A scalar is written with digits from -2^(width-1) to 2^(width-1) to the base 2^width. Row i has the
/// multiples 1 to 2^(width-1) of 2^(width·i) times the point, so each digit costs one addition or
/// subtraction. Takes time by the scalar's digits: for public scalars.
template <std::size_t width>
class Windows25519 {
 public:
  explicit Windows25519(const Point25519& point) noexcept {
    Point25519 first = point;
    for (Row& row : rows_) first = fill(row, first);
  }

  /// sum + scalar·point
  Point25519 plus_multiple(Point25519 sum, const Scalar25519& scalar) const noexcept {
    std::size_t carry = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::size_t digit = bits_of(scalar, i * width, width) + carry;
      carry = digit > most ? 1 : 0;
      if (carry == 0 && digit != 0) sum = plus(sum, rows_[i][digit - 1]);
      if (carry != 0 && digit != 2 * most) sum = minus(sum, rows_[i][2 * most - digit - 1]);
    }
    return sum;
  }

 private:
  static constexpr std::size_t most = std::size_t{1} << (width - 1);
  using Row = std::array<Addend25519, most>;

  // Returns what the next row begins with.
  static Point25519 fill(Row& row, const Point25519& first) noexcept {
    std::array<Point25519, most> multiples;
    multiples[0] = first;
    make_addends(std::span{multiples}.template first<1>(), row);
    for (std::size_t j = 1; j < most; ++j) multiples[j] = plus(multiples[j - 1], row[0]);
    make_addends(multiples, row);
    return doubled(multiples.back());
  }

  // Scalars have 253 bits: with one more, the last digit's carry is always 0.
  std::array<Row, (254 + width - 1) / width> rows_;
};

}  // namespace signet::inline v0::detail
