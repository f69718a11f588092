// Filling and adding up the multiples of a point.
#include "curve/ed25519_windows.hpp"

#include <span>

namespace signet::inline v0::detail {

Windows25519::Windows25519(const Point25519& point) noexcept {
  Point25519 first = point;
  for (Row& row : rows_) first = fill(row, first);
}

// Returns what the next row begins with.
Point25519 Windows25519::fill(Row& row, const Point25519& first) noexcept {
  std::array<Point25519, most> multiples;
  multiples[0] = first;
  make_addends(std::span{multiples}.first<1>(), row);
  for (std::size_t i = 1; i < most; ++i) multiples[i] = plus(multiples[i - 1], row[0]);
  make_addends(multiples, row);
  return doubled(multiples.back());
}

Point25519 Windows25519::plus_multiple(Point25519 sum, const Scalar25519& scalar) const noexcept {
  std::size_t carry = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const std::size_t digit = bits_of(scalar, i * width, width) + carry;
    carry = digit > most ? 1 : 0;  // then the digit stands for digit - 32
    if (carry == 0 && digit != 0) sum = plus(sum, rows_[i][digit - 1]);
    if (carry != 0 && digit != 2 * most) sum = minus(sum, rows_[i][2 * most - digit - 1]);
  }
  return sum;
}

}  // namespace signet::inline v0::detail
