// Runs Wycheproof's HMAC-SHA-256 cases. A truncated tag is never accepted, whatever the file says of it.
#include <nlohmann/json.hpp>

#include "signet/crypto/constant_time.hpp"
#include "signet/crypto/hmac.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::string_view as_text(const Sha256& mac) {
  return {reinterpret_cast<const char*>(mac.data()), mac.size()};
}

std::string_view verdict(bool valid) { return valid ? "valid" : "invalid"; }
}  // namespace

void run_hmac_wycheproof(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  for (const auto& group : vectors["testGroups"]) {
    const std::size_t tag_bytes = group["tagSize"].get<std::size_t>() / 8;
    for (const auto& test : group["tests"]) {
      const std::string id = std::to_string(test["tcId"].get<int>());
      const HmacSha256 hmac{SecretBytes::copy_of(from_hex(test["key"].get<std::string>()))};
      const Sha256 mac = hmac.mac(from_hex(test["msg"].get<std::string>()));
      const std::string tag = from_hex(test["tag"].get<std::string>());
      const auto said = test["result"].get<std::string>();
      report.add(id, said, verdict(constant_time_equal(as_text(mac).substr(0, tag_bytes), tag)));
      // RFC 7518 §3.2 knows no truncation: JWS compares all 32 bytes.
      if (tag_bytes < mac.size())
        report.add(id + " in full", "invalid", verdict(constant_time_equal(as_text(mac), tag)));
    }
  }
}

}  // namespace vectors
