// Reduction modulo the order L = 2^252 + c of the base point: 2^252 is -c.
#include "curve/ed25519_scalar.hpp"

#include "curve/limbs.hpp"
#include "curve/little_endian.hpp"

namespace signet::inline v0::detail {
namespace {

template <std::size_t count>
using Words = std::array<std::uint64_t, count>;

constexpr Limbs order{0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000};
constexpr Words<2> c{0x5812631a5cf5d3ed, 0x14def9dea2f79cd6};

template <std::size_t count>
Words<count + 2> times_c(const Words<count>& a) noexcept {
  Words<count + 2> product{};
  for (std::size_t j = 0; j < c.size(); ++j) {
    std::uint64_t& carry = product[count + j];
    for (std::size_t i = 0; i < count; ++i) product[i + j] = multiply_add(a[i], c[j], product[i + j], carry);
  }
  return product;
}

template <std::size_t count>
Limbs low_252_bits(const Words<count>& a) noexcept {
  return {a[0], a[1], a[2], a[3] & ~std::uint64_t{0} >> 4U};
}

template <std::size_t count>
Words<count - 3> above_252_bits(const Words<count>& a) noexcept {
  Words<count - 3> high{};
  for (std::size_t i = 3; i < count; ++i) {
    high[i - 3] = a[i] >> 60U | (i + 1 < count ? a[i + 1] << 4U : 0);
  }
  return high;
}

}  // namespace

std::optional<Ed25519Scalar> scalar_from(std::span<const std::byte, 32> bytes) noexcept {
  const Limbs words = words_from(bytes);
  if (!less(words, order)) return std::nullopt;
  return Ed25519Scalar{words};
}

// a = low(a) + 2^252·high(a), so it is low(a) - b with b = c·high(a), and so on: low(a) - low(b) + low(d) -
// e. 512 bits of a make 385 of b, 258 of d, 131 of e, which has no high part.
Ed25519Scalar scalar_modulo_order(std::span<const std::byte, 64> bytes) noexcept {
  const Words<8> a = words_from(bytes);
  const Words<7> b = times_c(above_252_bits(a));
  const Words<6> d = times_c(above_252_bits(b));
  const Words<5> e = times_c(above_252_bits(d));
  constexpr Limbs twice_order = add(order, order).limbs;  // so that no difference is below zero
  const Limbs plus = add(add(low_252_bits(a), low_252_bits(d)).limbs, twice_order).limbs;
  Limbs rest = subtract(subtract(plus, low_252_bits(b)).limbs, low_252_bits(e)).limbs;
  while (!less(rest, order)) rest = subtract(rest, order).limbs;  // at most three times: it is below 4L
  return {rest};
}

}  // namespace signet::inline v0::detail
