// Bytes and powers of integers modulo 2^255 - 19.
#include "curve/ed25519_field.hpp"

#include "curve/little_endian.hpp"

namespace signet::inline v0::detail {
namespace {

// a^(2^n) · b
Ed25519Element squared_times(Ed25519Element a, int n, const Ed25519Element& b) noexcept {
  for (int i = 0; i < n; ++i) a = square(a);
  return a * b;
}

// a^(2^250 - 1), by doubling the number of ones in the exponent: the names say how many it has.
Ed25519Element power_of_250_ones(const Ed25519Element& a) noexcept {
  const Ed25519Element ones2 = squared_times(a, 1, a);
  const Ed25519Element ones4 = squared_times(ones2, 2, ones2);
  const Ed25519Element ones5 = squared_times(ones4, 1, a);
  const Ed25519Element ones10 = squared_times(ones5, 5, ones5);
  const Ed25519Element ones20 = squared_times(ones10, 10, ones10);
  const Ed25519Element ones40 = squared_times(ones20, 20, ones20);
  const Ed25519Element ones50 = squared_times(ones40, 10, ones10);
  const Ed25519Element ones100 = squared_times(ones50, 50, ones50);
  const Ed25519Element ones200 = squared_times(ones100, 100, ones100);
  return squared_times(ones200, 50, ones50);
}

// The number below p. Carried twice, it is below 2^255, and p or more only if limbs 1 to 4 are full.
Ed25519Element canonical(const Ed25519Element& a) noexcept {
  const Ed25519Element b = tight(tight(a));
  const auto& [l0, l1, l2, l3, l4] = b.limb;
  constexpr std::uint64_t p_0 = ed25519_limb_mask - 18;
  if (l0 < p_0 || (l1 & l2 & l3 & l4) != ed25519_limb_mask) return b;
  return {{l0 - p_0, 0, 0, 0, 0}};
}

}  // namespace

Ed25519Element tight(const Ed25519Element& a) noexcept {
  std::array<std::uint64_t, 5> limb = a.limb;
  for (std::size_t i = 0; i < 4; ++i) {
    limb[i + 1] += limb[i] >> 51U;
    limb[i] &= ed25519_limb_mask;
  }
  limb[0] += 19 * (limb[4] >> 51U);
  limb[4] &= ed25519_limb_mask;
  return {limb};
}

Ed25519Element element_from(std::span<const std::byte, 32> bytes) noexcept {
  const auto [w0, w1, w2, w3] = words_from(bytes);
  return {{w0 & ed25519_limb_mask, (w0 >> 51U | w1 << 13U) & ed25519_limb_mask,
           (w1 >> 38U | w2 << 26U) & ed25519_limb_mask, (w2 >> 25U | w3 << 39U) & ed25519_limb_mask,
           w3 >> 12U & ed25519_limb_mask}};
}

std::array<std::byte, 32> encode(const Ed25519Element& a) noexcept {
  const auto [l0, l1, l2, l3, l4] = canonical(a).limb;
  return bytes_from(
      std::array{l0 | l1 << 51U, l1 >> 13U | l2 << 38U, l2 >> 26U | l3 << 25U, l3 >> 39U | l4 << 12U});
}

bool is_zero(const Ed25519Element& a) noexcept { return canonical(a).limb == ed25519_zero.limb; }
bool is_odd(const Ed25519Element& a) noexcept { return (canonical(a).limb[0] & 1U) != 0; }

// By Fermat: p - 2 = (2^250 - 1)·2^5 + 11.
Ed25519Element inverse(const Ed25519Element& a) noexcept {
  const Ed25519Element a2 = square(a);
  const Ed25519Element a11 = squared_times(a2, 2, a2 * a);
  return squared_times(power_of_250_ones(a), 5, a11);
}

// (p - 5) / 8 = (2^250 - 1)·2^2 + 1.
Ed25519Element root_power(const Ed25519Element& a) noexcept {
  return squared_times(power_of_250_ones(a), 2, a);
}

}  // namespace signet::inline v0::detail
