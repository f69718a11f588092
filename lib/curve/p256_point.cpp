// Point arithmetic in the coordinates XYZZ; the formulas by their names in Bernstein and Lange's
// Explicit-Formulas Database.
#include "curve/p256_point.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr P256Element curve_b =
    P256Element::from({0x3bce3c3e27d2604b, 0x651d06b0cc53b0f6, 0xb3ebbd55769886bc, 0x5ac635d8aa3a93e7});

bool on_curve(const P256Affine& point) noexcept {
  const P256Element three_x = point.x + point.x + point.x;
  return point.y.squared() == point.x.squared() * point.x - three_x + curve_b;
}

}  // namespace

const P256Affine p256_generator{
    P256Element::from({0xf4a13945d898c296, 0x77037d812deb33a0, 0xf8bce6e563a440f2, 0x6b17d1f2e12c4247}),
    P256Element::from({0xcbb6406837bf51f5, 0x2bce33576b315ece, 0x8ee7eb4a7c0f9e16, 0x4fe342e2fe1a7f9b})};

std::optional<P256Affine> P256Affine::from(std::span<const std::byte, 64> coordinates) noexcept {
  const Limbs x = load_big_endian(coordinates.first<32>());
  const Limbs y = load_big_endian(coordinates.last<32>());
  if (!less(x, p256_p) || !less(y, p256_p)) return std::nullopt;
  const P256Affine point{P256Element::from(x), P256Element::from(y)};
  if (!on_curve(point)) return std::nullopt;
  return point;
}

// dbl-2008-s-1. Of the point at infinity it is that point; no other has y = 0, since the order is odd.
// Within their bounds |u| is below 6·p, |v| 3.3·p, |w| and |y| 2.3·p, |slope| 6.1·p, |zz| and |zzz| 1.7·p.
P256Point P256Point::doubled() const noexcept {
  const P256Element u = y + y;
  const P256Element v = u.squared();
  const P256Element w = u * v;
  const P256Element s = x * v;
  const P256Element third = (x - zz) * (x + zz);
  const P256Element slope = third + third + third;
  P256Point out;
  out.x = (slope.squared() - s - s).reduced();
  out.y = P256Element::difference(slope, s - out.x, w, y);
  out.zz = v * zz;
  out.zzz = w * zzz;
  return out;
}

// madd-2008-s, with `other` within ±p. Within their bounds |h| is below 2.3·p, |r| 4.2·p, |y| 1.8·p, |zz| and
// |zzz| 1.3·p.
P256Point& P256Point::operator+=(const P256Affine& other) noexcept {
  if (at_infinity()) return *this = P256Point{other};
  const P256Element h = other.x * zz - x;
  const P256Element r = other.y * zzz - y;
  if (h.is_zero()) return *this = r.is_zero() ? doubled() : P256Point{};  // the same point, or its negative
  const P256Element h_squared = h.squared();
  const P256Element h_cubed = h_squared * h;
  const P256Element v = x * h_squared;
  x = (r.squared() - h_cubed - v - v).reduced();
  y = P256Element::difference(r, v - x, y, h_cubed);
  zz = zz * h_squared;
  zzz = zzz * h_cubed;
  return *this;
}

}  // namespace signet::inline v0::detail
