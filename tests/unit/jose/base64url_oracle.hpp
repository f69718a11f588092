// base64url as RFC 4648 §5 words it, bit by bit: what every kernel is compared with.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "seed.hpp"

namespace base64url_oracle {

inline constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct Answer {
  std::string bytes;
  std::optional<std::size_t> refused_at;
  bool operator==(const Answer&) const = default;
};

// The six bits of each character, -1 outside the alphabet.
inline const std::array<int, 256> values = [] {
  std::array<int, 256> made;
  made.fill(-1);
  for (std::size_t i = 0; i < 64; ++i) made[static_cast<unsigned char>(alphabet[i])] = static_cast<int>(i);
  return made;
}();

inline Answer decode(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (values[static_cast<unsigned char>(text[i])] < 0) return {"", i};
  }
  const auto bit = [text](std::size_t i) {
    return values[static_cast<unsigned char>(text[i / 6])] >> (5 - i % 6) & 1;
  };
  const std::size_t bits = 6 * text.size();
  Answer answer{std::string(bits / 8, '\0'), {}};
  std::size_t i = 0;
  for (char& byte : answer.bytes) {
    for (const std::size_t end = i + 8; i < end; ++i) byte = static_cast<char>(byte << 1 | bit(i));
  }
  if (bits - i >= 6) return {"", text.size() - 1};  // the last character gives to no byte
  for (; i < bits; ++i) {
    if (bit(i) != 0) return {"", text.size() - 1};
  }
  return answer;
}

inline std::string encode(std::string_view bytes) {
  const std::size_t bits = 8 * bytes.size();
  std::string text;
  for (std::size_t begin = 0; begin < bits; begin += 6) {
    std::size_t value = 0;
    for (std::size_t i = begin; i < begin + 6; ++i) {
      const int bit = i < bits ? bytes[i / 8] >> (7 - i % 8) & 1 : 0;
      value = value << 1 | static_cast<std::size_t>(bit);
    }
    text += alphabet[value];
  }
  return text;
}

/// Random texts that differ from run to run, and are the same again with the same TESTS_SEED.
class Random {
 public:
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  std::string bytes(std::size_t size) {
    std::string made;
    while (made.size() < size) made += static_cast<char>(engine_());
    return made;
  }
  std::string characters(std::size_t size) {
    std::string made;
    while (made.size() < size) made += alphabet[below(64)];
    return made;
  }

 private:
  std::mt19937_64 engine_{signet::testing::seed()};
};

}  // namespace base64url_oracle
