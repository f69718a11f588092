// How the table of a point is made.
#include "curve/p256_windows.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t row_size = SignedDigits::largest;
using Points = std::array<P256Point, row_size + 1>;
using Affines = std::array<P256Affine, row_size + 1>;

// B .. 32·B, and 64·B with which the next row begins. None is the point at infinity: the order is a prime
// beyond all these.
Points multiples_of(const P256Affine& base) noexcept {
  Points points;
  points[0] = P256Point{base};
  for (std::size_t i = 1; i < row_size; ++i) {
    points[i] = points[i - 1];
    points[i] += base;
  }
  points[row_size] = points[row_size - 1].doubled();
  return points;
}

// One inverse for all: that of the product of every zzz, which times all others is each one's (Montgomery).
Affines affine(const Points& points) noexcept {
  std::array<P256Element, row_size + 2> product;  // of the zzz before
  product[0] = p256_one;
  for (std::size_t i = 0; i < points.size(); ++i) product[i + 1] = product[i] * points[i].zzz;
  P256Element inverse = product.back().inverse();
  Affines out;
  for (std::size_t i = points.size(); i-- > 0;) {
    const P256Point& point = points[i];
    const P256Element over_zzz = inverse * product[i];
    inverse = inverse * point.zzz;
    out[i] = {point.x * (over_zzz * point.zz).squared(), point.y * over_zzz};  // zz/zzz squared is 1/zz
  }
  return out;
}

}  // namespace

P256Windows::P256Windows(const P256Affine& point) noexcept {
  P256Affine base = point;
  for (Row& row : rows_) {
    const Affines points = affine(multiples_of(base));
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = {points[i].x.canonical(), points[i].y.canonical()};
    base = points.back();
  }
}

}  // namespace signet::inline v0::detail
