// Reduction modulo the order L = 2^252 + c of the base point: 2^252 is -c.
#include "curve/ed25519_scalar.hpp"

#include <algorithm>

#include "curve/ed25519_field.hpp"
#include "curve/little_endian.hpp"

namespace signet::inline v0::detail {
namespace {

template <std::size_t count>
using Words = std::array<std::uint64_t, count>;

constexpr Words<4> order{0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000};
constexpr Words<2> c{0x5812631a5cf5d3ed, 0x14def9dea2f79cd6};

bool below_order(const Words<4>& a) noexcept {
  return std::lexicographical_compare(a.rbegin(), a.rend(), order.rbegin(), order.rend());
}

void add(Words<4>& a, const Words<4>& b) noexcept {
  Ed25519Wide carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += Ed25519Wide{a[i]} + b[i];
    a[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64U;
  }
}

void subtract(Words<4>& a, const Words<4>& b) noexcept {
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Ed25519Wide difference = Ed25519Wide{a[i]} - b[i] - borrow;
    a[i] = static_cast<std::uint64_t>(difference);
    borrow = static_cast<std::uint64_t>(difference >> 64U) & 1U;
  }
}

template <std::size_t count>
Words<count + 2> times_c(const Words<count>& a) noexcept {
  Words<count + 2> product{};
  for (std::size_t j = 0; j < c.size(); ++j) {
    Ed25519Wide carry = 0;
    for (std::size_t i = 0; i < count; ++i) {
      carry += Ed25519Wide{a[i]} * c[j] + product[i + j];
      product[i + j] = static_cast<std::uint64_t>(carry);
      carry >>= 64U;
    }
    product[count + j] = static_cast<std::uint64_t>(carry);
  }
  return product;
}

template <std::size_t count>
Words<4> low_252_bits(const Words<count>& a) noexcept {
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
  const Words<4> words = words_from(bytes);
  if (!below_order(words)) return std::nullopt;
  return Ed25519Scalar{words};
}

// a = low(a) + 2^252·high(a), so it is low(a) - b with b = c·high(a), and so on: low(a) - low(b) + low(d) -
// e. 512 bits of a make 385 of b, 258 of d, 131 of e, which has no high part.
Ed25519Scalar scalar_modulo_order(std::span<const std::byte, 64> bytes) noexcept {
  const Words<8> a = words_from(bytes);
  const Words<7> b = times_c(above_252_bits(a));
  const Words<6> d = times_c(above_252_bits(b));
  const Words<5> e = times_c(above_252_bits(d));
  Words<4> sum = low_252_bits(a);
  add(sum, low_252_bits(d));
  add(sum, order);
  add(sum, order);  // so that no difference is below zero
  subtract(sum, low_252_bits(b));
  subtract(sum, low_252_bits(e));
  while (!below_order(sum)) subtract(sum, order);  // at most three times: the sum is below 4L
  return {sum};
}

}  // namespace signet::inline v0::detail
