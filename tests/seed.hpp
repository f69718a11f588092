// seed(): where the random parts of tests begin, so that a run can be repeated.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace signet::testing {

/// TESTS_SEED (tests/run sets it), else a fixed number; printed once, since output is shown when a test
/// fails.
inline std::uint64_t seed() {
  static const std::uint64_t value = [] {
    const char* text = std::getenv("TESTS_SEED");
    const std::uint64_t number = text == nullptr ? 7519 : std::strtoull(text, nullptr, 10);
    std::printf("TESTS_SEED=%llu\n", static_cast<unsigned long long>(number));
    return number;
  }();
  return value;
}

}  // namespace signet::testing
