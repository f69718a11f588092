// ECDSA over P-256 as OpenSSL and as a table have it, and signatures made with known numbers.
#pragma once

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include <algorithm>
#include <optional>

#include "curve/p256_table.hpp"
#include "unit/curve/p256_openssl.hpp"

namespace p256 {

using signet::detail::is_zero;
using signet::detail::p256_n;
using signet::detail::P256Table;

using Pkey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using PkeyCtx = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;

inline Pkey openssl_key(const Point& point) {
  std::array<unsigned char, 65> encoded{};
  EC_POINT_point2oct(group(), point.get(), POINT_CONVERSION_UNCOMPRESSED, encoded.data(), encoded.size(),
                     scratch());
  std::string curve = "prime256v1";
  std::array params{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), encoded.size()),
      OSSL_PARAM_construct_end()};
  const PkeyCtx context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context.get());
  EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.data());
  return Pkey{key};
}

/// r and s, any numbers below 2^256.
struct Signature {
  Limbs r, s;
};

/// One public key, as both know it.
class BothKeys {
 public:
  explicit BothKeys(const Point& point)
      : openssl_(openssl_key(point)),
        context_(EVP_PKEY_CTX_new_from_pkey(nullptr, openssl_.get(), nullptr)),
        table_(P256Table::make(std::span<const std::byte, 64>{bytes(point)})) {
    EVP_PKEY_verify_init(context_.get());
  }

  bool ours(const Limbs& hash, const Signature& signature) const {
    std::array<std::byte, 64> raw{};
    const auto s_at = std::ranges::copy(big_endian(signature.r), raw.begin()).out;
    std::ranges::copy(big_endian(signature.s), s_at);
    return table_->digest_holds(big_endian(hash), raw);
  }
  bool openssl(const Limbs& hash, const Signature& signature) const {
    const std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>> pair{ECDSA_SIG_new()};
    ECDSA_SIG_set0(pair.get(), number(signature.r).release(), number(signature.s).release());
    std::array<unsigned char, 80> der{};
    unsigned char* at = der.data();
    const int size = i2d_ECDSA_SIG(pair.get(), &at);
    const auto digest = big_endian(hash);
    return EVP_PKEY_verify(context_.get(), der.data(), static_cast<std::size_t>(size),
                           reinterpret_cast<const unsigned char*>(digest.data()), digest.size()) == 1;
  }

 private:
  Pkey openssl_;
  PkeyCtx context_;
  std::optional<P256Table> table_;
};

// Modulo n.
inline Limbs times(const Limbs& a, const Limbs& b) { return product(a, b, p256_n); }
inline Limbs over(const Limbs& a, const Limbs& b) { return times(a, inverse(b, p256_n)); }
inline Limbs plus(const Limbs& a, const Limbs& b) { return joined(BN_mod_add, a, b, p256_n); }
inline Limbs minus(const Limbs& a, const Limbs& b) { return joined(BN_mod_sub, a, b, p256_n); }
/// A number in 1 .. n-1.
inline Limbs scalar(Draw& draw) {
  for (;;) {
    if (const Limbs drawn = draw.below(p256_n); !is_zero(drawn)) return drawn;
  }
}

/// x(k·G) modulo n.
inline Limbs r_of(const Limbs& k) {
  const Point point = multiple(k);
  const Number x{BN_new()};
  EC_POINT_get_affine_coordinates(group(), point.get(), x.get(), nullptr, scratch());
  BN_mod(x.get(), x.get(), EC_GROUP_get0_order(group()), scratch());
  return limbs(x);
}

/// By the nonce k.
inline Signature signature_of(const Limbs& hash, const Limbs& private_key, const Limbs& k) {
  const Limbs r = r_of(k);
  return {r, over(plus(hash, times(r, private_key)), k)};
}

}  // namespace p256
