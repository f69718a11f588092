// Points of edwards25519 and edwards448, checked once per key with OpenSSL's numbers.
#include "jose/edwards_point.hpp"

#include <algorithm>

#include "jose/openssl.hpp"

namespace signet::inline v0::detail {
namespace {

Number number_from(const char* hexadecimal) noexcept {
  BIGNUM* number = nullptr;
  BN_hex2bn(&number, hexadecimal);
  return Number{number};
}

// A number and what it is modulo.
struct Coordinate {
  const BIGNUM* y;
  const BIGNUM* p;
};

// The y of an encoded point, without the sign of x.
Number y_of(std::span<const unsigned char> encoded) noexcept {
  Number y{BN_lebin2bn(encoded.data(), static_cast<int>(encoded.size()), nullptr)};
  if (y) BN_clear_bit(y.get(), static_cast<int>(encoded.size()) * 8 - 1);
  return y;
}

// Whether x² = (1 - y²) / (a - d·y²) has a solution: as numerator times denominator is a square or zero.
bool on_curve(const EdwardsCurve& curve, const Coordinate& at) noexcept {
  const auto& [y, p] = at;
  const NumberCtx scratch{BN_CTX_new()};
  const Number d = number_from(curve.d);
  const Number a{BN_new()};
  const Number numerator{BN_new()};
  const Number denominator{BN_new()};
  const Number square{BN_new()};
  BIGNUM* const n = numerator.get();
  BIGNUM* const m = denominator.get();
  return scratch && d && a && n != nullptr && m != nullptr && square && BN_one(a.get()) == 1 &&
         BN_mod_sqr(square.get(), y, p, scratch.get()) == 1 &&
         BN_mod_sub(n, a.get(), square.get(), p, scratch.get()) == 1 &&
         BN_mod_mul(m, d.get(), square.get(), p, scratch.get()) == 1 &&
         (!curve.a_is_minus_one || BN_sub(a.get(), p, BN_value_one()) == 1) &&
         BN_mod_sub(m, a.get(), m, p, scratch.get()) == 1 && BN_mod_mul(n, n, m, p, scratch.get()) == 1 &&
         BN_kronecker(n, p, scratch.get()) >= 0;
}

// (0, ±1) have order 1 and 2, (±1/√a, 0) order 4.
bool of_small_order(const EdwardsCurve& curve, const Coordinate& at) noexcept {
  const Number last{BN_dup(at.p)};
  if (!last || BN_sub_word(last.get(), 1) != 1) return true;
  const auto is_y = [&at](const char* known) {
    if (known == nullptr) return false;
    const Number number = number_from(known);
    return !number || BN_cmp(at.y, number.get()) == 0;  // without memory to compare, no point is good
  };
  return BN_is_zero(at.y) == 1 || BN_is_one(at.y) == 1 || BN_cmp(at.y, last.get()) == 0 ||
         std::ranges::any_of(curve.order_8, is_y);
}

}  // namespace

const EdwardsCurve edwards25519{true,
                                "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
                                "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3",
                                {"05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
                                 "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7"}};

const EdwardsCurve edwards448{false,
                              "fffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
                              "ffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                              "fffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
                              "ffffffffffffffffffffffffffffffffffffffffffffffffffff6756",
                              {}};

Result<void> check_point(const EdwardsCurve& curve, std::span<const unsigned char> encoded) noexcept {
  const Number p = number_from(curve.p);
  const Number y = y_of(encoded);
  if (!p || !y || BN_cmp(y.get(), p.get()) >= 0) return fail(Errc::key_malformed, "x");
  const Coordinate at{y.get(), p.get()};
  if (of_small_order(curve, at)) return fail(Errc::key_too_weak, "x");
  if (!on_curve(curve, at)) return fail(Errc::key_malformed, "x");
  return {};
}

}  // namespace signet::inline v0::detail
