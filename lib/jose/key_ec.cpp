// EC keys: RFC 7518 §6.2 members, named curves only, point and private value checked.
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <algorithm>
#include <array>
#include <bit>
#include <new>

#include "jose/key_kind.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr const char* key_type = "EC";

struct EcCurve {
  std::string_view name;        // the JWK crv (RFC 7518 §6.2.1.1, RFC 8812 §3.1)
  const char* group;            // as OpenSSL names it
  int nid;                      // and numbers it
  std::size_t coordinate_size;  // RFC 7518 §6.2.1.2: the full size in bytes, with leading zeros
};
constexpr std::array curves{EcCurve{"P-256", "prime256v1", NID_X9_62_prime256v1, 32},
                            EcCurve{"P-384", "secp384r1", NID_secp384r1, 48},
                            EcCurve{"P-521", "secp521r1", NID_secp521r1, 66},
                            EcCurve{"secp256k1", "secp256k1", NID_secp256k1, 32}};

const EcCurve& curve_for(Algorithm algorithm) {
  return *std::ranges::find(curves, spec_of(algorithm).curves.first, &EcCurve::name);
}

// Null for a curve that is not ours, and where OpenSSL lacks the memory to name it.
const EcCurve* curve_of(const EVP_PKEY* key) {
  std::array<char, 32> group{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) != 1) return nullptr;
  const std::string_view name{group.data(), size};
  const auto is_named = [name](const EcCurve& curve) { return curve.group == name; };
  const auto* const found = std::ranges::find_if(curves, is_named);
  return found == curves.end() ? nullptr : found;
}

void free_group(EC_GROUP* group) noexcept { EC_GROUP_free(group); }

bool ec_available(Algorithm algorithm) {
  return Handle<EC_GROUP, free_group>{EC_GROUP_new_by_curve_name(curve_for(algorithm).nid)}.get() != nullptr;
}

Result<Pkey> ec_from_jwk(const Jwk& jwk, Algorithm algorithm, Purpose purpose) {
  const EcCurve& curve = curve_for(algorithm);
  const auto x = jwk.octets("x", curve.coordinate_size);
  if (!x) return x.error();
  const auto y = jwk.octets("y", curve.coordinate_size);
  if (!y) return y.error();
  std::array<std::byte, 1 + 2 * 66> point{std::byte{4}};  // SEC 1 §2.3.3, uncompressed
  std::ranges::copy(y->expose(), std::ranges::copy(x->expose(), point.begin() + 1).out);

  const std::string_view name = curve.group;
  std::array<char, 32> group{};
  std::ranges::copy(name, group.begin());
  std::array params{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), name.size()),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), 1 + 2 * curve.coordinate_size),
      OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
  SecretBytes d;
  if (purpose == Purpose::sign) {
    auto read = jwk.octets("d", curve.coordinate_size);
    if (!read) return read.error();
    d = std::move(*read);
    const std::span<std::byte> bytes = d.expose_writable();
    if constexpr (std::endian::native == std::endian::little) std::ranges::reverse(bytes);
    params[2] =
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, writable_bytes_of(bytes.data()), bytes.size());
  }
  Pkey key = key_from_params(key_type, purpose, params.data());
  if (!key) return fail(Errc::key_malformed);
  return key;
}

Result<void> check_ec(EVP_PKEY* key, Algorithm algorithm, Purpose purpose) {
  if (EVP_PKEY_is_a(key, key_type) != 1) return fail(Errc::key_mismatch);
  // A named curve written out may still carry a crafted generator (CVE-2020-0601).
  int from_explicit = 0;
  if (EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &from_explicit) != 1 ||
      from_explicit != 0) {
    return fail(Errc::key_unsupported);
  }
  if (curve_of(key) != &curve_for(algorithm)) return fail(Errc::key_mismatch);
  const PkeyCtx context{EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr)};
  const auto check = purpose == Purpose::sign ? EVP_PKEY_check : EVP_PKEY_public_check;
  if (!context || check(context.get()) != 1) return fail(Errc::key_malformed);
  return {};
}

// Of a key that was accepted.
const EcCurve& known_curve_of(const EVP_PKEY* key) {
  const EcCurve* const curve = curve_of(key);
  if (curve == nullptr) throw std::bad_alloc{};
  return *curve;
}

void write_public(JsonWriter& json, const EVP_PKEY* key) {
  const EcCurve& curve = known_curve_of(key);
  json.key("crv").string(curve.name).key("kty").string("EC");
  write_number(json, "x", number_of(key, OSSL_PKEY_PARAM_EC_PUB_X).get(), curve.coordinate_size);
  write_number(json, "y", number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y).get(), curve.coordinate_size);
}

void write_private(JsonWriter& json, const EVP_PKEY* key) {
  write_number(json, "d", number_of(key, OSSL_PKEY_PARAM_PRIV_KEY).get(),
               known_curve_of(key).coordinate_size);
}

Pkey generate_ec(Algorithm algorithm) {
  return Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, key_type, curve_for(algorithm).group)};
}

}  // namespace

const KeyKind ec_kind{ec_available, ec_from_jwk, check_ec, generate_ec, write_public, write_private};

}  // namespace signet::inline v0::detail
