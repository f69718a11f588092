// Formats RFC 3339 times.
#include "common/rfc3339.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace signet::example {
namespace {

std::string until_seconds(NumericDate date) {
  const std::time_t seconds = date.seconds();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts)};
}

}  // namespace

std::string rfc3339(NumericDate date) { return until_seconds(date) + "Z"; }

std::string rfc3339_milliseconds(NumericDate date) {
  const auto milliseconds = static_cast<int>((date.microseconds() % 1'000'000) / 1000);
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), ".%03dZ", milliseconds);
  return until_seconds(date) + text.data();
}

}  // namespace signet::example
