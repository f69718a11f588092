// JWS made by hand, so that they may be wrong, and the answers to them as comparable text.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key_set.hpp"
#include "signet/jose/verified_jws.hpp"
#include "unit/jose/sample_keys.hpp"

namespace samples {

inline signet::SigningKey signing_key(const std::string& jwk) {
  auto key = signet::SigningKey::from_jwk(jwk);
  REQUIRE(key.has_value());
  return *key;
}
inline const signet::SigningKey& hmac() {
  static const auto key = signing_key(hmac_jwk());
  return key;
}
inline const signet::SigningKey& ec() {
  static const auto key = signing_key(ec_jwk());
  return key;
}
inline const signet::SigningKey& okp() {
  static const auto key = signing_key(okp_jwk());
  return key;
}

/// The three keys above, each of its own algorithm and without a kid.
inline const signet::KeySource& three_keys() {
  static const auto keys = signet::KeySource::from(
      signet::KeySet{{hmac().verification_key(), ec().verification_key(), okp().verification_key()}});
  return keys;
}
inline constexpr signet::AlgorithmSet three_algorithms{signet::Algorithm::HS256, signet::Algorithm::ES256,
                                                       signet::Algorithm::EdDSA};

/// The encoded signature by `key` over `input`, well made whatever that says.
inline std::string signature_over(const signet::SigningKey& key, std::string_view input) {
  std::string signature(key.signature_size(), '\0');
  const auto size = key.sign(input, std::as_writable_bytes(std::span{signature}));
  REQUIRE(size.has_value());
  return signet::base64url_encode(signature.substr(0, *size));
}

/// A compact JWS of this header and this payload as it stands there, by the HS256 key.
inline std::string compact(std::string_view header, std::string_view payload = "e30") {
  const std::string input = signet::base64url_encode(header) + '.' + std::string{payload};
  return input + '.' + signature_over(hmac(), input);
}

/// One signature in JSON: what it says and over which payload, as that stands in the JWS.
struct PartText {
  const signet::SigningKey& key = hmac();
  std::string header = R"({"alg":"HS256"})";  ///< protected; none if empty
  std::string unprotected{};                  ///< JSON text; none if empty
  std::string payload = "e30";
};

inline std::string part(const PartText& from) {
  const std::string encoded = signet::base64url_encode(from.header);
  std::map<std::string, std::string> members;
  if (!from.header.empty()) members["protected"] = samples::quoted(encoded);
  if (!from.unprotected.empty()) members["header"] = from.unprotected;
  members["signature"] = samples::quoted(signature_over(from.key, encoded + '.' + from.payload));
  return object(members);
}
inline PartText ec_part() { return {.key = ec(), .header = R"({"alg":"ES256"})"}; }
inline PartText okp_part() { return {.key = okp(), .header = R"({"alg":"EdDSA"})"}; }

inline std::string flattened(const PartText& from) {
  const std::string text = part(from);
  return text.substr(0, text.size() - 1) + R"(,"payload":")" + from.payload + "\"}";
}

inline std::string general(const std::vector<std::string>& parts, const std::string& payload = "e30") {
  std::string list;
  for (const std::string& each : parts) list += (list.empty() ? "" : ",") + each;
  return R"({"payload":")" + payload + R"(","signatures":[)" + list + "]}";
}

/// `json` with the first character of its first signature replaced.
inline std::string spoiled(std::string json) {
  const std::size_t at = json.find(R"("signature":")") + 13;
  json[at] = json[at] == 'A' ? 'B' : 'A';
  return json;
}

inline std::string unquoted(const std::string& json) { return json.substr(1, json.size() - 2); }

/// "accepted", or the code of the error and the name it has.
template <class T>
std::string verdict(const signet::Result<T>& result) {
  if (result.has_value()) return "accepted";
  const signet::Error error = result.error();
  return std::string{signet::to_string(error.code())} + (error.name().empty() ? "" : " ") +
         std::string{error.name()};
}

inline std::string verify(std::string_view text, const signet::JwsOptions& options = {}) {
  return verdict(signet::verify_jws(text, three_keys(), three_algorithms, options));
}

}  // namespace samples
