// Runs the strict base64url cases: accepted texts give the listed bytes and are their only spelling.
#include <nlohmann/json.hpp>

#include "signet/jose/base64url.hpp"
#include "vectors/runner.hpp"

namespace vectors {

void run_base64url_strict(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  for (const auto& test : vectors["cases"]) {
    const auto input = test["input"].get<std::string>();
    const auto decoded = signet::base64url_decode(input);
    if (test["expect"] == "reject") {
      report.add(input, "base64url_invalid", answer_of(decoded));
      continue;
    }
    const std::string bytes = from_hex(test["decoded_hex"].get<std::string>());
    const bool right = decoded && *decoded == bytes && signet::base64url_encode(bytes) == input;
    report.add(input, accepted, decoded && !right ? "other bytes" : answer_of(decoded));
  }
}

}  // namespace vectors
