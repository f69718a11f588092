// Runs encrypted examples, each in every serialization that is printed: signet refuses JWE as what it is.
#include <nlohmann/json.hpp>

#include "vectors/jws_tokens.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

void run_encrypted(const std::string& id, const nlohmann::json& output, Report& report) {
  for (const auto& [name, jwe] : output.items()) {
    const std::string text = jwe.is_string() ? jwe.get<std::string>() : jwe.dump();
    report.add(id + " " + name, "token_encrypted", answer_of(verify_any(KeySet{}, text)));
  }
}
}  // namespace

void run_refused_jwe(const std::filesystem::path& folder_or_file, Report& report) {
  if (!std::filesystem::is_directory(folder_or_file)) {
    run_encrypted(folder_or_file.stem().string(), read_json(folder_or_file)["output"], report);
    return;
  }
  for (const auto& entry : std::filesystem::directory_iterator{folder_or_file}) {
    run_refused_jwe(entry.path(), report);
  }
}

// RFC 7520 §6: the signed token inside is good, the encrypted one around it is refused.
void run_rfc7520_nesting(const std::filesystem::path& file, Report& report) {
  const nlohmann::json example = read_json(file);
  nlohmann::json jwk = example["sign"]["input"]["key"];
  jwk["alg"] = example["sign"]["input"]["alg"];
  const KeySet keys{{*VerificationKey::from_jwk(jwk.dump())}};
  const auto payload = example["sign"]["input"]["payload"].get<std::string>();
  report.add("signed", accepted,
             jws_answer(keys, example["sign"]["output"]["compact"].get<std::string>(), payload));
  run_encrypted("encrypted", example["encrypt"]["output"], report);
}

}  // namespace vectors
