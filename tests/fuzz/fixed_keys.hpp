// The keys that the targets of tokens verify and sign with: those of RFC 7515 A.1 to A.3 and RFC 8037 A.1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key_set.hpp"
#include "signet/jose/key_source.hpp"
#include "unit/jose/sample_keys.hpp"

namespace signet_fuzz {

inline constexpr signet::AlgorithmSet fixed_algorithms{signet::Algorithm::HS256, signet::Algorithm::RS256,
                                                       signet::Algorithm::ES256, signet::Algorithm::EdDSA};

inline const signet::SigningKey& hmac_key() {
  static const auto key = *signet::SigningKey::from_jwk(samples::hmac_jwk());
  return key;
}

/// One key for each of fixed_algorithms, without a kid.
inline const signet::KeySource& fixed_keys() {
  static const auto source = signet::KeySource::from(
      signet::KeySet{{hmac_key().verification_key(), *signet::VerificationKey::from_jwk(samples::rsa_jwk()),
                      *signet::VerificationKey::from_jwk(samples::ec_jwk()),
                      *signet::VerificationKey::from_jwk(samples::okp_jwk())}});
  return source;
}

/// The encoded HMAC over `input`, whatever that says: mutated texts get past the signature with it.
inline std::string hmac_over(std::string_view input) {
  std::array<std::byte, 32> mac{};
  const auto size = hmac_key().sign(input, mac);
  return signet::base64url_encode(std::span{mac}.first(*size));
}

/// What stands before the first `end`, which is taken away with it; all of the text when there is none.
inline std::string_view cut(std::string_view& text, char end) {
  const std::string_view front = text.substr(0, text.find(end));
  text.remove_prefix(std::min(front.size() + 1, text.size()));
  return front;
}

/// The bytes a base64url text stands for, if it is one.
inline std::optional<std::string> decoded(std::string_view text) {
  const auto bytes = signet::base64url_decode(text);
  if (!bytes) return std::nullopt;
  return *bytes;
}

}  // namespace signet_fuzz
