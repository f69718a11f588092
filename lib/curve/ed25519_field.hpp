// Ed25519Element: integers modulo p = 2^255 - 19, of which the coordinates of edwards25519 are (RFC 8032
// §5.1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "curve/limbs.hpp"

namespace signet::inline v0::detail {

/// The sum of limb[i]·2^(51·i), one of many that stand for the same integer modulo p.
///
/// Products, squares and what is read from bytes are *tight*: each limb is below 2^51 + 2^13. A sum or
/// difference may have limbs below 2^54 and still be a factor; what is subtracted must be tight.
struct Ed25519Element {
  std::array<std::uint64_t, 5> limb;
};

inline constexpr std::uint64_t ed25519_limb_mask = (std::uint64_t{1} << 51U) - 1;

inline Ed25519Element operator+(const Ed25519Element& a, const Ed25519Element& b) noexcept {
  Ed25519Element sum;
  for (std::size_t i = 0; i < 5; ++i) sum.limb[i] = a.limb[i] + b.limb[i];
  return sum;
}

inline Ed25519Element operator-(const Ed25519Element& a, const Ed25519Element& b) noexcept {
  // Adds 2p, whose limbs are not below tight ones: no limb goes below zero.
  constexpr std::uint64_t two_p_0 = 2 * (ed25519_limb_mask - 18);
  constexpr std::uint64_t two_p = 2 * ed25519_limb_mask;
  Ed25519Element difference;
  difference.limb[0] = a.limb[0] + two_p_0 - b.limb[0];
  for (std::size_t i = 1; i < 5; ++i) difference.limb[i] = a.limb[i] + two_p - b.limb[i];
  return difference;
}

/// Carries five columns of a product of factors with limbs below 2^54: column 4 is below 2^111, so that 19
/// times its carry fits 64 bits, and columns 0 to 3 are below 2^115.
inline Ed25519Element carried(Word2 c0, Word2 c1, Word2 c2, Word2 c3, Word2 c4) noexcept {
  const auto limb = [](Word2 column) { return static_cast<std::uint64_t>(column) & ed25519_limb_mask; };
  const auto rest = [](Word2 column) { return static_cast<std::uint64_t>(column >> 51U); };
  c1 += rest(c0);
  c2 += rest(c1);
  c3 += rest(c2);
  c4 += rest(c3);
  const std::uint64_t first = limb(c0) + 19 * rest(c4);
  return {{first & ed25519_limb_mask, limb(c1) + (first >> 51U), limb(c2), limb(c3), limb(c4)}};
}

/// Since 2^255 is 19 modulo p, limbs i and j with i + j >= 5 count 19 times in column i + j - 5.
inline Ed25519Element operator*(const Ed25519Element& a, const Ed25519Element& b) noexcept {
  const auto& [a0, a1, a2, a3, a4] = a.limb;
  const auto& [b0, b1, b2, b3, b4] = b.limb;
  const Word2 w0 = a0;
  const Word2 w1 = a1;
  const Word2 w2 = a2;
  const Word2 w3 = a3;
  const Word2 w4 = a4;
  const std::uint64_t n1 = 19 * b1;
  const std::uint64_t n2 = 19 * b2;
  const std::uint64_t n3 = 19 * b3;
  const std::uint64_t n4 = 19 * b4;
  return carried(w0 * b0 + w1 * n4 + w2 * n3 + w3 * n2 + w4 * n1,  //
                 w0 * b1 + w1 * b0 + w2 * n4 + w3 * n3 + w4 * n2,  //
                 w0 * b2 + w1 * b1 + w2 * b0 + w3 * n4 + w4 * n3,  //
                 w0 * b3 + w1 * b2 + w2 * b1 + w3 * b0 + w4 * n4,  //
                 w0 * b4 + w1 * b3 + w2 * b2 + w3 * b1 + w4 * b0);
}

inline Ed25519Element square(const Ed25519Element& a) noexcept {
  const auto& [a0, a1, a2, a3, a4] = a.limb;
  const std::uint64_t d0 = 2 * a0;
  const std::uint64_t d1 = 2 * a1;
  const std::uint64_t d2 = 2 * a2;
  const std::uint64_t d3 = 2 * a3;
  const std::uint64_t n3 = 19 * a3;
  const std::uint64_t n4 = 19 * a4;
  return carried(Word2{a0} * a0 + Word2{d1} * n4 + Word2{d2} * n3,  //
                 Word2{d0} * a1 + Word2{d2} * n4 + Word2{a3} * n3,  //
                 Word2{d0} * a2 + Word2{a1} * a1 + Word2{d3} * n4,  //
                 Word2{d0} * a3 + Word2{d1} * a2 + Word2{a4} * n4,  //
                 Word2{d0} * a4 + Word2{d1} * a3 + Word2{a2} * a2);
}

inline constexpr Ed25519Element ed25519_zero{{0, 0, 0, 0, 0}};
inline constexpr Ed25519Element ed25519_one{{1, 0, 0, 0, 0}};

/// The same integer with tight limbs, the first below 2^51 + 2^8 and the others below 2^51.
Ed25519Element tight(const Ed25519Element& a) noexcept;

/// Of 32 bytes, least significant first; the last bit is not looked at. Numbers from p to 2^255 - 1 are taken
/// too.
Ed25519Element element_from(std::span<const std::byte, 32> bytes) noexcept;
/// The one number below p that `a`, whose limbs are below 2^54, stands for.
std::array<std::byte, 32> encode(const Ed25519Element& a) noexcept;

bool is_zero(const Ed25519Element& a) noexcept;
/// The sign of RFC 8032 §5.1.2: whether the number below p is odd.
bool is_odd(const Ed25519Element& a) noexcept;

/// 1 / a; 0 for 0.
Ed25519Element inverse(const Ed25519Element& a) noexcept;
/// a^((p - 5) / 8), with which RFC 8032 §5.1.3 takes square roots.
Ed25519Element root_power(const Ed25519Element& a) noexcept;

}  // namespace signet::inline v0::detail
