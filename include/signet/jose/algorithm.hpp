// The one table of JWS algorithms (RFC 7518 §3.1, RFC 8037); nothing below it lists algorithms again.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace signet::inline v0 {

/// Spelled as registered. There is no `none`: an unsecured token cannot be asked for.
enum class Algorithm : std::uint8_t { HS256, RS256, ES256, EdDSA };

/// The JWK `kty` an algorithm takes (RFC 7518 §6.1, RFC 8037 §2).
enum class KeyType : std::uint8_t { oct, RSA, EC, OKP };

struct AlgorithmSpec {
  Algorithm algorithm;
  std::string_view name;  ///< the `alg` value
  KeyType key_type;
  std::string_view curve;        ///< the JWK `crv`; empty where the kty has none
  std::uint16_t min_key_bits;    ///< smaller keys are refused (RFC 7518 §3.2, §3.3)
  std::uint16_t signature_size;  ///< bytes; 0 where the key's size decides
};

inline constexpr std::array algorithms{
    AlgorithmSpec{Algorithm::HS256, "HS256", KeyType::oct, "", 256, 32},
    AlgorithmSpec{Algorithm::RS256, "RS256", KeyType::RSA, "", 2048, 0},
    AlgorithmSpec{Algorithm::ES256, "ES256", KeyType::EC, "P-256", 256, 64},
    AlgorithmSpec{Algorithm::EdDSA, "EdDSA", KeyType::OKP, "Ed25519", 256, 64},
};

constexpr const AlgorithmSpec& spec_of(Algorithm algorithm) noexcept {
  return algorithms[static_cast<std::size_t>(algorithm)];
}
constexpr std::string_view to_string(Algorithm algorithm) noexcept { return spec_of(algorithm).name; }

/// The row of this `alg`, compared byte for byte (RFC 7515 §4.1.1); null when it is not one of ours.
constexpr const AlgorithmSpec* find_algorithm(std::string_view name) noexcept {
  for (const AlgorithmSpec& spec : algorithms) {
    if (spec.name == name) return &spec;
  }
  return nullptr;
}
static_assert(find_algorithm("none") == nullptr && find_algorithm("hs256") == nullptr);

constexpr std::string_view to_string(KeyType type) noexcept {
  constexpr std::array<std::string_view, 4> names{"oct", "RSA", "EC", "OKP"};
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
  std::uint32_t bits_ = 0;
};

}  // namespace signet::inline v0
