// A token and the one key it is to be verified with: what the JWS vector files have in common.
#pragma once

#include <string>
#include <string_view>

#include "signet/jose/key_set.hpp"
#include "signet/jose/verified_jws.hpp"

namespace vectors {

/// Splits `token`, reads its header and the key, selects that key and checks the signature.
signet::Result<void> verify_with(std::string_view jwk, std::string_view token);

/// The same, with the one key of `keys` that the header selects; all algorithms are accepted.
signet::Result<void> verify_with(const signet::KeySet& keys, std::string_view token);

/// Verifies a JWS in any serialization with `keys`; all algorithms are accepted.
signet::Result<signet::VerifiedJws> verify_any(const signet::KeySet& keys, std::string_view text,
                                               const signet::JwsOptions& options = {});

/// The same, comparing the payload.
/// @return the answer: `accepted`, "another payload", or the error code
std::string_view jws_answer(const signet::KeySet& keys, std::string_view text, std::string_view payload,
                            const signet::JwsOptions& options = {});

/// Compares the thumbprint of the public `jwk` (RFC 7638).
/// @return the answer: `accepted`, "another thumbprint", or the error code
std::string_view thumbprint_answer(std::string_view jwk, std::string_view expected);

/// Whether signing the token's input again with the private `jwk` gives the same token. For algorithms whose
/// signatures are not random.
bool signs_again(std::string_view jwk, std::string_view token);

}  // namespace vectors
