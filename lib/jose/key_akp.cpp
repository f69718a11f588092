// ML-DSA keys: the AKP members of RFC 9964, where a private key is the 32-byte seed of FIPS 204 §5.1.
#include <openssl/core_names.h>

#include <algorithm>
#include <array>
#include <new>

#include "jose/key_kind.hpp"
#include "signet/crypto/constant_time.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t seed_size = 32;
constexpr std::size_t longest_public_key = 2592;  // bytes, of ML-DSA-87 (FIPS 204 §4, table 2)
constexpr const char* seed_parameter = "seed";    // named so by OpenSSL 3.5, whose headers may not be ours

// OpenSSL's names of the parameter sets are those of JOSE, and end in a zero in the table.
const char* key_type(Algorithm algorithm) { return spec_of(algorithm).name.data(); }

std::span<const unsigned char> raw_public(const EVP_PKEY* key,
                                          std::span<unsigned char, longest_public_key> out) {
  std::size_t size = out.size();
  if (EVP_PKEY_get_raw_public_key(key, out.data(), &size) != 1) return {};
  return out.first(size);
}

// Empty when the key has none, as one that was stored in expanded form.
SecretBytes seed_of(const EVP_PKEY* key) {
  SecretBytes seed{seed_size};
  std::size_t size = 0;
  const bool read =
      EVP_PKEY_get_octet_string_param(key, seed_parameter, writable_bytes_of(seed.expose_writable().data()),
                                      seed_size, &size) == 1;
  return read && size == seed_size ? std::move(seed) : SecretBytes{};
}

bool akp_available(Algorithm algorithm) { return has_key_type(key_type(algorithm)); }

Result<Pkey> from_seed(const Jwk& jwk, Algorithm algorithm, const SecretBytes& pub) {
  auto seed = jwk.octets("priv", seed_size);
  if (!seed) return seed.error();
  std::array params{
      OSSL_PARAM_construct_octet_string(seed_parameter, seed->expose_writable().data(), seed_size),
      OSSL_PARAM_construct_end()};
  Pkey key = key_from_params(key_type(algorithm), Purpose::sign, params.data());
  std::array<unsigned char, longest_public_key> room;
  if (!key || !constant_time_equal(std::as_bytes(raw_public(key.get(), room)), pub.expose())) {
    return fail(Errc::key_malformed, "priv");
  }
  return key;
}

Result<Pkey> akp_from_jwk(const Jwk& jwk, Algorithm algorithm, Purpose purpose) {
  auto pub = jwk.octets("pub");
  if (!pub) return pub.error();
  if (purpose == Purpose::sign) return from_seed(jwk, algorithm, *pub);
  std::array params{
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, pub->expose_writable().data(), pub->size()),
      OSSL_PARAM_construct_end()};
  Pkey key = key_from_params(key_type(algorithm), purpose, params.data());
  if (!key) return fail(Errc::key_malformed, "pub");
  return key;
}

Result<void> check_akp(EVP_PKEY* key, Algorithm algorithm, Purpose purpose) {
  if (EVP_PKEY_is_a(key, key_type(algorithm)) != 1) return fail(Errc::key_mismatch);
  // RFC 9964: a JWK holds the seed and nothing else, so a key without one could not be written.
  if (purpose == Purpose::sign && seed_of(key).empty()) return fail(Errc::key_unsupported, "priv");
  return {};
}

// RFC 9964: alg is among the members that a thumbprint is over.
void write_public(JsonWriter& json, const EVP_PKEY* key) {
  const auto is_of = [key](const AlgorithmSpec& spec) {
    return spec.key_type == KeyType::AKP && EVP_PKEY_is_a(key, key_type(spec.algorithm)) == 1;
  };
  const auto* const spec = std::ranges::find_if(algorithms, is_of);
  if (spec == algorithms.end()) throw std::bad_alloc{};  // see key_kind.hpp
  json.key("alg").string(spec->name).key("kty").string("AKP");
  std::array<unsigned char, longest_public_key> room;
  write_octets(json, "pub", std::as_bytes(raw_public(key, room)));
}

void write_private(JsonWriter& json, const EVP_PKEY* key) {
  const SecretBytes seed = seed_of(key);
  write_octets(json, "priv", seed.expose());
}

Pkey generate_akp(Algorithm algorithm) {
  return Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, key_type(algorithm))};
}

}  // namespace

const KeyKind akp_kind{akp_available, akp_from_jwk, check_akp, generate_akp, write_public, write_private};

}  // namespace signet::inline v0::detail
