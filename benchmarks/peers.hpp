// The peers that are measured in the same program as signet, for HS256, RS256 and ES256. Each does the full
// check, with the key as its interface takes it: a PEM text per call.
#pragma once

#include <string>

#include "harness.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/jose/algorithm.hpp"
#include "token_jobs.hpp"

namespace signet_bench {

// Each in a file of its own, compiled where CMake finds the peer: their headers do not go together.
Arm libjwt_verifier(signet::Algorithm algorithm, const std::string& token, signet::NumericDate now);
Arm cpp_jwt_verifier(signet::Algorithm algorithm, const std::string& token);

/// The secret, or the public key in PEM.
inline std::string peer_key(signet::Algorithm algorithm) {
  if (algorithm == signet::Algorithm::HS256) return secret_text;
  return pem_of(algorithm == signet::Algorithm::ES256 ? "ec.public" : "rsa.public");
}

}  // namespace signet_bench
