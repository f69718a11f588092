// Division steps by Bernstein and Yang, "Fast constant-time gcd computation and modular inversion" (2019),
// here in variable time: 62 steps at once on the low words alone, then one product of a 2x2 matrix with the
// numbers.
#include "curve/inverse.hpp"

#include <bit>

namespace signet::inline v0::detail {
namespace {

constexpr unsigned step_count = 62;
constexpr std::uint64_t low_bits = (std::uint64_t{1} << step_count) - 1;

// Five words of 62 bits, least significant first, the last with the sign of the number.
using Number = std::array<std::int64_t, 5>;

Number number_from(const Limbs& a) noexcept {
  const auto word = [](std::uint64_t bits) { return static_cast<std::int64_t>(bits & low_bits); };
  return {word(a[0]), word(a[0] >> 62U | a[1] << 2U), word(a[1] >> 60U | a[2] << 4U),
          word(a[2] >> 58U | a[3] << 6U), word(a[3] >> 56U)};
}

Limbs limbs_from(const Number& a) noexcept {
  const auto word = [&a](std::size_t i) { return static_cast<std::uint64_t>(a[i]); };
  return {word(0) | word(1) << 62U, word(1) >> 2U | word(2) << 60U, word(2) >> 4U | word(3) << 58U,
          word(3) >> 6U | word(4) << 56U};
}

Number sum(const Number& a, const Number& b, std::int64_t sign_of_b) noexcept {
  Number total{};
  std::int64_t carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += a[i] + sign_of_b * b[i];
    total[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(carry) & low_bits);
    carry >>= step_count;
  }
  total[4] = a[4] + sign_of_b * b[4] + carry;
  return total;
}

// 2^62 times what the steps make of f and g: (u·f + v·g, q·f + r·g).
struct Matrix {
  std::int64_t u, v, q, r;
};

// The next 62 steps. `delta` is the paper's; f is odd.
Matrix steps(std::int64_t& delta, std::uint64_t f, std::uint64_t g) noexcept {
  std::uint64_t u = 1;
  std::uint64_t v = 0;
  std::uint64_t q = 0;
  std::uint64_t r = 1;
  for (unsigned left = step_count;;) {
    // Halves g as often as it is even: each time a step that does nothing else.
    const auto zeros = static_cast<unsigned>(std::countr_zero(g | ~std::uint64_t{0} << left));
    g >>= zeros;
    u <<= zeros;
    v <<= zeros;
    delta += zeros;
    left -= zeros;
    if (left == 0) break;
    if (delta > 0) {  // (f, g) becomes (g, -f), which leaves g - f to be halved
      delta = -delta;
      const std::uint64_t old_f = f;
      f = g;
      g = std::uint64_t{0} - old_f;
      const std::uint64_t old_u = u;
      u = q;
      q = std::uint64_t{0} - old_u;
      const std::uint64_t old_v = v;
      v = r;
      r = std::uint64_t{0} - old_v;
    }
    // Until delta is above 0 again, the steps only add f to g: as many at once as clear up to six bits.
    const auto most = static_cast<unsigned>(1 - delta);
    const unsigned clears = most < left ? most : left;
    const std::uint64_t mask = clears < 6 ? (std::uint64_t{1} << clears) - 1 : 63;
    const std::uint64_t times = g * f * (f * f - 2) & mask;  // -g/f: f·(2 - f²) is 1/f modulo 64
    g += f * times;
    q += u * times;
    r += v * times;
  }
  return {static_cast<std::int64_t>(u), static_cast<std::int64_t>(v), static_cast<std::int64_t>(q),
          static_cast<std::int64_t>(r)};
}

// (a·x + b·y + times·m) / 2^62, which has no remainder.
Number combined(std::int64_t a, const Number& x, std::int64_t b, const Number& y, std::int64_t times,
                const Number& m) noexcept {
  Number out{};
  SignedWord2 carry = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    carry += SignedWord2{a} * x[i] + SignedWord2{b} * y[i] + SignedWord2{times} * m[i];
    if (i > 0) out[i - 1] = static_cast<std::int64_t>(static_cast<std::uint64_t>(carry) & low_bits);
    carry >>= step_count;
  }
  out[4] = static_cast<std::int64_t>(carry);
  return out;
}

// What makes a·x + b·y divisible by 2^62 when m is added so often, in -2^62 + 1 .. 0.
std::int64_t to_divide(std::int64_t a, const Number& x, std::int64_t b, const Number& y,
                       std::uint64_t inverse_of_m) noexcept {
  const auto word = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
  const std::uint64_t remainder = word(a) * word(x[0]) + word(b) * word(y[0]);
  return -static_cast<std::int64_t>(remainder * inverse_of_m & low_bits);
}

// 1/m modulo 2^64. Each round doubles the bits that are right; m itself has three.
std::uint64_t inverse_of_word(std::uint64_t m) noexcept {
  std::uint64_t inverse = m;
  for (int right_bits = 3; right_bits < 64; right_bits *= 2) inverse *= 2 - m * inverse;
  return inverse;
}

bool is_zero(const Number& a) noexcept { return (a[0] | a[1] | a[2] | a[3] | a[4]) == 0; }
Number made_positive(const Number& a, const Number& m) noexcept { return a[4] < 0 ? sum(a, m, 1) : a; }

}  // namespace

Limbs divide(const Limbs& factor, const Limbs& x, const Limbs& m) noexcept {
  const Number modulus = number_from(m);
  const std::uint64_t inverse_of_m = inverse_of_word(m[0]);
  Number f = modulus;
  Number g = number_from(x);
  // Always f·factor = d·x and g·factor = e·x modulo m. Both lie above -m and below m: the matrix takes them
  // to no more than 2^62 times that, and to_divide() subtracts less than 2^62 times m.
  Number d{};
  Number e = number_from(factor);
  std::int64_t delta = 1;
  while (!is_zero(g)) {
    const auto [u, v, q, r] =
        steps(delta, static_cast<std::uint64_t>(f[0]), static_cast<std::uint64_t>(g[0]));
    const Number next_f = combined(u, f, v, g, 0, modulus);
    g = combined(q, f, r, g, 0, modulus);
    f = next_f;
    const Number next_d = combined(u, d, v, e, to_divide(u, d, v, e, inverse_of_m), modulus);
    e = made_positive(combined(q, d, r, e, to_divide(q, d, r, e, inverse_of_m), modulus), modulus);
    d = made_positive(next_d, modulus);
  }
  // f is 1 or -1 now, or -m or m when x was 0, and d then 0.
  if (f[4] < 0) d = sum(Number{}, d, -1);
  return limbs_from(made_positive(d, modulus));
}

}  // namespace signet::inline v0::detail
