// Runs tokens that others made: Wycheproof's json_web_signature and PyJWT's.
#include <nlohmann/json.hpp>

#include "signet/jose/key.hpp"
#include "vectors/jws_tokens.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::string_view verdict(bool valid) { return valid ? "valid" : "invalid"; }

// Whether the key is for an algorithm that is not in the table, by its `alg` or its curve.
bool absent_algorithm(const nlohmann::json& jwk) {
  return jwk.contains("alg") && find_algorithm(jwk["alg"].get<std::string>()) == nullptr;
}
}  // namespace

void run_jws_wycheproof(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  for (const auto& group : vectors["testGroups"]) {
    const nlohmann::json& jwk = group[group.contains("public") ? "public" : "private"];
    const std::string key = jwk.dump();
    if (absent_algorithm(jwk)) {
      const auto refused = VerificationKey::from_jwk(key);
      const bool by_name = !refused && (refused.error() == fail(Errc::algorithm_unsupported, "alg") ||
                                        refused.error() == fail(Errc::key_unsupported, "crv"));
      report.add("key of " + jwk["alg"].get<std::string>(), "refused",
                 by_name ? "refused" : answer_of(refused));
      report.not_applicable(group["tests"].size());
      continue;
    }
    for (const auto& test : group["tests"]) {
      const auto result = verify_with(key, test["jws"].get<std::string>());
      report.add(std::to_string(test["tcId"].get<int>()), test["result"].get<std::string>(),
                 verdict(result.has_value()));
    }
  }
}

void run_pyjwt(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  for (const auto& test : vectors["cases"]) {
    const auto algorithm = test["alg"].get<std::string>();
    const std::string jwk = test["jwk"].dump();
    const auto token = test["token"].get<std::string>();
    report.add(algorithm, accepted, answer_of(verify_with(jwk, token)));
    if (algorithm == "ES256") continue;  // its signatures are random
    report.add(algorithm + " signed", accepted, signs_again(jwk, token) ? accepted : "another signature");
  }
}

}  // namespace vectors
