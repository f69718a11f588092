// The peers that are measured in the same program as signet. Each does the full check, and makes the eight
// claims, with the key as its interface takes it: libjwt and cpp-jwt a PEM text per call, and no PS256 or
// EdDSA; jwt-cpp an object.
#pragma once

#include <string>

#include "harness.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/jose/algorithm.hpp"
#include "token_jobs.hpp"

namespace signet_bench {

// Each in a file of its own, compiled where CMake finds the peer: their headers do not go together.
Arm libjwt_verifier(signet::Algorithm algorithm, const std::string& token, signet::NumericDate now);
Arm libjwt_signer(signet::Algorithm algorithm, signet::NumericDate now);
Arm cpp_jwt_verifier(signet::Algorithm algorithm, const std::string& token);
Arm cpp_jwt_signer(signet::Algorithm algorithm, signet::NumericDate now);
Arm jwt_cpp_verifier(signet::Algorithm algorithm, const std::string& token);
Arm jwt_cpp_signer(signet::Algorithm algorithm, signet::NumericDate now);

/// The secret, or the key in PEM; `half` is "public" or "private".
inline std::string peer_key(signet::Algorithm algorithm, const std::string& half) {
  using signet::Algorithm;
  if (algorithm == Algorithm::HS256) return secret_text;
  const std::string name = algorithm == Algorithm::ES256   ? "ec"
                           : algorithm == Algorithm::EdDSA ? "ed25519"
                                                           : "rsa";
  return pem_of(name + "." + half);
}

/// What stands in every token for `sub` and `jti`.
inline constexpr const char* uuid_text = "5b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001";

}  // namespace signet_bench
