// Texts of key sets, and headers that ask them for a key.
#pragma once

#include <string>
#include <vector>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key_set.hpp"
#include "unit/jose/sample_keys.hpp"

namespace samples {

inline signet::JoseHeader header(const std::string& json) {
  return *signet::JoseHeader::parse(signet::base64url_encode(json));
}

inline std::string set_of(const std::vector<std::string>& keys) {
  std::string json = R"({"keys":[)";
  for (std::size_t i = 0; i < keys.size(); ++i) json += (i == 0 ? "" : ",") + keys[i];
  return json + "]}";
}

inline std::string named(const std::string& jwk, const std::string& kid) {
  return with(jwk, "kid", samples::quoted(kid));
}

inline signet::Error parse_error(const std::string& jwks, const signet::Limits& limits = {}) {
  const auto set = signet::KeySet::parse(jwks, limits);
  return set ? signet::Error{signet::Errc::internal_error} : set.error();
}

}  // namespace samples
