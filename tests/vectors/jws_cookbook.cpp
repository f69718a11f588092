// Runs the keys and signatures of the JOSE cookbook (RFC 7520 §3, §4) and of ML-DSA in JOSE (RFC 9964).
#include <algorithm>
#include <nlohmann/json.hpp>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"
#include "vectors/jws_tokens.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::vector<nlohmann::json> listed(const nlohmann::json& one_or_more) {
  if (one_or_more.is_array()) return one_or_more;
  return {one_or_more};
}

// Each signature over its input; again, where signing is not random.
void run_signature(const std::string& id, const nlohmann::json& jwk, const nlohmann::json& signing,
                   Report& report) {
  const auto signature = base64url_decode(signing["sig"].get<std::string>());
  const auto input = signing["sig-input"].get<std::string>();
  const auto key = VerificationKey::from_jwk(jwk.dump());
  report.add(id, accepted,
             key ? answer_of(key->verify(input, std::as_bytes(std::span{*signature}))) : answer_of(key));
  if (jwk["alg"] != "HS256" && jwk["alg"] != "RS256") return;
  const auto signing_key = SigningKey::from_jwk(jwk.dump());
  std::vector<std::byte> made(signature->size());
  const bool again = signing_key && signing_key->sign(input, made) &&
                     base64url_encode(made) == signing["sig"].get<std::string>();
  report.add(id + " signed", accepted, again ? accepted : "another signature");
}

void run_example(const std::string& id, const nlohmann::json& example, Report& report) {
  const auto keys = listed(example["input"]["key"]);
  const auto names = listed(example["input"]["alg"]);
  const auto signings = listed(example["signing"]);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    nlohmann::json jwk = keys[i];
    jwk["alg"] = names[i];  // most keys of the book name none
    run_signature(id + " " + names[i].get<std::string>(), jwk, signings[i], report);
    const auto& output = example["output"];
    if (!output.contains("compact")) continue;
    const auto token = output["compact"].get<std::string>();
    if (token.find("..") == std::string::npos) {
      report.add(id + " compact", accepted, answer_of(verify_with(jwk.dump(), token)));
    }
  }
}
}  // namespace

void run_rfc7520_keys(const std::filesystem::path& folder, Report& report) {
  for (const auto& file : files_of(folder)) {
    const std::string jwk = read_bytes(file);
    const std::string id = file.stem().string();
    // §3.6 is a key for AES-GCM, which is no JWS algorithm.
    const std::string_view expected = id.starts_with("3_6") ? "algorithm_unsupported" : accepted;
    report.add(id, expected, answer_of(VerificationKey::from_jwk(jwk)));
    if (id.find("public") != std::string::npos) continue;
    const auto key = SigningKey::from_jwk(jwk);
    report.add(id + " to sign with", expected, answer_of(key));
    if (!key) continue;
    const auto exposed = key->expose_private_jwk();
    auto written = nlohmann::json::parse(exposed->expose_text());
    auto given = nlohmann::json::parse(jwk);
    for (nlohmann::json* const each : {&written, &given}) {
      each->erase("alg");
      each->erase("use");
    }
    report.add(id + " written", accepted, written == given ? accepted : "another key");
  }
}

void run_rfc7520_signatures(const std::filesystem::path& folder, Report& report) {
  for (const auto& file : files_of(folder)) run_example(file.stem().string(), read_json(file), report);
}

void run_rfc9964(const std::filesystem::path& folder, Report& report) {
  for (const auto& file : files_of(folder)) {
    const nlohmann::json example = read_json(file);
    const std::string jwk = example["jwk"].dump();
    const auto alg = example["jwk"]["alg"].get<std::string>();
    // Without OpenSSL 3.5 the key is refused as what it is: one of an algorithm that is not there.
    const AlgorithmSpec* const spec = find_algorithm(alg);
    const bool present = spec != nullptr && available(spec->algorithm);
    const std::string_view expected = present ? accepted : "algorithm_unavailable";
    const auto key = SigningKey::from_jwk(jwk);
    report.add(alg + " key", expected, answer_of(key));
    report.add(alg + " token", expected, answer_of(verify_with(jwk, example["jws"].get<std::string>())));
    if (!key) continue;
    const bool named = key->thumbprint() == example["jwk"]["kid"].get<std::string>();
    report.add(alg + " thumbprint", accepted, named ? accepted : "another thumbprint");
    const auto exposed = key->expose_private_jwk();
    const bool same = nlohmann::json::parse(exposed->expose_text()) == example["jwk"];
    report.add(alg + " written", accepted, same ? accepted : "another key");
    const auto token = sign_compact(*key, "payload");
    report.add(alg + " signed", accepted, answer_of(verify_with(jwk, *token)));
  }
}

}  // namespace vectors
