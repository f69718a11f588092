// Points of edwards25519, -x² + y² = 1 + d·x²·y², in two forms (Hisil, Wong, Carter, Dawson, "Twisted Edwards
// Curves Revisited", 2008, §3.1).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "curve/ed25519_field.hpp"

namespace signet::inline v0::detail {

/// (x/z, y/z), with t = x·y/z; all tight, as Field25519 says.
struct Point25519 {
  Field25519 x;
  Field25519 y;
  Field25519 z;
  Field25519 t;
};

/// A point as what is added: y + x, y - x and 2·d·x·y.
struct Addend25519 {
  Field25519 y_plus_x;
  Field25519 y_minus_x;
  Field25519 xy2d;
};

inline constexpr Point25519 neutral_point{field_zero, field_one, field_one, field_zero};

/// The base point (RFC 8032 §5.1): y = 4/5, x even.
Point25519 base_point() noexcept;

/// Of RFC 8032 §5.1.3, but with y modulo p and with either sign of x = 0, as OpenSSL reads points; nothing
/// when no point has this y.
std::optional<Point25519> point_from(std::span<const std::byte, 32> bytes) noexcept;
/// RFC 8032 §5.1.2; never an encoding that is not canonical.
std::array<std::byte, 32> encode(const Point25519& point) noexcept;

Point25519 negated(const Point25519& point) noexcept;
Point25519 doubled(const Point25519& point) noexcept;

/// `sum` plus, or minus, the addend. Holds for all pairs of points, the neutral and equal ones too, since -1
/// is a square modulo p and d is none.
Point25519 plus(const Point25519& sum, const Addend25519& addend) noexcept;
Point25519 minus(const Point25519& sum, const Addend25519& addend) noexcept;

/// The points in the form to add, into as many addends or more; one inversion for all of them.
void make_addends(std::span<const Point25519> points, std::span<Addend25519> addends) noexcept;

}  // namespace signet::inline v0::detail
