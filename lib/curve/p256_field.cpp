// The one form of each number, and the inverse.
#include "curve/p256_field.hpp"

#include "curve/inverse.hpp"

namespace signet::inline v0::detail {

// The same number, each word but the last in 0 .. 2^52 - 1.
P256Element P256Element::carried() const noexcept {
  Words out{};
  std::int64_t carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += words_[i];
    out[i] = low_bits(static_cast<std::uint64_t>(carry));
    carry >>= 52;
  }
  out[4] = words_[4] + carry;
  return P256Element{out};
}

Limbs P256Element::canonical() const noexcept {
  P256Element a = reduced().carried();
  if (a.words_[4] < 0) a = a.minus_p(-1).carried();
  const P256Element less_p = a.minus_p(1).carried();
  if (less_p.words_[4] >= 0) a = less_p;
  const auto word = [&a](std::size_t i) { return static_cast<std::uint64_t>(a.words_[i]); };
  return {word(0) | word(1) << 52U, word(1) >> 12U | word(2) << 40U, word(2) >> 24U | word(3) << 28U,
          word(3) >> 36U | word(4) << 16U};
}

Limbs P256Element::value() const noexcept { return (*this * unpack({1, 0, 0, 0})).canonical(); }

P256Element P256Element::inverse() const noexcept { return unpack(divide(two_to_520, canonical(), p256_p)); }

}  // namespace signet::inline v0::detail
