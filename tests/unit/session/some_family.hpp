// A family in the middle of its life, and requests to rotate it, for the tests to vary.
#pragma once

#include <cstdint>
#include <limits>

#include "signet/session/session_store.hpp"

namespace signet::test {

inline constexpr std::uint32_t last_generation = std::numeric_limits<std::uint32_t>::max();
inline constexpr Seconds tick = Seconds::of_microseconds(1);
constexpr NumericDate at(std::int64_t seconds) { return NumericDate::from_seconds(seconds); }
inline AttemptId attempt(std::uint8_t number) { return {Uuid::from_bytes({number})}; }

// Begun at 1000 under epoch 3, rotated to generation 5 at 2000, idle at 2500, over at 9000.
inline Family family() {
  return {.id = {Uuid::from_bytes({7})},
          .subject = "ann",
          .epoch = {3},
          .generation = 5,
          .attempt = attempt(1),
          .created_at = at(1000),
          .rotated_at = at(2000),
          .idle_until = at(2500),
          .expires_at = at(9000),
          .revoked_at = {}};
}

// Of the newest token at 2005, by another attempt; idle for 600 s, 10 s of grace.
inline Rotation rotation() {
  return {.family = {Uuid::from_bytes({7})},
          .generation = 5,
          .attempt = attempt(2),
          .now = at(2005),
          .idle = Seconds::of(600),
          .grace = Seconds::of(10)};
}

inline Rotation predecessor() {
  Rotation request = rotation();
  request.generation = 4;
  return request;
}

template <class T, class F>
T with(T value, F change) {
  change(value);
  return value;
}

inline Family revoked(Family f = family()) {
  f.revoked_at = at(2005);
  return f;
}

}  // namespace signet::test
