// Arithmetic of points of edwards25519 (RFC 8032 §5.1).
#include "curve/ed25519_point.hpp"

namespace signet::inline v0::detail {
namespace {

// -121665 / 121666
constexpr Field25519 d{{0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff}};
constexpr Field25519 twice_d{
    {0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff}};
// 2^((p - 1) / 4)
constexpr Field25519 root_of_minus_one{
    {0x61b274a0ea0b0, 0xd5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d}};

Field25519 negated(const Field25519& a) noexcept { return tight(field_zero - a); }

// A root of u/v, as RFC 8032 §5.1.3 finds it: u·v³·(u·v⁷)^((p - 5) / 8), times √-1 if need be.
std::optional<Field25519> root_of_fraction(const Field25519& u, const Field25519& v) noexcept {
  const Field25519 v3 = square(v) * v;
  const Field25519 root = u * v3 * root_power(u * square(v3) * v);
  const Field25519 check = v * square(root);
  if (is_zero(u - check)) return root;
  if (is_zero(u + check)) return root * root_of_minus_one;
  return std::nullopt;
}

// The last step of every addition: E, F, G and H of the paper.
struct Factors {
  Field25519 e;
  Field25519 f;
  Field25519 g;
  Field25519 h;
};

Point25519 product(const Factors& of) noexcept {
  return {of.e * of.f, of.g * of.h, of.f * of.g, of.e * of.h};
}

}  // namespace

Point25519 base_point() noexcept {
  std::array<std::byte, 32> bytes;
  bytes.fill(std::byte{0x66});
  bytes[0] = std::byte{0x58};
  return point_from(bytes).value_or(neutral_point);
}

std::optional<Point25519> point_from(std::span<const std::byte, 32> bytes) noexcept {
  const Field25519 y = field_from(bytes);
  const Field25519 yy = square(y);
  const Field25519 u = yy - field_one;
  const std::optional<Field25519> root = root_of_fraction(u, d * yy + field_one);
  if (!root) return std::nullopt;
  const bool odd = (bytes[31] & std::byte{0x80}) != std::byte{0};
  const Field25519 x = is_odd(*root) == odd ? *root : negated(*root);
  return Point25519{x, y, field_one, x * y};
}

std::array<std::byte, 32> encode(const Point25519& point) noexcept {
  const Field25519 z = inverse(point.z);
  auto bytes = encode(point.y * z);
  if (is_odd(point.x * z)) bytes[31] |= std::byte{0x80};
  return bytes;
}

Point25519 negated(const Point25519& point) noexcept {
  return {negated(point.x), point.y, point.z, negated(point.t)};
}

Point25519 doubled(const Point25519& point) noexcept {
  const Field25519 xx = square(point.x);
  const Field25519 yy = square(point.y);
  const Field25519 zz = square(point.z);
  return product(
      {.e = square(point.x + point.y) - xx - yy, .f = zz + zz - yy + xx, .g = yy - xx, .h = yy + xx});
}

Point25519 plus(const Point25519& sum, const Addend25519& addend) noexcept {
  const Field25519 a = (sum.y - sum.x) * addend.y_minus_x;
  const Field25519 b = (sum.y + sum.x) * addend.y_plus_x;
  const Field25519 c = sum.t * addend.xy2d;
  const Field25519 z = sum.z + sum.z;
  return product({.e = b - a, .f = z - c, .g = z + c, .h = b + a});
}

Point25519 minus(const Point25519& sum, const Addend25519& addend) noexcept {
  const Field25519 a = (sum.y - sum.x) * addend.y_plus_x;
  const Field25519 b = (sum.y + sum.x) * addend.y_minus_x;
  const Field25519 c = sum.t * addend.xy2d;
  const Field25519 z = sum.z + sum.z;
  return product({.e = b - a, .f = z + c, .g = z - c, .h = b + a});
}

// Montgomery's trick: the inverse of the product of all z, from which each is taken out in turn.
void make_addends(std::span<const Point25519> points, std::span<Addend25519> addends) noexcept {
  Field25519 all = field_one;
  for (std::size_t i = 0; i < points.size(); ++i) {
    addends[i].xy2d = all;  // the product of those before
    all = all * points[i].z;
  }
  Field25519 rest = inverse(all);
  for (std::size_t i = points.size(); i-- > 0;) {
    const Field25519 z = rest * addends[i].xy2d;
    rest = rest * points[i].z;
    const Field25519 x = points[i].x * z;
    const Field25519 y = points[i].y * z;
    addends[i] = {y + x, y - x, x * y * twice_d};
  }
}

}  // namespace signet::inline v0::detail
