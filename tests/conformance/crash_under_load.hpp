// Rotations on many threads while their server crashes again and again.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <future>
#include <thread>

#include "conformance/some_families.hpp"
#include "support/at_once.hpp"
#include "support/await.hpp"

namespace signet::test {

/// Rotates a family on each of eight threads, a call until it is answered, while `crash()` kills the server
/// and starts it again, three times. Each rotation must be the next of its family, and the store must then
/// have the last one that was acknowledged.
template <class Crash>
void rotate_through_crashes(SessionStore& store, Crash crash) {
  constexpr std::size_t threads = 8;
  constexpr std::uint32_t least = 200;  // rotations of each, and on until the crashes are over
  for (std::uint32_t number = 1; number <= threads; ++number) begin(store, new_family(number));
  std::atomic<std::uint32_t> rotated = 0;
  std::atomic<bool> crashes_over = false;
  std::atomic<int> refused = 0;
  auto crashing = std::async(std::launch::async, [&] {
    for (const std::uint32_t when : {100U, 400U, 700U}) {
      while (rotated < when) std::this_thread::yield();
      crash();
    }
    crashes_over = true;
  });
  const auto ends = at_once(threads, [&](std::size_t thread) -> Result<std::uint32_t> {
    const auto family = static_cast<std::uint32_t>(thread) + 1;
    for (std::uint32_t generation = 0;; ++generation) {
      if (generation >= least && crashes_over) return generation;
      const auto outcome =
          until_answered(refused, [&] { return store.rotate(rotation(family, generation)); });
      if (!outcome.has_value()) return outcome.error();
      if (outcome->result != RotationResult::rotated) return fail(Errc::session_ended);
      if (outcome->generation != generation + 1) return fail(Errc::internal_error);
      ++rotated;
    }
  });
  crashing.get();
  CHECK(refused > 0);
  for (std::size_t thread = 0; thread < threads; ++thread) {
    CAPTURE(thread);
    REQUIRE(ends[thread].has_value());
    CHECK(stored(store, static_cast<std::uint32_t>(thread) + 1).family.generation == *ends[thread]);
  }
  MESSAGE(rotated.load() << " rotations, " << refused.load() << " calls refused, 3 crashes");
}

}  // namespace signet::test
