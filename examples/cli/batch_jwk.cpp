// signet batch: jwk_import, jwks_import and jwk_thumbprint, which tell what keys are.
#include "batch_ops.hpp"
#include "signet/jose/key_set.hpp"

namespace signet_cli {
namespace {

using namespace signet;

struct ImportedKey {
  VerificationKey key;
  bool states_algorithm;
  bool has_private_part;
};

Result<VerificationKey> key_that_signs(std::string_view jwk) {
  const auto key = SigningKey::from_jwk(jwk);
  if (!key) return key.error();
  return key->verification_key();
}

// A private key is checked as one that signs. An HMAC key does both, unless its key_ops say otherwise.
ImportedKey import_jwk(const Request& request) {
  const std::string_view jwk = request.object("key");
  const auto scanned = ScannedObject::of(jwk);
  if (!scanned) throw Refusal{fail(Errc::key_malformed)};
  const JsonObject members = scanned->members();
  const bool symmetric = members.string("kty") == to_string(KeyType::oct);
  const bool pair = !symmetric && (members.find("d") || members.find("priv"));
  auto key = pair ? key_that_signs(jwk) : VerificationKey::from_jwk(jwk);
  if (symmetric && !key && key.error().code() == Errc::key_use_forbidden) key = key_that_signs(jwk);
  return {accepted(std::move(key)), members.find("alg").has_value(), pair || symmetric};
}

void write_skipped(JsonWriter& answer, const Error& error) {
  answer.key("ok").boolean(false).key("error").string(to_string(error.code()));
  if (!error.name().empty()) answer.key("claim").string(error.name());
}

}  // namespace

void batch_jwk_import(const Request& request, JsonWriter& answer) {
  request.expect_only({"key"});
  const ImportedKey imported = import_jwk(request);
  const AlgorithmSpec& spec = spec_of(imported.key.algorithm());
  answer.key("kty").string(to_string(spec.key_type));
  if (imported.states_algorithm) answer.key("alg").string(spec.name);
  if (const auto kid = imported.key.kid()) answer.key("kid").string(*kid);
  answer.key("private").boolean(imported.has_private_part);
  answer.key("thumbprint").string(imported.key.thumbprint());
}

void batch_jwk_thumbprint(const Request& request, JsonWriter& answer) {
  request.expect_only({"key"});
  answer.key("thumbprint").string(import_jwk(request).key.thumbprint());
}

void batch_jwks_import(const Request& request, JsonWriter& answer) {
  request.expect_only({"key"});
  const KeySet set = accepted(KeySet::parse(request.object("key")));
  auto key = set.keys().begin();
  auto skipped = set.skipped().begin();
  const std::size_t count = set.keys().size() + set.skipped().size();
  answer.key("keys").begin_array();
  for (std::size_t index = 0; index < count; ++index) {
    answer.begin_object().key("index").integer(static_cast<std::int64_t>(index));
    if (skipped != set.skipped().end() && skipped->index == index) {
      write_skipped(answer, (skipped++)->error);
    } else {
      answer.key("ok").boolean(true);
      if (const auto kid = (key++)->kid()) answer.key("kid").string(*kid);
    }
    answer.end_object();
  }
  answer.end_array();
}

}  // namespace signet_cli
