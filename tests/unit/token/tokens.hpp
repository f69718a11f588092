// Keys, tokens built by hand, and verdicts as comparable text, for the tests of the token room.
#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>

#include "signet/crypto/hmac.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/policy/rules.hpp"
#include "signet/token/token_verifier.hpp"
#include "support/algorithm_keys.hpp"

namespace signet_test {

inline constexpr auto noon = signet::NumericDate::from_seconds(1'700'000'000);
inline constexpr std::string_view good_claims =
    R"({"iss":"https://id.example","sub":"ann","aud":"api","exp":1700000600})";

inline const signet::SigningKey& hs256() { return key_of(signet::Algorithm::HS256); }

/// `input`, a dot and the key's signature over it.
inline std::string signed_input(const signet::SigningKey& key, const std::string& input) {
  std::string signature(key.signature_size(), '\0');
  const auto size = key.sign(input, std::as_writable_bytes(std::span{signature}));
  REQUIRE(size.has_value());
  signature.resize(*size);
  return input + "." + signet::base64url_encode(signature);
}

/// A token of this very header and payload, well signed whatever they say.
inline std::string token_of(const signet::SigningKey& key, std::string_view header,
                            std::string_view payload) {
  return signed_input(key, signet::base64url_encode(header) + "." + signet::base64url_encode(payload));
}

/// A token of these claims, signed with the HS256 key.
inline std::string token_of(std::string_view claims) {
  return token_of(hs256(), R"({"alg":"HS256"})", claims);
}

/// HS256 by RFC 2104 alone, for secrets that no SigningKey takes.
inline std::string hmac_token(std::string_view secret) {
  const std::string input =
      signet::base64url_encode(R"({"alg":"HS256"})") + "." + signet::base64url_encode(good_claims);
  return input + "." +
         signet::base64url_encode(signet::HmacSha256{signet::SecretBytes::copy_of(secret)}.mac(input));
}

inline signet::Policy api_policy() {
  return signet::rules::any_audience({"api"}) && signet::rules::expires();
}

/// Options that take HS256 tokens for "api".
inline signet::TokenVerifierOptions options_of(const signet::Policy& policy) {
  return {.algorithms = {signet::Algorithm::HS256},
          .keys = signet::KeySource::from(hs256().verification_key()),
          .policy = policy};
}

inline signet::TokenVerifier built(const signet::TokenVerifierOptions& options) {
  auto verifier = signet::TokenVerifier::build(options);
  REQUIRE(verifier.has_value());
  return *verifier;
}

/// A verifier that demands no claim at all.
inline signet::TokenVerifier lenient_verifier(const signet::Policy& policy) {
  auto options = options_of(policy);
  options.accept_any_audience = true;
  options.accept_without_expiry = true;
  return built(options);
}

/// "accepted", or code and name: "claim_missing aud".
template <class T>
std::string verdict_of(const signet::Result<T>& result) {
  if (result) return "accepted";
  const auto& error = result.error();
  std::string text{to_string(error.code())};
  if (!error.name().empty()) text.append(" ").append(error.name());
  return text;
}

inline std::string verdict(const signet::TokenVerifier& verifier, std::string_view token,
                           const signet::Expected& expected = {}) {
  return verdict_of(verifier.verify(token, noon, expected));
}

/// What the HS256 verifier of `api_policy` says.
inline std::string verdict(std::string_view token) {
  static const signet::TokenVerifier verifier = built(options_of(api_policy()));
  return verdict(verifier, token);
}

}  // namespace signet_test
