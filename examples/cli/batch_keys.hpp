// Keys as requests of `signet batch` give them: a JWK, a JWKS, {"pem":...} or {"secret_b64u":...}.
#pragma once

#include "batch_request.hpp"
#include "signet/jose/key_set.hpp"

namespace signet_cli {

/// Keys to verify with, and the algorithms that are accepted with them.
struct RequestKeys {
  signet::KeySet set;
  signet::AlgorithmSet accepted;
};

/// By `key` and `algorithms`; a certificate is judged at `now`. A key that does not say its algorithm is
/// taken for each of the listed ones that it fits; without a list, for each of its type and size. Throws a
/// Refusal: of a lone key, its error; of a set none of whose keys can be used, key_not_found.
RequestKeys verification_keys(const Request& request, signet::NumericDate now);

/// By `key`, and `alg`; a JWK without `alg` and no `alg` beside it: for that of the token's header, if it
/// says one. Throws a Refusal.
signet::SigningKey signing_key(const Request& request, std::optional<std::string_view> header_alg);

}  // namespace signet_cli
