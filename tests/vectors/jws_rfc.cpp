// Runs the signature and thumbprint examples of RFC 7515, 7638, 7797, 8037, 9278 and 9449.
#include <nlohmann/json.hpp>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"
#include "signet/jose/sign_jws.hpp"
#include "vectors/jws_tokens.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::string_view thumbprint_answer(std::string_view jwk, std::string_view expected) {
  const auto key = VerificationKey::from_jwk(jwk);
  if (!key) return answer_of(key);
  return key->thumbprint() == expected ? accepted : "another thumbprint";
}

std::string_view uri_answer(std::string_view jwk, std::string_view expected) {
  const auto key = VerificationKey::from_jwk(jwk);
  if (!key) return answer_of(key);
  return key->thumbprint_uri() == expected ? accepted : "another URI";
}

std::string_view signing_answer(std::string_view jwk, std::string_view token) {
  return signs_again(jwk, token) ? accepted : "another signature";
}

// A.6 and A.7, whole and without their payload, and A.1 without it (Appendix F).
void run_rfc7515_json(const std::filesystem::path& folder, Report& report) {
  const auto keys = KeySet::parse(read_bytes(folder / "rfc7515_A.6.jwkset"));
  const std::string general = read_bytes(folder / "rfc7515_A.6.jwsg");
  const std::string flattened = read_bytes(folder / "rfc7515_A.7.jwsf");
  const std::string payload =
      *base64url_decode(nlohmann::json::parse(flattened)["payload"].get<std::string>());
  for (const std::string& text : {general, flattened}) {
    const std::string id = text == general ? "rfc7515_A.6" : "rfc7515_A.7";
    report.add(id, accepted, jws_answer(*keys, text, payload));
    auto stripped = nlohmann::json::parse(text);
    stripped.erase("payload");
    report.add(id + " detached", accepted,
               jws_answer(*keys, stripped.dump(), payload, {.detached_payload = payload}));
  }
  const auto key = VerificationKey::from_jwk(read_bytes(folder / "rfc7515_A.1.jwk"));
  const std::string compact = read_bytes(folder / "rfc7515_A.1.jwsc");
  const std::string stripped =
      compact.substr(0, compact.find('.')) + "." + compact.substr(compact.rfind('.'));
  report.add("rfc7515_A.1", accepted, jws_answer(KeySet{{*key}}, compact, payload));
  report.add("rfc7515_A.1 detached", accepted,
             jws_answer(KeySet{{*key}}, stripped, payload, {.detached_payload = payload}));
}

// RFC 7797 §4: as it is read, as it is made, and that the steps towards a JWT refuse it.
void run_rfc7797(const nlohmann::json& example, Report& report) {
  const std::string jwk = example["jwk"].dump();
  const auto payload = example["payload_text"].get<std::string>();
  const auto encoded = example["s4_1_compact"].get<std::string>();
  const auto detached = example["s4_2_detached_compact"].get<std::string>();
  const KeySet keys{{*VerificationKey::from_jwk(jwk)}};
  report.add("RFC 7797 4.1", accepted, answer_of(verify_with(jwk, encoded)));
  report.add("RFC 7797 4.1 as JWS", accepted, jws_answer(keys, encoded, payload));
  report.add("RFC 7797 4.2", "crit_unsupported", answer_of(verify_with(jwk, detached)));
  report.add("RFC 7797 4.2 as JWS", accepted,
             jws_answer(keys, detached, payload, {.detached_payload = payload}));
  report.add("RFC 7797 4.2 flattened", accepted, jws_answer(keys, example["s4_2_flattened"].dump(), payload));

  const NewSignature signature{.key = *SigningKey::from_jwk(jwk)};
  const auto made = sign_compact_jws({.bytes = payload, .detached = true, .unencoded = true}, signature);
  report.add("RFC 7797 4.2 signed", accepted, made && *made == detached ? accepted : "another JWS");
  const auto json = sign_flattened_jws({.bytes = payload, .unencoded = true}, signature);
  const bool same = json && nlohmann::json::parse(*json) == example["s4_2_flattened"];
  report.add("RFC 7797 4.2 flattened, signed", accepted, same ? accepted : "another JWS");
}

// How many keys of a set can be used, how many are skipped, and how many came with their private part.
std::string set_answer(std::string_view jwks) {
  const auto set = KeySet::parse(jwks);
  if (!set) return std::string{answer_of(set)};
  return std::to_string(set->keys().size()) + " used, " + std::to_string(set->skipped().size()) +
         " skipped, " + std::to_string(set->exposed().size()) + " exposed";
}
}  // namespace

void run_rfc7515(const std::filesystem::path& folder, Report& report) {
  const auto jwk = [&](const char* example) { return read_bytes(folder / (std::string(example) + ".jwk")); };
  const auto token = [&](const char* example) {
    return read_bytes(folder / (std::string(example) + ".jwsc"));
  };
  for (const char* const example : {"rfc7515_A.1", "rfc7515_A.2", "rfc7515_A.3", "rfc7515_A.4"}) {
    report.add(example, accepted, answer_of(verify_with(jwk(example), token(example))));
  }
  for (const char* const example : {"rfc7515_A.1", "rfc7515_A.2"}) {
    report.add(std::string(example) + " signed", accepted, signing_answer(jwk(example), token(example)));
  }
  report.add("rfc7515_A.5", "token_malformed",
             answer_of(verify_with(jwk("rfc7515_A.1"), token("rfc7515_A.5"))));
  run_rfc7515_json(folder, report);
  // In each set the first key is for encryption; the HMAC key of A.3 has no public part to speak of.
  const auto set = [&](const char* example) {
    return read_bytes(folder / (std::string(example) + ".jwkset"));
  };
  report.add("rfc7517_A.1", "1 used, 1 skipped, 0 exposed", set_answer(set("rfc7517_A.1")));
  report.add("rfc7517_A.2", "1 used, 1 skipped, 1 exposed", set_answer(set("rfc7517_A.2")));
  report.add("rfc7517_A.3", "1 used, 1 skipped, 0 exposed", set_answer(set("rfc7517_A.3")));
  report.add("rfc7517_B", accepted, answer_of(VerificationKey::from_jwk(jwk("rfc7517_B"))));
  report.add("rfc7638_3.1", accepted,
             thumbprint_answer(jwk("rfc7638_3.1"), read_bytes(folder / "rfc7638_3.1.thp")));
}

void run_rfc8037(const std::filesystem::path& file, Report& report) {
  const nlohmann::json example = read_json(file);
  const std::string jwk = example["input"]["key"].dump();
  const auto token = example["output"]["compact"].get<std::string>();
  report.add("A.5 verify", accepted, answer_of(verify_with(jwk, token)));
  report.add("A.4 sign", accepted, signing_answer(jwk, token));
  const auto key = SigningKey::from_jwk(jwk);
  const auto made = key ? sign_compact(*key, example["input"]["payload"].get<std::string>())
                        : Result<std::string>{key.error()};
  report.add("A.4 sign_compact", accepted, made && *made != token ? "another token" : answer_of(made));
}

void run_rfc_misc(const std::filesystem::path& file, Report& report) {
  const nlohmann::json examples = read_json(file);
  const auto& a3 = examples["rfc8037_a3_thumbprint"];
  report.add("RFC 8037 A.3", accepted, thumbprint_answer(a3["jwk"].dump(), a3["sha256"].get<std::string>()));

  const auto& uri = examples["rfc9278_thumbprint_uri"];
  const std::string jwk_file = read_bytes(file.parent_path() / uri["jwk_file"].get<std::string>());
  report.add("RFC 9278", accepted, uri_answer(jwk_file, uri["uri"].get<std::string>()));

  run_rfc7797(examples["rfc7797_s4"], report);
  const std::string hmac_jwk = examples["rfc7797_s4"]["jwk"].dump();
  const auto unsecured = examples["rfc7519_6_1_unsecured"]["jwt"].get<std::string>();
  report.add("RFC 7519 6.1", "token_malformed", answer_of(verify_with(hmac_jwk, unsecured)));
  report.add("RFC 7519 6.1 with a signature", "algorithm_unsupported",
             answer_of(verify_with(hmac_jwk, unsecured + "AAAA")));

  const auto& dpop = examples["rfc9449"];
  for (const char* const name : {"proof_token_request", "proof_resource_request"}) {
    const auto proof = dpop[name].get<std::string>();
    const auto header = nlohmann::json::parse(*base64url_decode(proof.substr(0, proof.find('.'))));
    const std::string jwk = header["jwk"].dump();
    report.add(name, accepted, answer_of(verify_with(jwk, proof)));
    report.add(std::string(name) + " key", accepted, thumbprint_answer(jwk, dpop["jkt"].get<std::string>()));
  }
}

}  // namespace vectors
