// Keys for the tests: those printed in RFCs, those that the openssl command made, and small edits of them.
#pragma once

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "signet/jose/base64url.hpp"
#include "signet/json/view.hpp"

namespace samples {

inline std::string read(const std::string& path) {
  std::ifstream in(std::filesystem::path{SIGNET_SOURCE_DIR} / "tests" / path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A file of tests/unit/jose/keys.
inline std::string file(const std::string& name) { return read("unit/jose/keys/" + name); }

/// The bytes inside a PEM file of that folder.
inline std::string der(const std::string& name) {
  const std::string pem = file(name);
  std::string base64;
  for (std::size_t at = pem.find('\n'); at < pem.find("\n-----END"); ++at) {
    if (pem[at] == '\n' || pem[at] == '=') continue;
    base64 += pem[at] == '+' ? '-' : pem[at] == '/' ? '_' : pem[at];
  }
  return *signet::base64url_decode(base64);
}

inline std::string rfc7515(const std::string& name) {
  return read("vectors/rfc7515-7517-7638/rfc7515_" + name);
}
inline std::string hmac_jwk() { return rfc7515("A.1.jwk"); }
inline std::string rsa_jwk() { return rfc7515("A.2.jwk"); }
inline std::string ec_jwk() { return rfc7515("A.3.jwk"); }
/// RFC 8037 A.1.
inline std::string okp_jwk() {
  return R"({"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",)"
         R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
}

/// The members of a JSON object as JSON text, by name.
inline std::map<std::string, std::string> members(std::string json) {
  std::array<signet::JsonMember, 64> index;
  const std::size_t count = *signet::scan_object(json, index);
  std::map<std::string, std::string> members;
  for (const auto& each : std::span{index}.first(count)) {
    const std::string value = json.substr(each.value_at, each.value_size);
    members[json.substr(each.name_at, each.name_size)] =
        each.type == signet::JsonType::string ? '"' + value + '"' : value;
  }
  return members;
}

inline std::string object(const std::map<std::string, std::string>& members) {
  std::string json;
  for (const auto& [name, value] : members) json += (json.empty() ? "{\"" : ",\"") + name + "\":" + value;
  return json + '}';
}

/// `json` with the member set to this JSON text, or without it when the text is empty.
inline std::string with(const std::string& json, const std::string& name, const std::string& value) {
  auto edited = members(json);
  value.empty() ? static_cast<void>(edited.erase(name)) : static_cast<void>(edited[name] = value);
  return object(edited);
}
inline std::string without(const std::string& json, const std::string& name) { return with(json, name, ""); }

inline std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

}  // namespace samples
