// Ed25519Scalar: integers below the order of edwards25519's base point, which points are multiplied by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "curve/limbs.hpp"

namespace signet::inline v0::detail {

/// Below L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032 §5.1); least significant word first.
struct Ed25519Scalar {
  Limbs word;
};

/// Of 32 bytes, least significant first; nothing for L and above (RFC 8032 §5.1.7).
std::optional<Ed25519Scalar> scalar_from(std::span<const std::byte, 32> bytes) noexcept;

/// 64 bytes, least significant first, modulo L.
Ed25519Scalar scalar_modulo_order(std::span<const std::byte, 64> bytes) noexcept;

/// Bits [first, first + count) of a scalar, as a number; first < 256, count < 32. Bits from 256 on are 0.
inline std::uint32_t bits_of(const Ed25519Scalar& scalar, std::size_t first, std::size_t count) noexcept {
  const std::size_t at = first / 64;
  const std::size_t shift = first % 64;
  std::uint64_t bits = scalar.word[at] >> shift;
  if (shift + count > 64 && at < 3) bits |= scalar.word[at + 1] << (64 - shift);
  return static_cast<std::uint32_t>(bits & ((std::uint64_t{1} << count) - 1));
}

}  // namespace signet::inline v0::detail
