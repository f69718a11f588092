// Ed25519 by OpenSSL, the other implementation in these tests, and points that no honest signer makes.
#pragma once

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "curve/ed25519_point.hpp"
#include "unit/curve/bignum.hpp"

namespace signet_test {

using Point = std::array<std::byte, 32>;
using Signature = std::array<std::byte, 64>;

inline const unsigned char* octets(const void* bytes) { return static_cast<const unsigned char*>(bytes); }

/// The verdict of OpenSSL.
inline bool openssl_holds(const Point& key, std::string_view message, const Signature& signature) {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> pkey{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(key.data()), key.size()), EVP_PKEY_free};
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get());
  return EVP_DigestVerify(context.get(), octets(signature.data()), signature.size(), octets(message.data()),
                          message.size()) == 1;
}

/// The private key of a seed (RFC 8032 §5.1.5).
class SomeKey {
 public:
  explicit SomeKey(const Point& seed)
      : pkey_(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(seed.data()), seed.size()),
              EVP_PKEY_free) {
    std::size_t size = public_key.size();
    EVP_PKEY_get_raw_public_key(pkey_.get(), reinterpret_cast<unsigned char*>(public_key.data()), &size);
    Signature hash;
    EVP_Q_digest(nullptr, "SHA512", nullptr, seed.data(), seed.size(),
                 reinterpret_cast<unsigned char*>(hash.data()), nullptr);
    hash[0] &= std::byte{0xf8};
    hash[31] = (hash[31] & std::byte{0x3f}) | std::byte{0x40};
    scalar = Big::from(std::span{hash}.first<32>()) % order25519();
  }

  Signature sign(std::string_view message) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, pkey_.get());
    Signature signature;
    std::size_t size = signature.size();
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                   octets(message.data()), message.size());
    return signature;
  }

  Point public_key;
  Big scalar;

 private:
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> pkey_;
};

inline signet::detail::Ed25519Point sum_of(const signet::detail::Ed25519Point& a,
                                           const signet::detail::Ed25519Point& b) {
  std::array<signet::detail::Ed25519Addend, 1> addend;
  signet::detail::make_addends(std::span{&b, 1}, addend);
  return signet::detail::plus(a, addend[0]);
}

/// The encoding of a y, which may be p or more, and a sign of x.
inline Point encoded(const Big& y, bool odd) {
  Point bytes = y.bytes<32>();
  if (odd) bytes[31] |= std::byte{0x80};
  return bytes;
}

/// y of the points of order 8 (as in lib/jose/edwards_point.cpp).
inline Big order_8_y() {
  return Big::hexadecimal("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826");
}

/// The multiples 0 to 7 of a point of order 8.
inline std::vector<signet::detail::Ed25519Point> torsion_points() {
  const auto generator = signet::detail::point_from(encoded(order_8_y(), false));
  std::vector points{signet::detail::ed25519_neutral};
  while (points.size() < 8) points.push_back(sum_of(points.back(), *generator));
  return points;
}

/// Every encoding that OpenSSL reads as one of them: y below p, y + p, and x = 0 with the sign bit.
inline std::vector<Point> torsion_encodings() {
  const Big p = prime25519();
  std::vector<Point> all;
  for (const Big& y : {Big{0}, Big{1}, p - Big{1}, p, p + Big{1}, order_8_y(), p - order_8_y()}) {
    all.push_back(encoded(y, false));
    all.push_back(encoded(y, true));
  }
  return all;
}

}  // namespace signet_test
