// Rotations and revocations on many threads while their server crashes again and again.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <future>
#include <string>
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

constexpr std::uint32_t revoked_families = 300;

/// Begins as many families as are to be revoked, of a subject each, and one that is to live.
inline void begin_revocable(SessionStore& store) {
  for (std::uint32_t number = 0; number <= revoked_families; ++number) {
    begin(store, new_family(number, "subject " + std::to_string(number)));
  }
}

/// Ends all but family 0 on four threads, in each of the three ways, a call until it is answered and the last
/// again and again, while the server is killed and started again, twice: when calls were refused.
template <class Kill, class Start>
void revoke_through_crashes(SessionStore& store, Kill kill, Start start) {
  constexpr std::uint32_t threads = 4;
  std::atomic<std::uint32_t> ended = 0;
  std::atomic<bool> over = false;  // also when a call failed otherwise
  std::atomic<int> refused = 0;
  auto crashing = std::async(std::launch::async, [&] {
    for (const std::uint32_t when : {revoked_families / 6, revoked_families / 2}) {
      while (ended < when && !over) before_looking_again();
      const int before = refused;
      kill();
      while (refused == before && !over) before_looking_again();
      start();
    }
    over = true;
  });
  const auto ending = [&](std::uint32_t number) -> Result<void> {
    const std::string subject = "subject " + std::to_string(number);
    if (number % 3 == 0) {
      const auto done = until_answered(refused, [&] { return store.revoke(family_id(number), noon); });
      return done.has_value() ? Result<void>{} : done.error();
    }
    if (number % 3 == 1) {
      const auto done = until_answered(refused, [&] { return store.revoke_subject(subject, noon); });
      return done.has_value() ? Result<void>{} : done.error();
    }
    return until_answered(refused, [&] { return store.raise_epoch(subject, Epoch{1}); });
  };
  const auto ends = at_once(threads, [&](std::size_t thread) -> Result<std::uint32_t> {
    auto number = static_cast<std::uint32_t>(thread) + 1;
    Result<void> answered;
    for (; answered && number <= revoked_families; number += threads) {
      answered = ending(number);
      if (answered) ++ended;
    }
    for (; answered && !over; answered = ending(number - threads)) before_looking_again();
    if (answered) return number;
    over = true;
    return answered.error();
  });
  crashing.get();
  for (const auto& end : ends) REQUIRE(end);
  CHECK(ended == revoked_families);
  MESSAGE(ended.load() << " ended, " << refused.load() << " calls refused, 2 crashes");
}

/// What was acknowledged to one instance holds for any.
inline void check_all_revoked(SessionStore& store) {
  for (std::uint32_t number = 1; number <= revoked_families; ++number) {
    CAPTURE(number);
    CHECK(rotate(store, rotation(number)) == RotationResult::not_active);
  }
  CHECK(rotate(store, rotation(0)) == RotationResult::rotated);
}

}  // namespace signet::test
