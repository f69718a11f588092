// Key files of the signet command: private JWKs to sign with, JWKS, JWK, PEM and secret files to verify with.
#pragma once

#include <string>

#include "args.hpp"
#include "signet/jose/key.hpp"
#include "signet/jose/key_set.hpp"

namespace signet_cli {

/// Reads one private JWK. Throws InputError.
signet::SigningKey read_signing_key(const std::string& path);

/// Keys to verify with, and the algorithms that are accepted with them.
struct VerificationKeys {
  signet::KeySet set;
  signet::AlgorithmSet algorithms;
};

/// By --keys or --secret-file, and --alg. Throws InputError and UsageError.
VerificationKeys read_verification_keys(const Args& args);

/// The names of the table, with commas between them.
std::string known_algorithms();

/// Throws UsageError for a name that is not in the table.
signet::Algorithm algorithm_named(const std::string& name);

}  // namespace signet_cli
