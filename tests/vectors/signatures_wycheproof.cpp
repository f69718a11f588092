// Runs Wycheproof's RSA, ECDSA and EdDSA cases with the keys in each form that a group gives, and prepared.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "signet/jose/key.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::string_view verdict(bool valid) { return valid ? "valid" : "invalid"; }

// By the group's type, hash and curve: the algorithms that sign so.
std::vector<Algorithm> algorithms_of(const nlohmann::json& group) {
  static const std::map<std::string, std::vector<Algorithm>> rows{
      {"RsassaPkcs1Verify SHA-256", {Algorithm::RS256}},
      {"RsassaPkcs1Verify SHA-384", {Algorithm::RS384}},
      {"RsassaPkcs1Verify SHA-512", {Algorithm::RS512}},
      {"RsassaPssVerify SHA-256", {Algorithm::PS256}},
      {"RsassaPssVerify SHA-384", {Algorithm::PS384}},
      {"RsassaPssVerify SHA-512", {Algorithm::PS512}},
      {"EcdsaP1363Verify SHA-256 secp256r1", {Algorithm::ES256}},
      {"EcdsaP1363Verify SHA-384 secp384r1", {Algorithm::ES384}},
      {"EcdsaP1363Verify SHA-512 secp521r1", {Algorithm::ES512}},
      {"EcdsaP1363Verify SHA-256 secp256k1", {Algorithm::ES256K}},
      {"EddsaVerify edwards25519", {Algorithm::EdDSA, Algorithm::Ed25519}},
      {"EddsaVerify edwards448", {Algorithm::EdDSA, Algorithm::Ed448}}};
  auto name = group["type"].get<std::string>();
  if (group.contains("sha")) name += " " + group["sha"].get<std::string>();
  if (group["publicKey"].contains("curve")) name += " " + group["publicKey"]["curve"].get<std::string>();
  return rows.at(name);
}

std::vector<Result<VerificationKey>> keys_of(const nlohmann::json& group) {
  std::vector<Result<VerificationKey>> keys;
  for (const Algorithm algorithm : algorithms_of(group)) {
    keys.push_back(VerificationKey::from_pem(group["publicKeyPem"].get<std::string>(), algorithm));
    for (const char* const member : {"publicKeyDer", "publicKeyAsn"}) {  // the second is PKCS#1
      if (!group.contains(member)) continue;
      const std::string der = from_hex(group[member].get<std::string>());
      keys.push_back(VerificationKey::from_der(std::as_bytes(std::span{der}), algorithm));
    }
    for (const char* const member : {"publicKeyJwk", "keyJwk"}) {
      if (!group.contains(member)) continue;
      nlohmann::json jwk = group[member];
      jwk["alg"] = to_string(algorithm);
      keys.push_back(VerificationKey::from_jwk(jwk.dump()));
    }
  }
  for (const Result<VerificationKey>& key : std::vector(keys)) {
    if (key) keys.push_back(key->prepared());
  }
  return keys;
}

// RFC 7518 §3.5 knows one size of salt, the hash's; and RFC 8017 §8.2.2 one encoding, so that none is merely
// acceptable.
std::string_view expected(const nlohmann::json& group, const nlohmann::json& test) {
  static const std::map<std::string, int> hash_bytes{{"SHA-256", 32}, {"SHA-384", 48}, {"SHA-512", 64}};
  if (group.contains("sLen") && group["sLen"] != hash_bytes.at(group["sha"].get<std::string>()))
    return "invalid";
  return verdict(test["result"] == "valid");
}
}  // namespace

void run_signatures_wycheproof(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  for (const auto& group : vectors["testGroups"]) {
    const auto keys = keys_of(group);
    for (const auto& test : group["tests"]) {
      const std::string message = from_hex(test["msg"].get<std::string>());
      const std::string signature = from_hex(test["sig"].get<std::string>());
      const auto holds = [&](const Result<VerificationKey>& key) {
        return key && key->verify(message, std::as_bytes(std::span{signature}));
      };
      const auto held = static_cast<std::size_t>(std::ranges::count_if(keys, holds));
      const bool agree = held == 0 || held == keys.size();
      report.add(std::to_string(test["tcId"].get<int>()), expected(group, test),
                 agree ? verdict(held != 0) : "the forms of the key disagree");
    }
  }
}

}  // namespace vectors
