// The one table of JWS algorithms (RFC 7518 §3.1, 8037, 8812, 9864, 9964); nothing below it lists them again.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace signet::inline v0 {

/// Spelled as registered, with `_` for `-`. There is no `none`: an unsecured token cannot be asked for.
enum class Algorithm : std::uint8_t {
  HS256,
  HS384,
  HS512,
  RS256,
  RS384,
  RS512,
  PS256,
  PS384,
  PS512,
  ES256,
  ES384,
  ES512,
  ES256K,
  EdDSA,
  Ed25519,
  Ed448,
  ML_DSA_44,
  ML_DSA_65,
  ML_DSA_87,
};

/// The JWK `kty` an algorithm takes (RFC 7518 §6.1, RFC 8037 §2, RFC 9964).
enum class KeyType : std::uint8_t { oct, RSA, EC, OKP, AKP };

/// How the algorithms of one family sign.
enum class SignatureScheme : std::uint8_t { hmac, rsa_pkcs1, rsa_pss, ecdsa, eddsa, ml_dsa };

/// The JWK `crv` values that an algorithm takes: none, one or two.
struct Curves {
  std::string_view first{};  ///< the one that a generated key is on
  std::string_view second{};

  constexpr bool empty() const noexcept { return first.empty(); }
  constexpr bool contain(std::string_view crv) const noexcept {
    return !crv.empty() && (crv == first || crv == second);
  }
};

struct AlgorithmSpec {
  Algorithm algorithm;
  std::string_view name;  ///< the `alg` value
  KeyType key_type;
  SignatureScheme scheme;
  std::uint16_t hash_bits;  ///< SHA-2 of so many bits; also the salt of PS; 0 where no hash comes first
  Curves curves;
  std::uint16_t min_key_bits;    ///< smaller keys are refused (RFC 7518 §3.2, §3.3); 0 where all are one size
  std::uint16_t signature_size;  ///< bytes; 0 where the key decides
};

// clang-format off
/// Of the rows that take a key, the first is what a JWK without `alg` is for. `EdDSA` goes by the key's curve
/// (RFC 8037 §3.1), `Ed25519` and `Ed448` have one each (RFC 9864 §2.2): three algorithms, each accepted only
/// where it is listed.
inline constexpr std::array algorithms{
    AlgorithmSpec{Algorithm::HS256, "HS256", KeyType::oct, SignatureScheme::hmac, 256, {}, 256, 32},
    AlgorithmSpec{Algorithm::HS384, "HS384", KeyType::oct, SignatureScheme::hmac, 384, {}, 384, 48},
    AlgorithmSpec{Algorithm::HS512, "HS512", KeyType::oct, SignatureScheme::hmac, 512, {}, 512, 64},
    AlgorithmSpec{Algorithm::RS256, "RS256", KeyType::RSA, SignatureScheme::rsa_pkcs1, 256, {}, 2048, 0},
    AlgorithmSpec{Algorithm::RS384, "RS384", KeyType::RSA, SignatureScheme::rsa_pkcs1, 384, {}, 2048, 0},
    AlgorithmSpec{Algorithm::RS512, "RS512", KeyType::RSA, SignatureScheme::rsa_pkcs1, 512, {}, 2048, 0},
    AlgorithmSpec{Algorithm::PS256, "PS256", KeyType::RSA, SignatureScheme::rsa_pss, 256, {}, 2048, 0},
    AlgorithmSpec{Algorithm::PS384, "PS384", KeyType::RSA, SignatureScheme::rsa_pss, 384, {}, 2048, 0},
    AlgorithmSpec{Algorithm::PS512, "PS512", KeyType::RSA, SignatureScheme::rsa_pss, 512, {}, 2048, 0},
    AlgorithmSpec{Algorithm::ES256, "ES256", KeyType::EC, SignatureScheme::ecdsa, 256, {"P-256"}, 0, 64},
    AlgorithmSpec{Algorithm::ES384, "ES384", KeyType::EC, SignatureScheme::ecdsa, 384, {"P-384"}, 0, 96},
    AlgorithmSpec{Algorithm::ES512, "ES512", KeyType::EC, SignatureScheme::ecdsa, 512, {"P-521"}, 0, 132},
    AlgorithmSpec{Algorithm::ES256K, "ES256K", KeyType::EC, SignatureScheme::ecdsa, 256, {"secp256k1"}, 0, 64},
    AlgorithmSpec{Algorithm::EdDSA, "EdDSA", KeyType::OKP, SignatureScheme::eddsa, 0, {"Ed25519", "Ed448"}, 0, 0},
    AlgorithmSpec{Algorithm::Ed25519, "Ed25519", KeyType::OKP, SignatureScheme::eddsa, 0, {"Ed25519"}, 0, 64},
    AlgorithmSpec{Algorithm::Ed448, "Ed448", KeyType::OKP, SignatureScheme::eddsa, 0, {"Ed448"}, 0, 114},
    AlgorithmSpec{Algorithm::ML_DSA_44, "ML-DSA-44", KeyType::AKP, SignatureScheme::ml_dsa, 0, {}, 0, 2420},
    AlgorithmSpec{Algorithm::ML_DSA_65, "ML-DSA-65", KeyType::AKP, SignatureScheme::ml_dsa, 0, {}, 0, 3309},
    AlgorithmSpec{Algorithm::ML_DSA_87, "ML-DSA-87", KeyType::AKP, SignatureScheme::ml_dsa, 0, {}, 0, 4627},
};
// clang-format on

constexpr const AlgorithmSpec& spec_of(Algorithm algorithm) noexcept {
  return algorithms[static_cast<std::size_t>(algorithm)];
}
constexpr std::string_view to_string(Algorithm algorithm) noexcept { return spec_of(algorithm).name; }

/// The row of this `alg`, compared byte for byte (RFC 7515 §4.1.1); null when it is not one of ours.
constexpr const AlgorithmSpec* find_algorithm(std::string_view name) noexcept {
  for (const AlgorithmSpec& spec : algorithms) {
    // The first letter is asked first, so that most rows cost no call: each token is looked up here.
    if (!name.empty() && spec.name.front() == name.front() && spec.name == name) return &spec;
  }
  return nullptr;
}
static_assert(find_algorithm("none") == nullptr && find_algorithm("hs256") == nullptr);

/// Whether the OpenSSL in use has this algorithm: ML-DSA came with 3.5, and distributions leave out curves.
/// What needs one that is not there fails with `algorithm_unavailable`. @thread safe
bool available(Algorithm algorithm) noexcept;

constexpr std::string_view to_string(KeyType type) noexcept {
  constexpr std::array<std::string_view, 5> names{"oct", "RSA", "EC", "OKP", "AKP"};
  return names[static_cast<std::size_t>(type)];
}

/// A set of algorithms, written as a list: `{Algorithm::EdDSA, Algorithm::ES256}`.
class AlgorithmSet {
 public:
  constexpr AlgorithmSet() noexcept = default;
  constexpr explicit(false) AlgorithmSet(std::initializer_list<Algorithm> list) noexcept {
    for (const Algorithm algorithm : list) bits_ |= bit(algorithm);
  }
  constexpr AlgorithmSet& insert(Algorithm algorithm) noexcept {
    bits_ |= bit(algorithm);
    return *this;
  }
  constexpr bool contains(Algorithm algorithm) const noexcept { return (bits_ & bit(algorithm)) != 0; }
  constexpr bool empty() const noexcept { return bits_ == 0; }

 private:
  static constexpr std::uint32_t bit(Algorithm algorithm) noexcept {
    return std::uint32_t{1} << static_cast<unsigned>(algorithm);
  }
  static_assert(algorithms.size() <= 32);
  std::uint32_t bits_ = 0;
};

}  // namespace signet::inline v0
