// What holds of every key that was read, whatever it was read from.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "fuzz/json_values.hpp"
#include "fuzz/target.hpp"
#include "signet/crypto/digest.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"

namespace signet_fuzz {

inline bool same_key(const signet::VerificationKey& a, const signet::VerificationKey& b) {
  return a.thumbprint() == b.thumbprint() && a.algorithm() == b.algorithm() && a.kid() == b.kid();
}

/// No member of RFC 7518 §6 or RFC 9964 that is private.
inline bool is_public(const Json& jwk) {
  for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"}) {
    if (jwk.contains(name)) return false;
  }
  return true;
}

/// RFC 7638 §3 of a public JWK: its required members in the order of their names.
inline std::string thumbprint_of(const Json& jwk) {
  std::string members;
  for (const char* name : {"alg", "crv", "e", "kty", "n", "pub", "x", "y"}) {
    const bool required = std::string_view{name} != "alg" || jwk["kty"] == "AKP";
    if (!required || !jwk.contains(name)) continue;
    members += (members.empty() ? "\"" : ",\"") + std::string{name} + "\":" + jwk[name].dump();
  }
  return signet::base64url_encode(signet::sha256("{" + members + "}"));
}

inline void check_public_key(const signet::VerificationKey& key) {
  using namespace signet;
  require(key.thumbprint().size() == 43, "a thumbprint is a SHA-256 in base64url");
  const auto jwk = key.to_jwk();
  if (key.symmetric()) {
    require(!jwk && jwk.error() == Error{Errc::key_use_forbidden}, "an HMAC key has no public JWK");
    return;
  }
  require(jwk.has_value(), "a key that was read can be written");
  const auto json = json_of(*jwk);
  require(json && json->is_object() && is_public(*json), "what is written is a public JWK");
  require(member(*json, "use") == "sig" && member(*json, "alg") == to_string(key.algorithm()),
          "it says that it is for signatures, and by which algorithm");
  require(thumbprint_of(*json) == key.thumbprint(), "the thumbprint is that of RFC 7638");
  const auto again = VerificationKey::from_jwk(*jwk);
  require(again && same_key(*again, key), "a written key is read as the same key");
  require(*again->to_jwk() == *jwk, "and written again is the same text");
}

inline void check_signing_key(const signet::SigningKey& key) {
  using namespace signet;
  const VerificationKey verifying = key.verification_key();
  check_public_key(verifying);
  require(key.thumbprint() == verifying.thumbprint(), "both halves have one thumbprint");
  const auto jwk = key.expose_private_jwk();
  require(jwk.has_value(), "a private key that was read can be written");
  const auto again = SigningKey::from_jwk(jwk->expose_text());
  require(again && same_key(again->verification_key(), verifying),
          "a written private key is read as the same");
  const auto rewritten = again->expose_private_jwk();
  require(rewritten && rewritten->expose_text() == jwk->expose_text(), "and written again is the same text");
  const auto lone = VerificationKey::from_jwk(jwk->expose_text());
  require(lone && same_key(*lone, verifying), "its public part is that of the private JWK");
  std::string signature(key.signature_size(), '\0');
  const auto size = key.sign("message", std::as_writable_bytes(std::span{signature}));
  require(size.has_value(), "it signs");
  signature.resize(*size);
  const auto bytes = std::as_bytes(std::span{signature});
  require(verifying.verify("message", bytes).has_value(), "what it signs, its public part verifies");
  require(!verifying.verify("massage", bytes), "and of another message does not");
}

/// Reads with `read(algorithm)` for one algorithm of each kind and curve, hands each key to `check`, and
/// counts them. `draw` chooses who else is asked about what the first calls no key at all: each call takes
/// its time.
template <class Read, class Check>
int read_as_each_kind(std::uint64_t draw, Read read, Check check) {
  using signet::Algorithm;
  constexpr std::array kinds{Algorithm::RS256,  Algorithm::ES256,   Algorithm::ES384, Algorithm::ES512,
                             Algorithm::ES256K, Algorithm::Ed25519, Algorithm::Ed448};
  const auto first = read(kinds[0]);
  if (!first && first.error().code() == signet::Errc::key_malformed) {
    require(!read(kinds[1 + draw % (kinds.size() - 1)]), "what is no key is none of any kind");
    return 0;
  }
  int accepted = 0;
  for (const Algorithm kind : kinds) {
    const auto key = read(kind);
    if (!key) continue;
    ++accepted;
    require(key->algorithm() == kind && !key->kid(), "the key is for the algorithm that was asked for");
    check(*key);
  }
  return accepted;
}

}  // namespace signet_fuzz
