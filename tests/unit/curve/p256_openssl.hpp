// P-256 by OpenSSL, which tells the tests what to expect: its numbers, points and verification.
#pragma once

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <array>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "curve/p256_point.hpp"
#include "curve/p256_scalar.hpp"
#include "seed.hpp"

namespace p256 {

using signet::detail::Limbs;

template <auto function>
struct Free {
  template <class T>
  void operator()(T* handle) const noexcept {
    function(handle);
  }
};
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Point = std::unique_ptr<EC_POINT, Free<EC_POINT_free>>;

inline BN_CTX* scratch() {
  static const std::unique_ptr<BN_CTX, Free<BN_CTX_free>> context{BN_CTX_new()};
  return context.get();
}

inline const EC_GROUP* group() {
  static const std::unique_ptr<EC_GROUP, Free<EC_GROUP_free>> curve{
      EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
  return curve.get();
}

inline Number number(const Limbs& limbs) {
  std::array<unsigned char, 32> bytes{};
  for (std::size_t i = 0; i < 32; ++i) bytes[i] = static_cast<unsigned char>(limbs[i / 8] >> i % 8 * 8);
  return Number{BN_lebin2bn(bytes.data(), 32, nullptr)};
}

/// Of a number below 2^256.
inline Limbs limbs(const Number& number) {
  std::array<unsigned char, 32> bytes{};
  BN_bn2lebinpad(number.get(), bytes.data(), 32);
  Limbs limbs{};
  for (std::size_t i = 0; i < 32; ++i) limbs[i / 8] |= std::uint64_t{bytes[i]} << i % 8 * 8;
  return limbs;
}

using Operation = int (*)(BIGNUM*, const BIGNUM*, const BIGNUM*, const BIGNUM*, BN_CTX*);

/// `a` and `b` joined by one of OpenSSL's operations modulo m: BN_mod_add, BN_mod_sub or BN_mod_mul.
inline Limbs joined(Operation operation, const Limbs& a, const Limbs& b, const Limbs& m) {
  const Number out{BN_new()};
  operation(out.get(), number(a).get(), number(b).get(), number(m).get(), scratch());
  return limbs(out);
}
inline Limbs product(const Limbs& a, const Limbs& b, const Limbs& m) { return joined(BN_mod_mul, a, b, m); }
inline Limbs inverse(const Limbs& a, const Limbs& m) {
  return limbs(Number{BN_mod_inverse(nullptr, number(a).get(), number(m).get(), scratch())});
}

/// k·G, of any k.
inline Point multiple(const Limbs& k) {
  Point point{EC_POINT_new(group())};
  EC_POINT_mul(group(), point.get(), number(k).get(), nullptr, nullptr, scratch());
  return point;
}

/// k·P.
inline Point multiple(const Limbs& k, const Point& of) {
  Point point{EC_POINT_new(group())};
  EC_POINT_mul(group(), point.get(), nullptr, of.get(), number(k).get(), scratch());
  return point;
}

/// x‖y; empty for the point at infinity.
inline std::vector<std::byte> bytes(const Point& point) {
  std::array<unsigned char, 65> encoded{};
  const std::size_t size = EC_POINT_point2oct(group(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                                              encoded.data(), encoded.size(), scratch());
  std::vector<std::byte> out;
  for (std::size_t i = 1; i < size; ++i) out.push_back(std::byte{encoded[i]});
  return out;
}

inline signet::detail::P256Affine affine(const Point& point) {
  const auto encoded = bytes(point);
  return signet::detail::P256Affine::from(std::span<const std::byte, 64>{encoded}).value();
}

inline std::array<std::byte, 32> big_endian(const Limbs& limbs) {
  std::array<std::byte, 32> out{};
  for (std::size_t i = 0; i < 32; ++i) out[31 - i] = static_cast<std::byte>(limbs[i / 8] >> i % 8 * 8);
  return out;
}

/// x‖y of our point; empty at infinity.
inline std::vector<std::byte> bytes(const signet::detail::P256Point& point) {
  if (point.at_infinity()) return {};
  const auto x = big_endian((point.x * point.zz.inverse()).value());
  const auto y = big_endian((point.y * point.zzz.inverse()).value());
  std::vector<std::byte> out{x.begin(), x.end()};
  out.insert(out.end(), y.begin(), y.end());
  return out;
}

/// Random numbers below 2^256, the same in each run with one seed.
class Draw {
 public:
  Limbs operator()() {
    Limbs drawn{};
    for (auto& limb : drawn) limb = source_();
    // Words of nothing but zeros or ones are where carries go wrong.
    for (auto& limb : drawn) limb = source_() % 8 == 0 ? std::uint64_t{0} - source_() % 2 : limb;
    return drawn;
  }
  Limbs below(const Limbs& bound) {
    for (;;) {
      if (const Limbs drawn = (*this)(); signet::detail::less(drawn, bound)) return drawn;
    }
  }
  std::uint64_t word() { return source_(); }

 private:
  std::mt19937_64 source_{signet::testing::seed()};
};

/// a plus or minus a small number.
inline Limbs near(Limbs a, int distance) {
  const Limbs small{static_cast<std::uint64_t>(distance < 0 ? -distance : distance), 0, 0, 0};
  return distance < 0 ? signet::detail::subtract(a, small).limbs : signet::detail::add(a, small).limbs;
}

}  // namespace p256
