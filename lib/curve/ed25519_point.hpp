// Points of edwards25519, -x² + y² = 1 + d·x²·y², in two forms (Hisil, Wong, Carter, Dawson, "Twisted Edwards
// Curves Revisited", 2008, §3.1).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "curve/ed25519_field.hpp"

namespace signet::inline v0::detail {

/// (x/z, y/z), with t = x·y/z; all tight, as Ed25519Element says.
struct Ed25519Point {
  Ed25519Element x;
  Ed25519Element y;
  Ed25519Element z;
  Ed25519Element t;
};

/// A point as what is added: y + x, y - x and 2·d·x·y.
struct Ed25519Addend {
  Ed25519Element y_plus_x;
  Ed25519Element y_minus_x;
  Ed25519Element xy2d;
};

inline constexpr Ed25519Point ed25519_neutral{ed25519_zero, ed25519_one, ed25519_one, ed25519_zero};

/// The base point (RFC 8032 §5.1): y = 4/5, x even.
Ed25519Point ed25519_base() noexcept;

/// Of RFC 8032 §5.1.3, but with y modulo p and with either sign of x = 0, as OpenSSL reads points; nothing
/// when no point has this y.
std::optional<Ed25519Point> point_from(std::span<const std::byte, 32> bytes) noexcept;
/// RFC 8032 §5.1.2; never an encoding that is not canonical.
std::array<std::byte, 32> encode(const Ed25519Point& point) noexcept;

Ed25519Point negated(const Ed25519Point& point) noexcept;
Ed25519Point doubled(const Ed25519Point& point) noexcept;

/// `sum` plus, or minus, the addend. Holds for all pairs of points, the neutral and equal ones too, since -1
/// is a square modulo p and d is none.
Ed25519Point plus(const Ed25519Point& sum, const Ed25519Addend& addend) noexcept;
Ed25519Point minus(const Ed25519Point& sum, const Ed25519Addend& addend) noexcept;

/// The points in the form to add, into as many addends or more; one inversion for all of them.
void make_addends(std::span<const Ed25519Point> points, std::span<Ed25519Addend> addends) noexcept;

}  // namespace signet::inline v0::detail
