// Runs tokens that others made: Wycheproof's json_web_signature, _key and _crypto, and PyJWT's.
#include <nlohmann/json.hpp>

#include "signet/jose/key.hpp"
#include "vectors/jws_tokens.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::string_view verdict(bool valid) { return valid ? "valid" : "invalid"; }

// By the steps towards a JWT, which take compact serialization alone, and as a JWS in any.
std::string_view jws_verdict(const Result<KeySet>& keys, const std::string& text) {
  const bool valid = keys && verify_with(*keys, text);
  const bool any = keys && verify_any(*keys, text);
  return any == valid ? verdict(valid) : "the two ways disagree";
}

Result<KeySet> one_key(const std::string& jwk) {
  const auto key = VerificationKey::from_jwk(jwk);
  if (!key) return key.error();
  return KeySet{{*key}};
}

// The case's JWS; it is JSON where the file means that serialization, which is no JWT.
std::string_view crypto_verdict(const Result<KeySet>& keys, const nlohmann::json& jws) {
  if (jws.is_string()) return jws_verdict(keys, jws.get<std::string>());
  return verdict(keys && verify_with(*keys, jws.dump()));
}
}  // namespace

void run_jws_wycheproof(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  for (const auto& group : vectors["testGroups"]) {
    const nlohmann::json& jwk = group[group.contains("public") ? "public" : "private"];
    const auto key = one_key(jwk.dump());
    for (const auto& test : group["tests"]) {
      report.add(std::to_string(test["tcId"].get<int>()), test["result"].get<std::string>(),
                 jws_verdict(key, test["jws"].get<std::string>()));
    }
  }
}

void run_json_web_crypto(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  for (const auto& group : vectors["testGroups"]) {
    const nlohmann::json& given = group[group.contains("public") ? "public" : "private"];
    const auto keys = given.contains("keys") ? KeySet::parse(given.dump()) : one_key(given.dump());
    for (const auto& test : group["tests"]) {
      const std::string id = std::to_string(test["tcId"].get<int>());
      if (test.contains("jws")) {
        report.add(id, test["result"].get<std::string>(), crypto_verdict(keys, test["jws"]));
      } else {
        // A JWE, good or bad, passes no verifier of signatures, even one that has its key.
        report.add(id, "invalid", crypto_verdict(keys, test["jwe"]));
      }
    }
  }
}

void run_jwks_wycheproof(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  for (const auto& group : vectors["testGroups"]) {
    const auto keys = KeySet::parse(group[group.contains("public") ? "public" : "private"].dump());
    for (const auto& test : group["tests"]) {
      const auto result =
          keys ? verify_with(*keys, test["jws"].get<std::string>()) : Result<void>{keys.error()};
      report.add(std::to_string(test["tcId"].get<int>()), test["result"].get<std::string>(),
                 verdict(result.has_value()));
    }
  }
}

void run_pyjwt(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  for (const auto& test : vectors["cases"]) {
    const auto algorithm = test["jwk"]["alg"].get<std::string>();
    const std::string jwk = test["jwk"].dump();
    const auto token = test["token"].get<std::string>();
    report.add(algorithm, accepted, answer_of(verify_with(jwk, token)));
    if (algorithm.starts_with("ES") || algorithm.starts_with("PS")) continue;  // their signatures are random
    report.add(algorithm + " signed", accepted, signs_again(jwk, token) ? accepted : "another signature");
  }
}

}  // namespace vectors
