// Runs the examples typed from RFC 7519, 7797, 8037, 9278 and 9449.
#include <nlohmann/json.hpp>

#include "signet/core/numeric_date.hpp"
#include "signet/crypto/digest.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"
#include "signet/jose/sign_jws.hpp"
#include "signet/policy/rules.hpp"
#include "signet/token/token_verifier.hpp"
#include "vectors/jws_tokens.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::string_view uri_answer(std::string_view jwk, std::string_view expected) {
  const auto key = VerificationKey::from_jwk(jwk);
  if (!key) return answer_of(key);
  return key->thumbprint_uri() == expected ? accepted : "another URI";
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

// RFC 7519 §3.1: a token of 2011, at the last second that it was valid and at the first that it was not.
void run_rfc7519(const nlohmann::json& example, Report& report) {
  const auto key = VerificationKey::from_jwk(example["jwk"].dump(), Algorithm::HS256);
  const auto verifier = TokenVerifier::build({.algorithms = {Algorithm::HS256},
                                              .keys = KeySource::from(*key),
                                              .policy = rules::issuer("joe") && rules::expires(),
                                              .accept_any_audience = true});
  const auto token = example["jwt"].get<std::string>();
  const std::int64_t expiry = example["expired_since"].get<std::int64_t>();
  const auto at = [&](std::int64_t second) {
    return answer_of(verifier->verify(token, NumericDate::from_seconds(second)));
  };
  report.add("RFC 7519 3.1 in time", accepted, at(expiry - 1));
  report.add("RFC 7519 3.1 expired", "token_expired", at(expiry));
}

// RFC 9449: both proofs by the key in their header, and the hash of the access token in the second (§4.2).
void run_rfc9449(const nlohmann::json& dpop, Report& report) {
  for (const char* const name : {"proof_token_request", "proof_resource_request"}) {
    const auto proof = dpop[name].get<std::string>();
    const auto header = nlohmann::json::parse(*base64url_decode(proof.substr(0, proof.find('.'))));
    const std::string jwk = header["jwk"].dump();
    report.add(name, accepted, answer_of(verify_with(jwk, proof)));
    report.add(std::string(name) + " key", accepted, thumbprint_answer(jwk, dpop["jkt"].get<std::string>()));
  }
  const std::string hash = base64url_encode(sha256(dpop["access_token"].get<std::string>()));
  report.add("ath", accepted, hash == dpop["ath"].get<std::string>() ? accepted : "another hash");
}
}  // namespace

void run_rfc_misc(const std::filesystem::path& file, Report& report) {
  const nlohmann::json examples = read_json(file);
  const auto& a3 = examples["rfc8037_a3_thumbprint"];
  report.add("RFC 8037 A.3", accepted, thumbprint_answer(a3["jwk"].dump(), a3["sha256"].get<std::string>()));

  run_rfc7797(examples["rfc7797_s4"], report);
  const std::string hmac_jwk = examples["rfc7797_s4"]["jwk"].dump();
  const auto unsecured = examples["rfc7519_6_1_unsecured"]["jwt"].get<std::string>();
  report.add("RFC 7519 6.1", "token_malformed", answer_of(verify_with(hmac_jwk, unsecured)));
  report.add("RFC 7519 6.1 with a signature", "algorithm_unsupported",
             answer_of(verify_with(hmac_jwk, unsecured + "AAAA")));

  run_rfc9449(examples["rfc9449"], report);
  run_rfc7519(examples["rfc7519_3_1"], report);
  const auto& uri = examples["rfc9278_thumbprint_uri"];
  const std::string jwk = read_bytes(file.parent_path() / uri["jwk_file"].get<std::string>());
  report.add("RFC 9278", accepted, uri_answer(jwk, uri["uri"].get<std::string>()));
}

}  // namespace vectors
