// Runs Wycheproof's HMAC cases. A truncated tag is never accepted, whatever the file says of it.
#include <nlohmann/json.hpp>

#include "signet/crypto/constant_time.hpp"
#include "signet/crypto/hmac.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::string_view verdict(bool valid) { return valid ? "valid" : "invalid"; }

template <class Digest>
void run_group(const nlohmann::json& group, Report& report) {
  const std::size_t tag_bytes = group["tagSize"].get<std::size_t>() / 8;
  for (const auto& test : group["tests"]) {
    const std::string id = std::to_string(test["tcId"].get<int>());
    const Hmac<Digest> hmac{SecretBytes::copy_of(from_hex(test["key"].get<std::string>()))};
    const Digest mac = hmac.mac(from_hex(test["msg"].get<std::string>()));
    const std::string_view whole{reinterpret_cast<const char*>(mac.data()), mac.size()};
    const std::string tag = from_hex(test["tag"].get<std::string>());
    const auto said = test["result"].get<std::string>();
    report.add(id, said, verdict(constant_time_equal(whole.substr(0, tag_bytes), tag)));
    // RFC 7518 §3.2 knows no truncation: JWS compares all bytes.
    if (tag_bytes < mac.size())
      report.add(id + " in full", "invalid", verdict(constant_time_equal(whole, tag)));
  }
}
}  // namespace

void run_hmac_wycheproof(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  const auto algorithm = vectors["algorithm"].get<std::string>();
  for (const auto& group : vectors["testGroups"]) {
    if (algorithm == "HMACSHA256") run_group<Sha256>(group, report);
    if (algorithm == "HMACSHA384") run_group<Sha384>(group, report);
    if (algorithm == "HMACSHA512") run_group<Sha512>(group, report);
  }
}

}  // namespace vectors
