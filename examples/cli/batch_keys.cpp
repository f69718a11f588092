// Keys as requests give them: see batch_keys.hpp.
#include "batch_keys.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace signet_cli {
namespace {

using namespace signet;

// The algorithm of this row, or a refusal if there is none.
Algorithm algorithm_of(const AlgorithmSpec* spec, std::string_view member) {
  if (spec == nullptr) throw Refusal{fail(Errc::algorithm_unsupported, member)};
  return spec->algorithm;
}

std::vector<Algorithm> listed_algorithms(const Request& request) {
  std::vector<Algorithm> listed;
  for (const std::string& name : request.texts("algorithms"))
    listed.push_back(algorithm_of(find_algorithm(name), "algorithms"));
  return listed;
}

// OpenSSL searches all its providers for what it lacks, so it is asked once.
const std::vector<Algorithm>& available_algorithms() {
  static const std::vector<Algorithm> all = [] {
    std::vector<Algorithm> present;
    for (const AlgorithmSpec& spec : algorithms) {
      if (available(spec.algorithm)) present.push_back(spec.algorithm);
    }
    return present;
  }();
  return all;
}

// The text of a key that is no JWK but one member; nothing when it has no such member.
std::optional<std::string_view> lone_text(const JsonObject& key, std::string_view name) {
  const auto value = key.find(name);
  if (!value) return std::nullopt;
  if (value->type != JsonType::string || key.size() != 1) refuse_member("key");
  return value->text;
}

SecretBytes decode_secret(std::string_view text) {
  return decode_bytes(text, fail(Errc::base64url_invalid, "secret_b64u"));
}

Result<VerificationKey> read_pem(std::string_view pem, Algorithm algorithm, NumericDate now) {
  if (pem.find("-----BEGIN CERTIFICATE-----") == std::string_view::npos) {
    return VerificationKey::from_pem(pem, algorithm);
  }
  return VerificationKey::from_certificate({pem}, algorithm, now);
}

// One key text, tried for each of some algorithms.
class KeysOfOneText {
 public:
  explicit KeysOfOneText(KeySet& set) : set_(&set) {}

  void add(Result<VerificationKey> key) {
    if (key) {
      set_->add(*std::move(key));
      any_ = true;
    } else if (!error_ || error_->code() == Errc::key_mismatch) {
      error_ = key.error();  // that it is of another algorithm is told only where nothing else is
    }
  }
  /// Why there is no key; nothing when there is one.
  std::optional<Error> error() const { return any_ ? std::nullopt : error_; }

 private:
  KeySet* set_;
  bool any_ = false;
  std::optional<Error> error_;
};

void add_jwk(KeysOfOneText& keys, std::string_view jwk, const JsonObject& members,
             const std::vector<Algorithm>& candidates) {
  if (members.find("alg") || members.string("kty") == to_string(KeyType::AKP)) {
    return keys.add(VerificationKey::from_jwk(jwk));
  }
  for (const Algorithm algorithm : candidates) keys.add(VerificationKey::from_jwk(jwk, algorithm));
}

KeySet set_of_jwks(std::string_view jwks) {
  KeySet set = accepted(KeySet::parse(jwks));
  if (set.keys().empty()) throw Refusal{fail(Errc::key_not_found)};
  return set;
}

KeySet key_set_of(std::string_view json, const std::vector<Algorithm>& candidates, NumericDate now) {
  const auto scanned = ScannedObject::of(json);
  // What is more than one scan takes can only be a set, or is refused as one.
  if (!scanned || scanned->members().find("keys")) return set_of_jwks(json);
  KeySet set;
  KeysOfOneText keys{set};
  if (const auto pem = lone_text(scanned->members(), "pem")) {
    for (const Algorithm algorithm : candidates) keys.add(read_pem(*pem, algorithm, now));
  } else if (const auto text = lone_text(scanned->members(), "secret_b64u")) {
    const SecretBytes secret = decode_secret(*text);
    for (const Algorithm algorithm : candidates) keys.add(VerificationKey::from_secret(secret, algorithm));
  } else {
    add_jwk(keys, json, scanned->members(), candidates);
  }
  if (const auto error = keys.error()) throw Refusal{*error};
  return set;
}

}  // namespace

RequestKeys verification_keys(const Request& request, NumericDate now) {
  const std::vector<Algorithm> listed = listed_algorithms(request);
  RequestKeys keys{key_set_of(request.object("key"), listed.empty() ? available_algorithms() : listed, now),
                   {}};
  for (const Algorithm algorithm : listed) keys.accepted.insert(algorithm);
  if (listed.empty()) keys.accepted = keys.set.algorithms();
  return keys;
}

SigningKey signing_key(const Request& request, std::optional<std::string_view> header_alg) {
  const std::string_view json = request.object("key");
  const auto scanned = ScannedObject::of(json);
  if (!scanned) throw Refusal{fail(Errc::key_malformed)};
  const JsonObject members = scanned->members();
  const auto pem = lone_text(members, "pem");
  const auto secret = lone_text(members, "secret_b64u");
  if (members.find("keys")) refuse_member("key");
  auto alg = request.optional_text("alg");
  if (!alg && !members.find("alg")) alg = header_alg;
  if (!alg) {
    if (pem || secret) refuse_member("alg");
    return accepted(SigningKey::from_jwk(json));
  }
  const Algorithm algorithm = algorithm_of(find_algorithm(*alg), "alg");
  if (pem) return accepted(SigningKey::from_pem(*pem, algorithm));
  if (secret) return accepted(SigningKey::from_secret(decode_secret(*secret), algorithm));
  return accepted(SigningKey::from_jwk(json, algorithm));
}

}  // namespace signet_cli
