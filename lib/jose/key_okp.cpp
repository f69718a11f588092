// Ed25519 keys: RFC 8037 §2 members; points that would accept forged signatures are refused.
#include <algorithm>
#include <array>
#include <optional>

#include "jose/key_kind.hpp"
#include "signet/crypto/constant_time.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t key_size = 32;
using RawKey = std::array<unsigned char, key_size>;

// The y coordinates of the eight points whose order divides 8 (RFC 7748 §4.1's cofactor), little-endian. A
// key that is one of them lets anybody make signatures that hold for some or all messages.
constexpr std::array<RawKey, 5> small_order{{
    {},
    {0x01},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
}};

// Whether y, without the sign bit of x, is at least p = 2^255 - 19: no point by RFC 8032 §5.1.3.
bool beyond_field(const RawKey& y) {
  return y[31] == 0x7f && y[0] >= 0xed &&
         std::all_of(y.begin() + 1, y.begin() + 31, [](unsigned char byte) { return byte == 0xff; });
}

std::optional<RawKey> raw_public(const EVP_PKEY* key) {
  RawKey raw{};
  std::size_t size = raw.size();
  if (EVP_PKEY_get_raw_public_key(key, raw.data(), &size) != 1 || size != raw.size()) return std::nullopt;
  return raw;
}

Result<Pkey> okp_from_jwk(const Jwk& jwk, Purpose purpose) {
  const auto x = jwk.octets("x", key_size);
  if (!x) return x.error();
  if (purpose == Purpose::verify) {
    return Pkey{EVP_PKEY_new_raw_public_key_ex(nullptr, okp_kind.name, nullptr, bytes_of(x->expose().data()),
                                               key_size)};
  }
  const auto d = jwk.octets("d", key_size);
  if (!d) return d.error();
  Pkey key{EVP_PKEY_new_raw_private_key_ex(nullptr, okp_kind.name, nullptr, bytes_of(d->expose().data()),
                                           key_size)};
  const auto derived = key ? raw_public(key.get()) : std::nullopt;
  if (!derived || !constant_time_equal(std::as_bytes(std::span{*derived}), x->expose())) {
    return fail(Errc::key_malformed, "d");
  }
  return key;
}

Result<void> check_okp(EVP_PKEY* key, Purpose) {
  auto raw = raw_public(key);
  if (!raw) return fail(Errc::key_malformed, "x");
  raw->back() &= 0x7f;
  if (beyond_field(*raw)) return fail(Errc::key_malformed, "x");
  if (std::ranges::find(small_order, *raw) != small_order.end()) return fail(Errc::key_too_weak, "x");
  return {};
}

void write_public(JsonWriter& json, const EVP_PKEY* key) {
  json.key("crv").string(spec_of(Algorithm::EdDSA).curve).key("kty").string("OKP");
  const RawKey raw = raw_public(key).value_or(RawKey{});
  write_octets(json, "x", std::as_bytes(std::span{raw}));
}

void write_private(JsonWriter& json, const EVP_PKEY* key) {
  SecretBytes raw{key_size};
  std::size_t size = key_size;
  EVP_PKEY_get_raw_private_key(key, writable_bytes_of(raw.expose_writable().data()), &size);
  write_octets(json, "d", raw.expose());
}

Pkey generate_okp() { return Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")}; }

}  // namespace

const KeyKind okp_kind{"ED25519", okp_from_jwk, check_okp, generate_okp, write_public, write_private};

}  // namespace signet::inline v0::detail
