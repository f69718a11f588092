// What each asymmetric key type knows how to do; one row per kty, chosen by kind_of.
#pragma once

#include <string>

#include "jose/jwk.hpp"
#include "jose/openssl.hpp"
#include "signet/json/writer.hpp"

namespace signet::inline v0::detail {

struct KeyKind {
  /// Whether this OpenSSL has keys for an algorithm of this kind.
  bool (*available)(Algorithm algorithm);
  /// The key of a JWK's members: for signing with its private parts, else the public part alone.
  Result<Pkey> (*from_jwk)(const Jwk& jwk, Algorithm algorithm, Purpose purpose);
  /// Whether any key, wherever it came from, is one that we accept for an algorithm of this kind.
  Result<void> (*check)(EVP_PKEY* key, Algorithm algorithm, Purpose purpose);
  /// A fresh key; null when OpenSSL fails.
  Pkey (*generate)(Algorithm algorithm);
  /// The members that RFC 7638 §3.2 lists, in its order.
  void (*write_public)(JsonWriter& json, const EVP_PKEY* key);
  /// The private members, which follow them.
  void (*write_private)(JsonWriter& json, const EVP_PKEY* key);
};

extern const KeyKind rsa_kind;
extern const KeyKind ec_kind;
extern const KeyKind okp_kind;
extern const KeyKind akp_kind;

/// The most bits of an RSA modulus; the least are the algorithm's.
inline constexpr int max_rsa_bits = 16384;
/// A fresh RSA key; null when OpenSSL fails.
Pkey generate_rsa(std::size_t bits) noexcept;

/// The row of the algorithm's key type; null for HMAC.
const KeyKind* kind_of(Algorithm algorithm) noexcept;

/// Whether OpenSSL has keys of this name.
bool has_key_type(const char* name) noexcept;

/// An integer of OpenSSL's provider parameters; null when the key has none of this name.
Number number_of(const EVP_PKEY* key, const char* parameter) noexcept;

/// Writes one member as Base64urlUInt (RFC 7518 §2), padded to `size` bytes when that is not 0.
void write_number(JsonWriter& json, std::string_view member, const BIGNUM* number, std::size_t size = 0);
/// Writes one member as base64url; nothing of `bytes` stays behind in memory of ours.
void write_octets(JsonWriter& json, std::string_view member, std::span<const std::byte> bytes);

/// A key of OpenSSL kind `name` from these parameters; null when OpenSSL does not take them.
Pkey key_from_params(const char* name, Purpose purpose, OSSL_PARAM* params) noexcept;

}  // namespace signet::inline v0::detail
