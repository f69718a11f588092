// Runs Wycheproof's ML-DSA cases with the key as JWK and, where a group gives it, as DER.
//
// JOSE signs with the empty context (RFC 9964), so that a signature in another one is no signature here.
#include <nlohmann/json.hpp>
#include <vector>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::string_view verdict(bool valid) { return valid ? "valid" : "invalid"; }

std::string encoded(const nlohmann::json& hex) { return base64url_encode(from_hex(hex.get<std::string>())); }

nlohmann::json jwk_of(const nlohmann::json& group, Algorithm algorithm) {
  nlohmann::json jwk{{"kty", "AKP"}, {"alg", to_string(algorithm)}, {"pub", ""}};
  if (group["publicKey"].is_string()) jwk["pub"] = encoded(group["publicKey"]);
  return jwk;
}

std::string_view expected(const nlohmann::json& test) {
  const bool in_context = test.contains("ctx") && test["ctx"] != "";
  return verdict(test["result"] == "valid" && !in_context);
}

// Whether each form of the key says the same of the signature.
std::string_view verified(const std::vector<Result<VerificationKey>>& keys, const nlohmann::json& test) {
  const std::string message = from_hex(test["msg"].get<std::string>());
  const std::string signature = from_hex(test["sig"].get<std::string>());
  std::size_t held = 0;
  for (const auto& key : keys) {
    if (key && key->verify(message, std::as_bytes(std::span{signature}))) ++held;
  }
  if (held != 0 && held != keys.size()) return "the forms of the key disagree";
  return verdict(held != 0);
}

// The private key of the group's seed signs the message, not by the listed signature: ours are random.
std::string_view signed_by_seed(const nlohmann::json& jwk, const nlohmann::json& test) {
  const auto key = SigningKey::from_jwk(jwk.dump());
  if (!key) return answer_of(key);
  const std::string message = from_hex(test["msg"].get<std::string>());
  std::vector<std::byte> signature(key->signature_size());
  if (!key->sign(message, signature)) return "not signed";
  return verdict(key->verification_key().verify(message, signature).has_value());
}

void run_group(const nlohmann::json& group, Algorithm algorithm, Report& report) {
  nlohmann::json jwk = jwk_of(group, algorithm);
  std::vector keys{VerificationKey::from_jwk(jwk.dump())};
  if (group.contains("publicKeyDer")) {
    const std::string der = from_hex(group["publicKeyDer"].get<std::string>());
    keys.push_back(VerificationKey::from_der(std::as_bytes(std::span{der}), algorithm));
  }
  for (const auto& test : group["tests"]) {
    const std::string id = std::to_string(test["tcId"].get<int>());
    if (!available(algorithm)) {
      report.not_applicable(answer_of(keys[0]));
    } else if (!test.contains("msg")) {
      report.not_applicable("the case gives mu in place of the message");
    } else if (!group.contains("privateSeed")) {
      report.add(id, expected(test), verified(keys, test));
    } else {
      jwk["priv"] = encoded(group["privateSeed"]);
      const bool good_seed = group["privateSeed"].get<std::string>().size() == 64;
      report.add(id + " signed", good_seed ? "valid" : "key_malformed", signed_by_seed(jwk, test));
      report.add(id, expected(test), verified(keys, test));
    }
  }
}
}  // namespace

void run_mldsa_wycheproof(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  const Algorithm algorithm = find_algorithm(vectors["algorithm"].get<std::string>())->algorithm;
  for (const auto& group : vectors["testGroups"]) run_group(group, algorithm, report);
  if (available(algorithm)) return;
  const nlohmann::json jwk = jwk_of(vectors["testGroups"][0], algorithm);
  report.add("key", "algorithm_unavailable", answer_of(VerificationKey::from_jwk(jwk.dump())));
}

}  // namespace vectors
