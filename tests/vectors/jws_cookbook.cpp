// Runs the keys and signatures of the JOSE cookbook (RFC 7520 §3, §4) and of ML-DSA in JOSE (RFC 9964).
#include <algorithm>
#include <nlohmann/json.hpp>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"
#include "signet/jose/sign_jws.hpp"
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

// Most keys of the book name no algorithm.
KeySet keys_of(const nlohmann::json& example) {
  const auto names = listed(example["input"]["alg"]);
  KeySet keys;
  for (std::size_t i = 0; nlohmann::json jwk : listed(example["input"]["key"])) {
    jwk["alg"] = names[i++];
    keys.add(*VerificationKey::from_jwk(jwk.dump()));
  }
  return keys;
}

// Whether `alg` stands in an unprotected header.
bool leaves_alg_open(const nlohmann::json& jws) {
  const auto unprotected = [](const nlohmann::json& part) {
    return part.contains("header") && part["header"].contains("alg");
  };
  return jws.contains("signatures") ? std::ranges::any_of(jws["signatures"], unprotected) : unprotected(jws);
}

// The example in each serialization that it is printed in, its payload given where it is detached.
void run_serializations(const std::string& id, const nlohmann::json& example, Report& report) {
  const KeySet keys = keys_of(example);
  const auto payload = example["input"]["payload"].get<std::string>();
  for (const auto& [name, output] : example["output"].items()) {
    const std::string text = output.is_string() ? output.get<std::string>() : output.dump();
    JwsOptions options{.accept_unprotected_alg = output.is_object() && leaves_alg_open(output)};
    const bool detached =
        output.is_object() ? !output.contains("payload") : text.find("..") != std::string::npos;
    if (detached) options.detached_payload = payload;
    report.add(id + " " + name, accepted, jws_answer(keys, text, payload, options));
    if (!options.accept_unprotected_alg) continue;
    options.accept_unprotected_alg = false;
    report.add(id + " " + name + " by default", "header_malformed", jws_answer(keys, text, payload, options));
  }
}

// The example made again, in each serialization that it is printed in.
void run_signing(const std::string& id, const nlohmann::json& example, Report& report) {
  const auto& signing = example["signing"];
  if (!example.value("reproducible", false) || !signing.contains("protected")) return;
  nlohmann::json jwk = example["input"]["key"];
  jwk["alg"] = example["input"]["alg"];
  if (!signing["protected"].contains("kid")) jwk.erase("kid");
  const std::string unprotected = signing.contains("unprotected") ? signing["unprotected"].dump() : "";
  const NewSignature signature{.key = *SigningKey::from_jwk(jwk.dump()), .unprotected_members = unprotected};

  const auto& output = example["output"];
  const auto text = example["input"]["payload"].get<std::string>();
  const JwsPayload payload{.bytes = text, .detached = !output["json"].contains("payload")};
  const auto answer = [](const Result<std::string>& made, const nlohmann::json& printed) {
    if (!made) return answer_of(made);
    const auto written = printed.is_string() ? nlohmann::json(*made) : nlohmann::json::parse(*made);
    return written == printed ? accepted : "another JWS";
  };
  if (output.contains("compact")) {
    report.add(id + " compact signed", accepted,
               answer(sign_compact_jws(payload, signature), output["compact"]));
  }
  report.add(id + " json_flat signed", accepted,
             answer(sign_flattened_jws(payload, signature), output["json_flat"]));
  report.add(id + " json signed", accepted,
             answer(sign_general_jws(payload, std::span{&signature, 1}), output["json"]));
}

void run_example(const std::string& id, const nlohmann::json& example, Report& report) {
  const auto keys = listed(example["input"]["key"]);
  const auto names = listed(example["input"]["alg"]);
  const auto signings = listed(example["signing"]);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    nlohmann::json jwk = keys[i];
    jwk["alg"] = names[i];  // most keys of the book name none
    run_signature(id + " " + names[i].get<std::string>(), jwk, signings[i], report);
  }
  run_serializations(id, example, report);
  run_signing(id, example, report);
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

void run_rfc7797_drafts(const std::filesystem::path& folder, Report& report) {
  for (const auto& file : files_of(folder)) {
    run_serializations(file.stem().string(), read_json(file), report);
  }
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
