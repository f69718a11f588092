// Runs the signature, key and thumbprint examples of RFC 7515, 7517, 7638 and 8037.
#include <nlohmann/json.hpp>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"
#include "signet/jose/sign_jws.hpp"
#include "vectors/jws_tokens.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::string_view signing_answer(std::string_view jwk, std::string_view token) {
  return signs_again(jwk, token) ? accepted : "another signature";
}

// The key's text; a file of 15 bytes holds the name of the file that does.
std::string jwk_of(const std::filesystem::path& folder, std::string_view example) {
  std::string text = read_bytes(folder / (std::string(example) + ".jwk"));
  return text.size() == 15 ? read_bytes(folder / text) : text;
}

// A.6 by each of its signatures alone, and A.7 by its own key.
void run_rfc7515_by_one_key(const std::filesystem::path& folder, Report& report) {
  const std::string general = read_bytes(folder / "rfc7515_A.6.jwsg");
  for (const char* const example : {"rfc7515_A.6.1", "rfc7515_A.6.2"}) {
    const KeySet keys{{*VerificationKey::from_jwk(jwk_of(folder, example))}};
    report.add(std::string(example) + " of all", "key_not_found", answer_of(verify_any(keys, general)));
    report.add(example, accepted, answer_of(verify_any(keys, general, {.any_of = true})));
  }
  const KeySet keys{{*VerificationKey::from_jwk(jwk_of(folder, "rfc7515_A.7"))}};
  report.add("rfc7515_A.7 by its key", accepted,
             answer_of(verify_any(keys, read_bytes(folder / "rfc7515_A.7.jwsf"))));
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

// How many keys of a set can be used, how many are skipped, and how many came with their private part.
std::string set_answer(std::string_view jwks) {
  const auto set = KeySet::parse(jwks);
  if (!set) return std::string{answer_of(set)};
  return std::to_string(set->keys().size()) + " used, " + std::to_string(set->skipped().size()) +
         " skipped, " + std::to_string(set->exposed().size()) + " exposed";
}
}  // namespace

void run_rfc7515(const std::filesystem::path& folder, Report& report) {
  const auto jwk = [&](const char* example) { return jwk_of(folder, example); };
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
  run_rfc7515_by_one_key(folder, report);
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

}  // namespace vectors
