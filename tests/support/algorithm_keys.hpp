// The algorithms that can be tested here, and a key of each, made once.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "signet/jose/key.hpp"

namespace signet_test {

/// The rows of the table that this OpenSSL has: all, but for ML-DSA before OpenSSL 3.5.
inline const std::vector<signet::AlgorithmSpec>& present_algorithms() {
  static const std::vector<signet::AlgorithmSpec> present = [] {
    std::vector<signet::AlgorithmSpec> rows{signet::algorithms.begin(), signet::algorithms.end()};
    std::erase_if(rows, [](const signet::AlgorithmSpec& row) { return !signet::available(row.algorithm); });
    return rows;
  }();
  return present;
}

inline const signet::AlgorithmSet all_algorithms = [] {
  signet::AlgorithmSet all;
  for (const signet::AlgorithmSpec& spec : signet::algorithms) all.insert(spec.algorithm);
  return all;
}();

/// The private JWK of a key made for `algorithm`. All RSA algorithms share one key pair: making one takes
/// long.
inline std::string private_jwk_of(signet::Algorithm algorithm) {
  using signet::Algorithm;
  const bool rsa = signet::spec_of(algorithm).key_type == signet::KeyType::RSA;
  static std::map<Algorithm, std::string> made;
  std::string& jwk = made[rsa ? Algorithm::RS256 : algorithm];
  if (jwk.empty()) {
    const auto key = signet::SigningKey::generate(rsa ? Algorithm::RS256 : algorithm);
    const auto exposed = key->expose_private_jwk();
    jwk = exposed->expose_text();
  }
  std::string named = jwk;
  if (rsa) named.replace(named.find("RS256"), 5, signet::to_string(algorithm));
  return named;
}

/// One key per algorithm, without a kid.
inline const signet::SigningKey& key_of(signet::Algorithm algorithm) {
  static std::map<signet::Algorithm, signet::SigningKey> keys;
  const auto found = keys.find(algorithm);
  if (found != keys.end()) return found->second;
  return keys.emplace(algorithm, *signet::SigningKey::from_jwk(private_jwk_of(algorithm))).first->second;
}

}  // namespace signet_test
