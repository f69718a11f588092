// Bytes of keys and signatures as numbers of one size: sums, and signing into bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"

namespace samples {

using Bytes = std::vector<std::byte>;

inline Bytes bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span{text});
  return {bytes.begin(), bytes.end()};
}

inline Bytes from_base64url(std::string_view text) { return bytes_of(*signet::base64url_decode(text)); }

inline Bytes from_hex(const std::string& digits) {
  Bytes bytes;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoi(digits.substr(at, 2), nullptr, 16)));
  }
  return bytes;
}

inline Bytes sign(const signet::SigningKey& key, std::string_view input) {
  Bytes signature(key.signature_size());
  signature.resize(*key.sign(input, signature));
  return signature;
}

/// r‖s of two numbers of one size.
inline Bytes joined(const Bytes& r, const Bytes& s) {
  Bytes both(r.size() + s.size());
  std::ranges::copy(s, std::ranges::copy(r, both.begin()).out);
  return both;
}
inline Bytes first_half(const Bytes& both) { return {both.begin(), both.end() - std::ssize(both) / 2}; }
inline Bytes second_half(const Bytes& both) { return {both.begin() + std::ssize(both) / 2, both.end()}; }

inline Bytes number(std::uint8_t value, std::size_t size = 32) {
  Bytes bytes(size);
  bytes.back() = std::byte{value};
  return bytes;
}

/// The sum of two big-endian numbers of one size, without the carry out.
inline Bytes sum(const Bytes& a, const Bytes& b) {
  Bytes total(a.size());
  unsigned carry = 0;
  for (std::size_t i = a.size(); i-- > 0;) {
    carry += std::to_integer<unsigned>(a[i]) + std::to_integer<unsigned>(b[i]);
    total[i] = std::byte(carry & 0xff);
    carry >>= 8;
  }
  return total;
}

/// What brings `number` to zero in a sum.
inline Bytes negated(Bytes number) {
  for (std::byte& byte : number) byte = ~byte;
  Bytes one(number.size());
  one.back() = std::byte{1};
  return sum(number, one);
}

inline Bytes reversed(const Bytes& bytes) { return {bytes.rbegin(), bytes.rend()}; }

}  // namespace samples
