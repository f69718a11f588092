// Pairs that present the same refresh tokens at once, while what is behind the store moves or dies.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <thread>
#include <vector>

#include "conformance/some_families.hpp"
#include "support/at_once.hpp"
#include "support/await.hpp"

namespace signet::test {

/// Two with the same tokens of one family, and what they came to together.
struct Rivals {
  std::barrier<> meeting{2};
  std::atomic<bool> over = false;
  std::uint32_t generations = 0;          ///< that both presented
  std::atomic<std::uint32_t> wins = 0;    ///< `rotated`
  std::atomic<std::uint32_t> losses = 0;  ///< `reused`; it ends nothing, so that they can go on
  std::atomic<std::uint32_t> refused = 0;
};

/// One of the two: presents token after token with the other, each until it is answered.
template <class GoesOn>
void present_tokens(SessionStore& store, std::uint32_t family, std::uint32_t rival, Rivals& rivals,
                    GoesOn goes_on) {
  for (std::uint32_t generation = rivals.generations;; ++generation) {
    if (rival == 0) {
      rivals.over = !goes_on(generation);
      rivals.generations = generation;
    }
    rivals.meeting.arrive_and_wait();
    if (rivals.over) return;
    Rotation request = rotation(family, generation);
    request.attempt = attempt_id(2 * generation + rival + 1);
    request.on_reuse = OnReuse::refuse;
    const auto outcome = until_answered(rivals.refused, [&] { return store.rotate(request); });
    if (outcome.has_value() && outcome->result == RotationResult::rotated) ++rivals.wins;
    if (outcome.has_value() && outcome->result == RotationResult::reused) ++rivals.losses;
    rivals.meeting.arrive_and_wait();
  }
}

/// A pair for each of the families 1, 2, …, whose rivals have a store each; goes on with what they have.
template <class GoesOn>
void race(SessionStore& one, SessionStore& other, std::deque<Rivals>& pairs, GoesOn goes_on) {
  at_once(pairs.size() * 2, [&](std::size_t thread) {
    const std::size_t pair = thread / 2;
    const bool first = thread % 2 == 0;
    present_tokens(first ? one : other, static_cast<std::uint32_t>(pair) + 1, first ? 0 : 1, pairs[pair],
                   goes_on);
    return Result<void>{};
  });
}

/// Each token had exactly one successor, and the store is where they are.
inline void check_no_double_spend(SessionStore& store, const std::deque<Rivals>& pairs) {
  for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
    CAPTURE(pair);
    CHECK(pairs[pair].wins == pairs[pair].generations);
    CHECK(pairs[pair].losses == pairs[pair].generations);
    CHECK(stored(store, static_cast<std::uint32_t>(pair) + 1).family.generation == pairs[pair].generations);
    MESSAGE(pairs[pair].generations << " tokens, " << pairs[pair].refused.load() << " calls refused");
  }
}

}  // namespace signet::test
