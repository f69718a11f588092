// Families and rotations to ask a store for.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string_view>

#include "signet/session/session_store.hpp"

namespace signet::test {

inline constexpr NumericDate noon = NumericDate::from_seconds(1'700'000'000);
inline constexpr Seconds tick = Seconds::of_microseconds(1);
inline constexpr FamilyLifetime lifetime{.absolute = Seconds::of(1000), .idle = Seconds::of(640)};

inline Uuid uuid(std::uint32_t number) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < 4; ++i) bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return Uuid::from_bytes(bytes);
}
inline FamilyId family_id(std::uint32_t number) { return {uuid(number)}; }
inline AttemptId attempt_id(std::uint32_t number) { return {uuid(number)}; }

/// A family of `number` begun at noon under epoch 0.
inline NewFamily new_family(std::uint32_t number, std::string_view subject = "ann") {
  return {.id = family_id(number), .subject = subject, .epoch = {}, .now = noon, .lifetime = lifetime};
}

/// Of the family's token `generation` at noon, by an attempt of a number of its own for each generation.
inline Rotation rotation(std::uint32_t family, std::uint32_t generation = 0) {
  return {.family = family_id(family),
          .generation = generation,
          .attempt = attempt_id(1000 + generation),
          .now = noon,
          .idle = lifetime.idle};
}

inline void begin(SessionStore& store, const NewFamily& family) {
  const auto created = store.create(family);
  REQUIRE(created.has_value());
  REQUIRE(*created == Creation::created);
}

/// The family as it is stored; the test ends if there is none.
inline FamilyState stored(SessionStore& store, std::uint32_t family, NumericDate now = noon) {
  auto found = store.find(family_id(family), now);
  REQUIRE(found);
  REQUIRE(found->has_value());
  return **found;
}

inline bool is_active(SessionStore& store, std::uint32_t family, NumericDate now = noon) {
  return stored(store, family, now).active;
}

/// Rotates and returns what it came to.
inline RotationResult rotate(SessionStore& store, const Rotation& rotation) {
  const auto outcome = store.rotate(rotation);
  REQUIRE(outcome.has_value());
  return outcome->result;
}

}  // namespace signet::test
