// What a dump of a store must not hold, in whichever form: no token, no key, no password.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signet/jose/base64url.hpp"

namespace signet::test {

inline std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    (out += digits[static_cast<unsigned char>(c) >> 4]) += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

inline std::string bytes_of(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
  }
  return out;
}

/// Whether the dump has the bytes, as they are, in hex of either case or in base64.
inline bool holds(const std::string& dump, const std::string& bytes) {
  const std::string base64url = base64url_encode(std::as_bytes(std::span{bytes}));
  std::string base64 = base64url;
  std::ranges::replace(base64, '-', '+');
  std::ranges::replace(base64, '_', '/');
  std::string upper = hex_of(bytes);
  std::ranges::transform(upper, upper.begin(),
                         [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
  const auto in_dump = [&dump](const std::string& form) { return dump.find(form) != std::string::npos; };
  return in_dump(bytes) || in_dump(hex_of(bytes)) || in_dump(upper) || in_dump(base64) || in_dump(base64url);
}

/// What makes a token one: the signature of a JWT, the MAC of an opaque one; as text and as bytes.
inline std::vector<std::string> proofs_of(const std::string& token) {
  if (token.starts_with("sgr1_")) {
    const std::string mac = token.substr(token.size() - 64);
    return {mac, bytes_of(mac)};
  }
  const std::string signature = token.substr(token.rfind('.') + 1);
  const auto bytes = base64url_decode(signature);
  REQUIRE(bytes);
  return {signature, *bytes};
}

struct Marked {
  std::vector<std::string> tokens;
  std::vector<std::string> secrets;  ///< keys and passwords
  std::vector<std::string> present;  ///< what the dump shows for one that was looked at
};

inline void check_dump(const std::string& dump, const Marked& marked) {
  for (const std::string& text : marked.present) CHECK_MESSAGE(holds(dump, text), text);
  for (const std::string& text : marked.secrets) CHECK_MESSAGE(!holds(dump, text), text);
  for (const std::string& token : marked.tokens) {
    CAPTURE(token);
    REQUIRE(token.size() > 100);
    CHECK_FALSE(holds(dump, token));
    for (const std::string& proof : proofs_of(token)) CHECK_FALSE(holds(dump, proof));
  }
}

}  // namespace signet::test
