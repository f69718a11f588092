// Waiting for what another process does: tests look again and again, since nothing tells them of it.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>

#include "signet/core/result.hpp"

namespace signet::test {

/// Leaves the processor to whoever is looked at. How long decides nothing but how often a test looks: on two
/// processors, threads that only yield keep a server from starting, or sentinels from agreeing.
inline void before_looking_again() { std::this_thread::sleep_for(std::chrono::milliseconds{5}); }

/// Looks until `holds()`. The clock only ends a test in which it never does, as failed, after a minute.
template <class Condition>
void await(const std::string& what, Condition holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes{1};
  while (!holds()) {
    REQUIRE_MESSAGE(std::chrono::steady_clock::now() < end, "waited in vain for: ", what);
    before_looking_again();
  }
}

/// Makes the same call until the store answers, as a client does; counts how often it did not. The clock only
/// ends a test whose store never does: that is told as the call's answer after a minute.
template <class Count, class Call>
auto until_answered(Count& refused, Call call) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes{1};
  auto answer = call();
  while (!answer.has_value() && answer.error() == fail(Errc::store_unavailable) &&
         std::chrono::steady_clock::now() < end) {
    ++refused;
    before_looking_again();
    answer = call();
  }
  return answer;
}

}  // namespace signet::test
