// Signing of any payload as JWS in each serialization (RFC 7515 §7), also detached or unencoded (RFC 7797).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/result.hpp"
#include "signet/jose/key.hpp"

namespace signet::inline v0 {

/// One signature to be made. `alg`, the key's `kid` where it has one, and `b64` and `crit` where they are
/// needed are written into the protected header; further members are given as the text of a JSON object, as
/// JsonWriter makes it, or left out. Borrows the texts for the call.
struct NewSignature {
  SigningKey key;
  std::string_view protected_members{};
  std::string_view unprotected_members{};  ///< not signed: anybody may change them; only in JSON
  std::vector<std::string> critical{};     ///< protected members that `crit` is to list, `b64` aside
};

/// How the payload stands in the JWS.
struct JwsPayload {
  std::string_view bytes;
  bool detached = false;   ///< not at all: the recipient has it from elsewhere (RFC 7515 Appendix F)
  bool unencoded = false;  ///< as it is, with `b64` false; not for JWT (RFC 7797 §7)
};

/// What is made, verify_jws reads, given the same critical names and room within its limits.
/// @error option_invalid  naming the option: members that are no JSON object, repeat a name, are of the wrong
///                        type or reserved for what is written here; critical names that are not protected
///                        members; unprotected members in compact serialization; an unencoded payload with a
///                        character that is not printable ASCII or a dot, where it is to stand in a compact
///                        JWS (RFC 7797 §5.2)
/// @error utf8_invalid    a kid or, unencoded in JSON, the payload
/// @error signing_failed; those that an external signer answered
[[nodiscard]] Result<std::string> sign_compact_jws(const JwsPayload& payload, const NewSignature& signature);
/// RFC 7515 §7.2.2. Errors as sign_compact_jws.
[[nodiscard]] Result<std::string> sign_flattened_jws(const JwsPayload& payload,
                                                     const NewSignature& signature);
/// RFC 7515 §7.2.1. Errors as sign_compact_jws, and
/// @error option_invalid  no signature at all
[[nodiscard]] Result<std::string> sign_general_jws(const JwsPayload& payload,
                                                   std::span<const NewSignature> signatures);

}  // namespace signet::inline v0
