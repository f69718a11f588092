// RefreshSessions over a scripted store, a counting random source and a list of the events reported.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "signet/session/refresh_sessions.hpp"
#include "unit/session/scripted_session_store.hpp"

namespace signet::test {

/// Fills with 1, 2, 3 ... at each call; after `calls_left` calls it has no more.
class CountingRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte> out) override {
    if (calls_left == 0) return fail(Errc::random_unavailable);
    --calls_left;
    ++filled;
    std::ranges::fill(out, static_cast<std::byte>(filled));
    return {};
  }

  int calls_left = 1000;
  int filled = 0;
};

/// What CountingRandom made at its n-th call.
inline Uuid counted(std::uint8_t call) {
  std::array<std::uint8_t, 16> bytes{};
  bytes.fill(call);
  return Uuid::from_bytes(bytes);
}

inline constexpr NumericDate noon = NumericDate::from_seconds(1'700'000'000);
inline const std::string ann = "0b7a4c52-6f0e-4d8e-9a51-2f3c8e1d7b60";

inline RefreshSessionsOptions some_options() {
  RefreshSessionsOptions options;
  options.keys.push_back(SecretBytes::copy_of(std::string(32, 'K')));
  return options;
}

struct Fixture {
  explicit Fixture(RefreshSessionsOptions options = some_options())
      : sessions([&] {
          options.observer = {.on_event =
                                  [](void* context, const Event& event) noexcept {
                                    static_cast<Fixture*>(context)->events.push_back(event);
                                  },
                              .context = this};
          return *RefreshSessions::build(store, random, std::move(options));
        }()) {}
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  /// Of Ann's first session, generation 0.
  RefreshToken token() {
    const auto issued = sessions.begin(ann, Epoch{0}, noon);
    REQUIRE(issued);
    const auto read = sessions.read(issued->text);
    REQUIRE(read);
    events.clear();
    store.calls.clear();
    return *read;
  }

  ScriptedSessionStore store;
  CountingRandom random;
  std::vector<Event> events;
  RefreshSessions sessions;
};

}  // namespace signet::test
