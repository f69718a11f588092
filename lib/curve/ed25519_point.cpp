// Arithmetic of points of edwards25519 (RFC 8032 §5.1).
#include "curve/ed25519_point.hpp"

namespace signet::inline v0::detail {
namespace {

// -121665 / 121666
constexpr Ed25519Element d{
    {0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff}};
constexpr Ed25519Element twice_d{
    {0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff}};
// 2^((p - 1) / 4)
constexpr Ed25519Element root_of_minus_one{
    {0x61b274a0ea0b0, 0xd5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d}};

Ed25519Element negated(const Ed25519Element& a) noexcept { return tight(ed25519_zero - a); }

// A root of u/v, as RFC 8032 §5.1.3 finds it: u·v³·(u·v⁷)^((p - 5) / 8), times √-1 if need be.
std::optional<Ed25519Element> root_of_fraction(const Ed25519Element& u, const Ed25519Element& v) noexcept {
  const Ed25519Element v3 = square(v) * v;
  const Ed25519Element root = u * v3 * root_power(u * square(v3) * v);
  const Ed25519Element check = v * square(root);
  if (is_zero(u - check)) return root;
  if (is_zero(u + check)) return root * root_of_minus_one;
  return std::nullopt;
}

// The last step of every addition: E, F, G and H of the paper.
struct Factors {
  Ed25519Element e;
  Ed25519Element f;
  Ed25519Element g;
  Ed25519Element h;
};

Ed25519Point product(const Factors& of) noexcept {
  return {of.e * of.f, of.g * of.h, of.f * of.g, of.e * of.h};
}

}  // namespace

Ed25519Point ed25519_base() noexcept {
  std::array<std::byte, 32> bytes;
  bytes.fill(std::byte{0x66});
  bytes[0] = std::byte{0x58};
  return point_from(bytes).value_or(ed25519_neutral);
}

std::optional<Ed25519Point> point_from(std::span<const std::byte, 32> bytes) noexcept {
  const Ed25519Element y = element_from(bytes);
  const Ed25519Element yy = square(y);
  const Ed25519Element u = yy - ed25519_one;
  const std::optional<Ed25519Element> root = root_of_fraction(u, d * yy + ed25519_one);
  if (!root) return std::nullopt;
  const bool odd = (bytes[31] & std::byte{0x80}) != std::byte{0};
  const Ed25519Element x = is_odd(*root) == odd ? *root : negated(*root);
  return Ed25519Point{x, y, ed25519_one, x * y};
}

std::array<std::byte, 32> encode(const Ed25519Point& point) noexcept {
  const Ed25519Element z = inverse(point.z);
  auto bytes = encode(point.y * z);
  if (is_odd(point.x * z)) bytes[31] |= std::byte{0x80};
  return bytes;
}

Ed25519Point negated(const Ed25519Point& point) noexcept {
  return {negated(point.x), point.y, point.z, negated(point.t)};
}

Ed25519Point doubled(const Ed25519Point& point) noexcept {
  const Ed25519Element xx = square(point.x);
  const Ed25519Element yy = square(point.y);
  const Ed25519Element zz = square(point.z);
  return product(
      {.e = square(point.x + point.y) - xx - yy, .f = zz + zz - yy + xx, .g = yy - xx, .h = yy + xx});
}

Ed25519Point plus(const Ed25519Point& sum, const Ed25519Addend& addend) noexcept {
  const Ed25519Element a = (sum.y - sum.x) * addend.y_minus_x;
  const Ed25519Element b = (sum.y + sum.x) * addend.y_plus_x;
  const Ed25519Element c = sum.t * addend.xy2d;
  const Ed25519Element z = sum.z + sum.z;
  return product({.e = b - a, .f = z - c, .g = z + c, .h = b + a});
}

Ed25519Point minus(const Ed25519Point& sum, const Ed25519Addend& addend) noexcept {
  const Ed25519Element a = (sum.y - sum.x) * addend.y_plus_x;
  const Ed25519Element b = (sum.y + sum.x) * addend.y_minus_x;
  const Ed25519Element c = sum.t * addend.xy2d;
  const Ed25519Element z = sum.z + sum.z;
  return product({.e = b - a, .f = z + c, .g = z - c, .h = b + a});
}

// Montgomery's trick: the inverse of the product of all z, from which each is taken out in turn.
void make_addends(std::span<const Ed25519Point> points, std::span<Ed25519Addend> addends) noexcept {
  Ed25519Element all = ed25519_one;
  for (std::size_t i = 0; i < points.size(); ++i) {
    addends[i].xy2d = all;  // the product of those before
    all = all * points[i].z;
  }
  Ed25519Element rest = inverse(all);
  for (std::size_t i = points.size(); i-- > 0;) {
    const Ed25519Element z = rest * addends[i].xy2d;
    rest = rest * points[i].z;
    const Ed25519Element x = points[i].x * z;
    const Ed25519Element y = points[i].y * z;
    addends[i] = {y + x, y - x, x * y * twice_d};
  }
}

}  // namespace signet::inline v0::detail
