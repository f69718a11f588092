// Verification and signing of a vector's token by the public steps, in their order.
#include "vectors/jws_tokens.hpp"

#include <vector>

#include "signet/jose/base64url.hpp"
#include "vectors/runner.hpp"

namespace vectors {

using namespace signet;

Result<void> verify_with(std::string_view jwk, std::string_view token) {
  const auto jws = CompactJws::split(token);
  if (!jws) return jws.error();
  if (const auto header = JoseHeader::parse(jws->header()); !header) return header.error();
  const auto key = VerificationKey::from_jwk(jwk);
  if (!key) return key.error();
  return verify_with(KeySet{{*key}}, token);
}

Result<void> verify_with(const KeySet& keys, std::string_view token) {
  const auto jws = CompactJws::split(token);
  if (!jws) return jws.error();
  const auto header = JoseHeader::parse(jws->header());
  if (!header) return header.error();
  const auto selected = keys.select(*header, {header->algorithm()});
  if (!selected) return selected.error();
  const auto signature = base64url_decode(jws->signature());
  if (!signature) return signature.error();
  if (const auto payload = base64url_decode(jws->payload()); !payload) return payload.error();
  return (*selected)->verify(jws->signing_input(), std::as_bytes(std::span{*signature}));
}

Result<VerifiedJws> verify_any(const KeySet& keys, std::string_view text, const JwsOptions& options) {
  AlgorithmSet all;
  for (const AlgorithmSpec& spec : algorithms) all.insert(spec.algorithm);
  return verify_jws(text, KeySource::from(keys), all, options);
}

std::string_view jws_answer(const KeySet& keys, std::string_view text, std::string_view payload,
                            const JwsOptions& options) {
  const auto jws = verify_any(keys, text, options);
  if (jws && jws->payload() != payload) return "another payload";
  return answer_of(jws);
}

std::string_view thumbprint_answer(std::string_view jwk, std::string_view expected) {
  const auto key = VerificationKey::from_jwk(jwk);
  if (!key) return answer_of(key);
  return key->thumbprint() == expected ? accepted : "another thumbprint";
}

bool signs_again(std::string_view jwk, std::string_view token) {
  const auto key = SigningKey::from_jwk(jwk);
  const auto jws = CompactJws::split(token);
  if (!key || !jws) return false;
  std::vector<std::byte> signature(key->signature_size());
  const auto size = key->sign(jws->signing_input(), signature);
  return size && base64url_encode(std::span{signature}.first(*size)) == jws->signature();
}

}  // namespace vectors
