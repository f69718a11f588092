// Numbers modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1, over which P-256 is defined (SP 800-186 §3.2.1.3).
#pragma once

#include "curve/limbs.hpp"

namespace signet::inline v0::detail {

inline constexpr Limbs p256_p{0xffffffffffffffff, 0x00000000ffffffff, 0, 0xffffffff00000001};

/// x·2^260 modulo p (Montgomery's form), in five words of 52 bits whose upper bits are free and signed: sums
/// and differences carry nothing, and only products reduce.
///
/// A product of factors within ±a·p and ±b·p lies within ±(a·b/16 + 1)·p. Nothing overflows while all numbers
/// are within ±512·p and sums of no more than 16 products.
class P256Element {
 public:
  constexpr P256Element() noexcept = default;
  /// Of a number below p.
  static constexpr P256Element from(const Limbs& x) noexcept { return unpack(x) * unpack(two_to_520); }
  /// Of what canonical() gave.
  static constexpr P256Element unpack(const Limbs& a) noexcept {
    return P256Element{{low_bits(a[0]), low_bits(a[0] >> 52U | a[1] << 12U),
                        low_bits(a[1] >> 40U | a[2] << 24U), low_bits(a[2] >> 28U | a[3] << 36U),
                        low_bits(a[3] >> 16U)}};
  }
  /// x, below p.
  Limbs value() const noexcept;
  /// x·2^260 modulo p, below p.
  Limbs canonical() const noexcept;
  /// The same number within ±1.01·p.
  constexpr P256Element reduced() const noexcept { return minus_p(words_[4] >> 48); }

  bool is_zero() const noexcept {
    // Hardly any other number gets past this: k·p is -k modulo 2^52.
    if (low_bits(static_cast<std::uint64_t>(words_[0] + 512)) > 1024) return false;
    return detail::is_zero(canonical());
  }
  friend bool operator==(const P256Element& a, const P256Element& b) noexcept { return (a - b).is_zero(); }

  friend constexpr P256Element operator+(const P256Element& a, const P256Element& b) noexcept {
    const Words& x = a.words_;
    const Words& y = b.words_;
    return P256Element{{x[0] + y[0], x[1] + y[1], x[2] + y[2], x[3] + y[3], x[4] + y[4]}};
  }
  friend constexpr P256Element operator-(const P256Element& a, const P256Element& b) noexcept {
    const Words& x = a.words_;
    const Words& y = b.words_;
    return P256Element{{x[0] - y[0], x[1] - y[1], x[2] - y[2], x[3] - y[3], x[4] - y[4]}};
  }
  constexpr P256Element operator-() const noexcept { return P256Element{} - *this; }
  // Products stay calls: a sum of points has ten, and is slower with all of them inlined.
  [[gnu::noinline]] friend constexpr P256Element operator*(const P256Element& a,
                                                           const P256Element& b) noexcept {
    return reduce(columns(a.words_, b.words_));
  }
  [[gnu::noinline]] constexpr P256Element squared() const noexcept {
    const Words& x = words_;
    const Words twice{2 * x[0], 2 * x[1], 2 * x[2], 2 * x[3], 0};
    return reduce(
        {product(x[0], x[0]), product(twice[0], x[1]), product(twice[0], x[2]) + product(x[1], x[1]),
         product(twice[0], x[3]) + product(twice[1], x[2]),
         product(twice[0], x[4]) + product(twice[1], x[3]) + product(x[2], x[2]),
         product(twice[1], x[4]) + product(twice[2], x[3]), product(twice[2], x[4]) + product(x[3], x[3]),
         product(twice[3], x[4]), product(x[4], x[4])});
  }
  /// a·b - c·d, reduced once: within ±((|a·b| + |c·d|)/16 + 1)·p.
  [[gnu::noinline]] static P256Element difference(const P256Element& a, const P256Element& b,
                                                  const P256Element& c, const P256Element& d) noexcept {
    const Columns l = columns(a.words_, b.words_);
    const Columns r = columns(c.words_, d.words_);
    return reduce({l.c0 - r.c0, l.c1 - r.c1, l.c2 - r.c2, l.c3 - r.c3, l.c4 - r.c4, l.c5 - r.c5, l.c6 - r.c6,
                   l.c7 - r.c7, l.c8 - r.c8});
  }
  /// Of 0 it is 0.
  P256Element inverse() const noexcept;

 private:
  using Words = std::array<std::int64_t, 5>;
  struct Columns {
    SignedWord2 c0, c1, c2, c3, c4, c5, c6, c7, c8;
  };
  static constexpr Limbs two_to_520{0x0000000000000300, 0xfffffbffffffff00, 0xfffffffffffffeff,
                                    0x000004fffffffdff};  // modulo p

  explicit constexpr P256Element(const Words& words) noexcept : words_(words) {}

  // Written out where it is used, a conversion to SignedWord2 is seen to be one by every compiler.
  static constexpr SignedWord2 product(std::int64_t a, std::int64_t b) noexcept { return SignedWord2{a} * b; }
  static constexpr std::int64_t low_bits(std::uint64_t bits) noexcept {
    return static_cast<std::int64_t>(bits & ((std::uint64_t{1} << 52U) - 1));
  }
  static constexpr std::int64_t low_bits(SignedWord2 bits) noexcept {
    return low_bits(static_cast<std::uint64_t>(bits));
  }
  static constexpr Columns columns(const Words& x, const Words& y) noexcept {
    return {product(x[0], y[0]),
            product(x[0], y[1]) + product(x[1], y[0]),
            product(x[0], y[2]) + product(x[1], y[1]) + product(x[2], y[0]),
            product(x[0], y[3]) + product(x[1], y[2]) + product(x[2], y[1]) + product(x[3], y[0]),
            product(x[0], y[4]) + product(x[1], y[3]) + product(x[2], y[2]) + product(x[3], y[1]) +
                product(x[4], y[0]),
            product(x[1], y[4]) + product(x[2], y[3]) + product(x[3], y[2]) + product(x[4], y[1]),
            product(x[2], y[4]) + product(x[3], y[3]) + product(x[4], y[2]),
            product(x[3], y[4]) + product(x[4], y[3]),
            product(x[4], y[4])};
  }
  static constexpr P256Element reduce(const Columns& sum) noexcept;
  constexpr P256Element minus_p(std::int64_t times) const noexcept;
  P256Element carried() const noexcept;

  Words words_{};
};

// Montgomery's reduction. Of each of the five lowest columns the low 52 bits m are cleared by adding m·p,
// since p is -1 modulo 2^52; the rest of m·p is m·(2^96 + 2^192 + 2^256 - 2^224), and goes to the columns 1,
// 3 and 4 above.
constexpr P256Element P256Element::reduce(const Columns& sum) noexcept {
  constexpr std::int64_t of_column_4 = (std::int64_t{1} << 48) - (std::int64_t{1} << 16);
  const SignedWord2 c0 = sum.c0;
  const std::int64_t m0 = low_bits(c0);
  const SignedWord2 c1 = sum.c1 + (c0 >> 52) + (SignedWord2{m0} << 44);
  const std::int64_t m1 = low_bits(c1);
  const SignedWord2 c2 = sum.c2 + (c1 >> 52) + (SignedWord2{m1} << 44);
  const std::int64_t m2 = low_bits(c2);
  const SignedWord2 c3 = sum.c3 + (c2 >> 52) + (SignedWord2{(m2 << 8) + m0} << 36);
  const std::int64_t m3 = low_bits(c3);
  const SignedWord2 c4 = sum.c4 + (c3 >> 52) + (SignedWord2{(m3 << 8) + m1} << 36) + product(m0, of_column_4);
  const std::int64_t m4 = low_bits(c4);
  const SignedWord2 c5 = sum.c5 + (c4 >> 52) + (SignedWord2{(m4 << 8) + m2} << 36) + product(m1, of_column_4);
  const SignedWord2 c6 = sum.c6 + (c5 >> 52) + (SignedWord2{m3} << 36) + product(m2, of_column_4);
  const SignedWord2 c7 = sum.c7 + (c6 >> 52) + (SignedWord2{m4} << 36) + product(m3, of_column_4);
  const SignedWord2 c8 = sum.c8 + (c7 >> 52) + product(m4, of_column_4);
  return P256Element{
      {low_bits(c5), low_bits(c6), low_bits(c7), low_bits(c8), static_cast<std::int64_t>(c8 >> 52)}};
}

constexpr P256Element P256Element::minus_p(std::int64_t times) const noexcept {
  return P256Element{{words_[0] + times, words_[1] - (times << 44), words_[2], words_[3] - (times << 36),
                      words_[4] - (times << 48) + (times << 16)}};
}

inline constexpr P256Element p256_one = P256Element::from({1, 0, 0, 0});

}  // namespace signet::inline v0::detail
