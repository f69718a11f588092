// Reading and writing of key sets, and the choice of the one key that must verify (RFC 7517 §5).
#include "signet/jose/key_set.hpp"

#include "jose/jwk.hpp"
#include "signet/json/writer.hpp"

namespace signet::inline v0 {
namespace {

Result<VerificationKey> read_key(const JsonElement& element, const Limits& limits) {
  if (element.type != JsonType::object) return fail(Errc::key_malformed);
  return VerificationKey::from_jwk(element.raw, limits);
}

// RFC 7518 §6.2.2, §6.3.2 and RFC 8037 §2 all name the private value `d`, RFC 9964 `priv`.
bool has_private_part(std::string_view jwk, const Limits& limits) {
  const auto read = detail::Jwk::parse(jwk, limits);
  return read && (read->members().find("d") || read->members().find("priv"));
}

// Counts candidates and keeps the last.
struct Candidates {
  const VerificationKey* key = nullptr;
  std::size_t count = 0;

  void add(const VerificationKey& candidate) noexcept {
    key = &candidate;
    ++count;
  }
};

}  // namespace

Result<KeySet> KeySet::parse(std::string_view jwks, const Limits& limits) {
  const auto text = detail::KeyText::scan(jwks, limits.key_set_text, limits);
  if (!text) return text.error();
  const auto keys = text->members().find("keys");
  if (!keys || keys->type != JsonType::array) return fail(Errc::key_malformed, "keys");

  KeySet set;
  std::size_t index = 0;
  for (JsonElements walk{keys->text}; const auto element = walk.next(); ++index) {
    if (index == limits.keys) return fail(Errc::key_unsupported, "keys");
    auto key = read_key(*element, limits);
    if (!key) {
      set.skipped_.push_back({index, key.error()});
      continue;
    }
    if (!key->symmetric() && has_private_part(element->raw, limits)) set.exposed_.push_back(index);
    set.keys_.push_back(std::move(*key));
  }
  return set;
}

KeySet& KeySet::add(VerificationKey key) {
  keys_.push_back(std::move(key));
  return *this;
}

Result<std::string> KeySet::to_jwks() const {
  std::string jwks;
  JsonWriter json{jwks};
  json.begin_object().key("keys").begin_array();
  for (const VerificationKey& key : keys_) {
    if (key.symmetric()) continue;
    const auto jwk = key.to_jwk();
    if (!jwk) return jwk.error();
    json.raw(*jwk);
  }
  json.end_array().end_object();
  return jwks;
}

Result<const VerificationKey*> KeySet::select(const JoseHeader& header,
                                              AlgorithmSet accepted) const noexcept {
  if (!accepted.contains(header.algorithm())) return fail(Errc::algorithm_not_allowed);
  const auto kid = header.kid();
  Candidates named;
  Candidates others;
  for (const VerificationKey& key : keys_) {
    if (key.algorithm() != header.algorithm()) continue;
    if (kid && key.kid() == kid) {
      named.add(key);
    } else if (!kid || !key.kid()) {
      others.add(key);
    }
  }
  const Candidates& fit = named.count != 0 ? named : others;
  if (fit.count == 0) return fail(Errc::key_not_found);
  if (fit.count > 1) return fail(Errc::key_ambiguous);
  return fit.key;
}

}  // namespace signet::inline v0
