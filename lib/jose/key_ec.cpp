// EC keys on P-256: RFC 7518 §6.2 members, named curve only, point and private value checked.
#include <openssl/core_names.h>

#include <algorithm>
#include <array>
#include <bit>

#include "jose/key_kind.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t coordinate_size = 32;  // RFC 7518 §6.2.1.2: the full size, with leading zeros
constexpr const char* curve = "prime256v1";
constexpr std::string_view curve_name = curve;

Result<Pkey> ec_from_jwk(const Jwk& jwk, Purpose purpose) {
  const auto x = jwk.octets("x", coordinate_size);
  if (!x) return x.error();
  const auto y = jwk.octets("y", coordinate_size);
  if (!y) return y.error();
  std::array<std::byte, 1 + 2 * coordinate_size> point{std::byte{4}};  // SEC 1 §2.3.3, uncompressed
  std::ranges::copy(y->expose(), std::ranges::copy(x->expose(), point.begin() + 1).out);

  std::array<char, curve_name.size() + 1> group{};
  std::ranges::copy(curve_name, group.begin());
  std::array params{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), curve_name.size()),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
  SecretBytes d;
  if (purpose == Purpose::sign) {
    auto read = jwk.octets("d", coordinate_size);
    if (!read) return read.error();
    d = std::move(*read);
    const std::span<std::byte> bytes = d.expose_writable();
    if constexpr (std::endian::native == std::endian::little) std::ranges::reverse(bytes);
    params[2] =
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, writable_bytes_of(bytes.data()), bytes.size());
  }
  Pkey key = key_from_params(ec_kind.name, purpose, params.data());
  if (!key) return fail(Errc::key_malformed);
  return key;
}

Result<void> check_ec(EVP_PKEY* key, Purpose purpose) {
  // A named curve written out may still carry a crafted generator (CVE-2020-0601).
  int from_explicit = 0;
  if (EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &from_explicit) != 1 ||
      from_explicit != 0) {
    return fail(Errc::key_unsupported);
  }
  std::array<char, 32> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1 ||
      std::string_view{name.data(), size} != curve_name) {
    return fail(Errc::key_mismatch);
  }
  const PkeyCtx context{EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr)};
  const auto check = purpose == Purpose::sign ? EVP_PKEY_check : EVP_PKEY_public_check;
  if (!context || check(context.get()) != 1) return fail(Errc::key_malformed);
  return {};
}

void write_public(JsonWriter& json, const EVP_PKEY* key) {
  json.key("crv").string(spec_of(Algorithm::ES256).curve).key("kty").string("EC");
  write_number(json, "x", number_of(key, OSSL_PKEY_PARAM_EC_PUB_X).get(), coordinate_size);
  write_number(json, "y", number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y).get(), coordinate_size);
}

void write_private(JsonWriter& json, const EVP_PKEY* key) {
  write_number(json, "d", number_of(key, OSSL_PKEY_PARAM_PRIV_KEY).get(), coordinate_size);
}

Pkey generate_ec() { return Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve)}; }

}  // namespace

const KeyKind ec_kind{"EC", ec_from_jwk, check_ec, generate_ec, write_public, write_private};

}  // namespace signet::inline v0::detail
