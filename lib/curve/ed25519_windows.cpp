// Filling and adding up the multiples of a point.
#include "curve/ed25519_windows.hpp"

#include <span>

namespace signet::inline v0::detail {

Ed25519Windows::Ed25519Windows(const Ed25519Point& point) noexcept {
  Ed25519Point first = point;
  for (Row& row : rows_) first = fill(row, first);
}

// Returns what the next row begins with.
Ed25519Point Ed25519Windows::fill(Row& row, const Ed25519Point& first) noexcept {
  std::array<Ed25519Point, most> multiples;
  multiples[0] = first;
  make_addends(std::span{multiples}.first<1>(), row);
  for (std::size_t i = 1; i < most; ++i) multiples[i] = plus(multiples[i - 1], row[0]);
  make_addends(multiples, row);
  return doubled(multiples.back());
}

Ed25519Point Ed25519Windows::plus_multiple(Ed25519Point sum, const Ed25519Scalar& scalar) const noexcept {
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
