// Keys from and to JWK (RFC 7517 §4), and their thumbprints (RFC 7638).
#include "jose/jwk.hpp"
#include "jose/key_kind.hpp"
#include "jose/key_material.hpp"
#include "signet/crypto/digest.hpp"
#include "signet/jose/base64url.hpp"

namespace signet::inline v0 {
namespace detail {
namespace {

struct ReadKey {
  SharedKey material;
  OptionalText kid;
};

Result<SharedKey> read_material(const Jwk& jwk, Algorithm algorithm, Purpose purpose) {
  const KeyKind* const kind = kind_of(algorithm);
  if (kind == nullptr) {
    auto secret = jwk.octets("k");
    if (!secret) return secret.error();
    return share_secret(algorithm, std::move(*secret));
  }
  if (!available(algorithm)) return fail(Errc::algorithm_unavailable, to_string(algorithm));
  const QuietErrors quiet;
  auto key = kind->from_jwk(jwk, algorithm, purpose);
  if (!key) return key.error();
  if (const auto held = kind->check(key->get(), algorithm, purpose); !held) return held.error();
  return share_key(algorithm, purpose, std::move(*key));
}

Result<ReadKey> read_key(const Jwk& jwk, Purpose purpose, std::optional<Algorithm> chosen) {
  const auto algorithm = jwk.algorithm(chosen);
  if (!algorithm) return algorithm.error();
  if (const auto permitted = jwk.permits(purpose); !permitted) return permitted.error();
  auto kid = jwk.kid();
  if (!kid) return kid.error();
  auto material = read_material(jwk, *algorithm, purpose);
  if (!material) return material.error();
  return ReadKey{std::move(*material), std::move(*kid)};
}

// JSON text with private parts. `capacity` is never exceeded, so that no copy is left behind by growth.
class SecretText {
 public:
  explicit SecretText(std::size_t capacity) { text.reserve(capacity); }
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  ~SecretText() { wipe(text.data(), text.size()); }

  std::string text;
};

// Room for a private JWK: two numbers of the key's size and five of half of it (all else has less),
// base64url, names; and a kid in which each byte is escaped.
std::size_t jwk_capacity(const KeyMaterial& key, std::string_view kid) {
  const std::size_t size = key.pkey ? key.signature_size : key.secret.size();
  return 6 * kid.size() + 8 * size + 512;
}

// The members that RFC 7638 §3.2 lists, in its order.
void write_required(JsonWriter& json, const KeyMaterial& key) {
  if (const KeyKind* const kind = kind_of(key.algorithm)) {
    kind->write_public(json, key.pkey.get());
    return;
  }
  write_octets(json, "k", key.secret.expose());
  json.key("kty").string("oct");
}

// `alg`, which an AKP key has among its required members.
void write_algorithm(JsonWriter& json, const KeyMaterial& key) {
  const AlgorithmSpec& spec = spec_of(key.algorithm);
  if (spec.key_type != KeyType::AKP) json.key("alg").string(spec.name);
}

}  // namespace
}  // namespace detail

Result<VerificationKey> VerificationKey::from_jwk(std::string_view jwk, const Limits& limits) {
  return read_jwk(jwk, std::nullopt, limits);
}

Result<VerificationKey> VerificationKey::from_jwk(std::string_view jwk, Algorithm algorithm,
                                                  const Limits& limits) {
  return read_jwk(jwk, algorithm, limits);
}

Result<VerificationKey> VerificationKey::read_jwk(std::string_view jwk, std::optional<Algorithm> algorithm,
                                                  const Limits& limits) {
  const auto parsed = detail::Jwk::parse(jwk, limits);
  if (!parsed) return parsed.error();
  return read_jwk(*parsed, algorithm);
}

Result<VerificationKey> VerificationKey::read_jwk(const detail::Jwk& jwk,
                                                  std::optional<Algorithm> algorithm) {
  auto read = detail::read_key(jwk, detail::Purpose::verify, algorithm);
  if (!read) return read.error();
  const Algorithm found = read->material->algorithm;
  return VerificationKey{std::move(read->material), found, std::move(read->kid)};
}

Result<SigningKey> SigningKey::from_jwk(std::string_view jwk, const Limits& limits) {
  return read_jwk(jwk, std::nullopt, limits);
}

Result<SigningKey> SigningKey::from_jwk(std::string_view jwk, Algorithm algorithm, const Limits& limits) {
  return read_jwk(jwk, algorithm, limits);
}

Result<SigningKey> SigningKey::read_jwk(std::string_view jwk, std::optional<Algorithm> algorithm,
                                        const Limits& limits) {
  const auto parsed = detail::Jwk::parse(jwk, limits);
  if (!parsed) return parsed.error();
  auto read = detail::read_key(*parsed, detail::Purpose::sign, algorithm);
  if (!read) return read.error();
  return with_public_part(std::move(read->material), std::move(read->kid));
}

std::string VerificationKey::thumbprint() const {
  detail::SecretText members{detail::jwk_capacity(*material_, {})};
  JsonWriter json{members.text};
  json.begin_object();
  detail::write_required(json, *material_);
  json.end_object();
  return base64url_encode(sha256(members.text));
}

std::string VerificationKey::thumbprint_uri() const {
  return "urn:ietf:params:oauth:jwk-thumbprint:sha-256:" + thumbprint();
}

Result<std::string> VerificationKey::to_jwk() const { return write_jwk(true); }

Result<std::string> VerificationKey::write_jwk(bool with_alg) const {
  if (symmetric()) return fail(Errc::key_use_forbidden);
  std::string jwk;
  JsonWriter json{jwk};
  json.begin_object();
  detail::write_required(json, *material_);
  if (const auto name = kid()) json.key("kid").string(*name);
  if (with_alg) detail::write_algorithm(json, *material_);
  json.key("use").string("sig").end_object();
  if (const auto written = json.finish(); !written) return written.error();
  return jwk;
}

Result<SecretBytes> SigningKey::expose_private_jwk() const {
  if (material_->signer) return fail(Errc::key_use_forbidden);
  detail::SecretText jwk{detail::jwk_capacity(*material_, kid().value_or(std::string_view{}))};
  JsonWriter json{jwk.text};
  json.begin_object();
  detail::write_required(json, *material_);
  if (const detail::KeyKind* const kind = detail::kind_of(algorithm())) {
    kind->write_private(json, material_->pkey.get());
  }
  if (const auto name = kid()) json.key("kid").string(*name);
  detail::write_algorithm(json, *material_);
  json.end_object();
  if (const auto written = json.finish(); !written) return written.error();
  return SecretBytes::copy_of(jwk.text);
}

}  // namespace signet::inline v0
