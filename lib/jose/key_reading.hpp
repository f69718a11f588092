// What reading a key from PEM, DER and certificates has in common.
#pragma once

#include "jose/key_material.hpp"

namespace signet::inline v0::detail {

/// Whether an algorithm's keys can come from a file.
/// @error key_mismatch           an HMAC algorithm
/// @error algorithm_unavailable
Result<void> takes_key_files(Algorithm algorithm);

/// Checks a decoded key, as any key is, and shares it.
/// @error key_unsupported  RSASSA-PSS, and as the key's kind says
Result<SharedKey> share_checked(Result<Pkey> key, Algorithm algorithm, Purpose purpose);

}  // namespace signet::inline v0::detail
