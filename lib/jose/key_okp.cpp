// Ed25519 and Ed448 keys: RFC 8037 §2 members; points that would accept forged signatures are refused.
#include <algorithm>
#include <array>
#include <new>

#include "jose/edwards_point.hpp"
#include "jose/key_kind.hpp"
#include "signet/crypto/constant_time.hpp"

namespace signet::inline v0::detail {
namespace {

struct OkpCurve {
  std::string_view name;  // the JWK crv
  const char* key_type;   // as OpenSSL names it
  std::size_t key_size;   // bytes of x and of d
  const EdwardsCurve& equation;
};
constexpr std::array curves{OkpCurve{"Ed25519", "ED25519", 32, edwards25519},
                            OkpCurve{"Ed448", "ED448", 57, edwards448}};

// The curve of this name, which the algorithm table has.
const OkpCurve& curve_named(std::string_view name) {
  return *std::ranges::find(curves, name, &OkpCurve::name);
}

// Null for a key of another kind, and where OpenSSL lacks the memory to name it.
const OkpCurve* curve_of(const EVP_PKEY* key) {
  const auto is_of = [key](const OkpCurve& curve) { return EVP_PKEY_is_a(key, curve.key_type) == 1; };
  const auto* const found = std::ranges::find_if(curves, is_of);
  return found == curves.end() ? nullptr : found;
}

// A public key as it is encoded; empty when OpenSSL fails.
class RawKey {
 public:
  explicit RawKey(const EVP_PKEY* key) noexcept {
    if (key == nullptr || EVP_PKEY_get_raw_public_key(key, bytes_.data(), &size_) != 1) size_ = 0;
  }
  std::span<const unsigned char> bytes() const noexcept { return std::span{bytes_}.first(size_); }

 private:
  std::array<unsigned char, 57> bytes_{};
  std::size_t size_ = bytes_.size();
};

bool okp_available(Algorithm algorithm) {
  return has_key_type(curve_named(spec_of(algorithm).curves.first).key_type);
}

Result<Pkey> okp_from_jwk(const Jwk& jwk, Algorithm, Purpose purpose) {
  // That crv is there and one of the algorithm's was seen when the algorithm was found.
  const OkpCurve& curve = curve_named(jwk.members().string("crv").value_or(curves.front().name));
  const auto x = jwk.octets("x", curve.key_size);
  if (!x) return x.error();
  if (purpose == Purpose::verify) {
    return Pkey{EVP_PKEY_new_raw_public_key_ex(nullptr, curve.key_type, nullptr, bytes_of(x->expose().data()),
                                               x->size())};
  }
  const auto d = jwk.octets("d", curve.key_size);
  if (!d) return d.error();
  Pkey key{EVP_PKEY_new_raw_private_key_ex(nullptr, curve.key_type, nullptr, bytes_of(d->expose().data()),
                                           d->size())};
  const RawKey derived{key.get()};
  if (!constant_time_equal(std::as_bytes(derived.bytes()), x->expose())) {
    return fail(Errc::key_malformed, "d");
  }
  return key;
}

Result<void> check_okp(EVP_PKEY* key, Algorithm algorithm, Purpose) {
  const OkpCurve* const curve = curve_of(key);
  if (curve == nullptr || !spec_of(algorithm).curves.contain(curve->name)) return fail(Errc::key_mismatch);
  return check_point(curve->equation, RawKey{key}.bytes());
}

// Of a key that was accepted.
const OkpCurve& known_curve_of(const EVP_PKEY* key) {
  const OkpCurve* const curve = curve_of(key);
  if (curve == nullptr) throw std::bad_alloc{};
  return *curve;
}

void write_public(JsonWriter& json, const EVP_PKEY* key) {
  json.key("crv").string(known_curve_of(key).name).key("kty").string("OKP");
  write_octets(json, "x", std::as_bytes(RawKey{key}.bytes()));
}

void write_private(JsonWriter& json, const EVP_PKEY* key) {
  SecretBytes raw{known_curve_of(key).key_size};
  std::size_t size = raw.size();
  const bool read =
      EVP_PKEY_get_raw_private_key(key, writable_bytes_of(raw.expose_writable().data()), &size) == 1;
  write_octets(json, "d", read ? raw.expose() : std::span<const std::byte>{});
}

Pkey generate_okp(Algorithm algorithm) {
  return Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, curve_named(spec_of(algorithm).curves.first).key_type)};
}

}  // namespace

const KeyKind okp_kind{okp_available, okp_from_jwk, check_okp, generate_okp, write_public, write_private};

}  // namespace signet::inline v0::detail
