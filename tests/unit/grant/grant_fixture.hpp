// One account, its sessions, and the grant and the changes over both stores.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "signet/grant/credential_changes.hpp"
#include "signet/grant/session_grant.hpp"
#include "support/watched_stores.hpp"

namespace signet::test {

constexpr NumericDate noon = NumericDate::from_seconds(1'700'000'000);
inline const Error unavailable = fail(Errc::store_unavailable);

/// Gives bytes until it is told to stop.
class StoppableRandom final : public RandomSource {
 public:
  bool stopped = false;
  Result<void> fill(std::span<std::byte> out) override {
    if (stopped) return fail(Errc::random_unavailable);
    return system_random().fill(out);
  }
};

/// What was reported. @thread safe to be told from any number of threads
struct Heard {
  std::vector<Event> events;

  static void on_event(void* context, const Event& event) noexcept {
    auto& heard = *static_cast<Heard*>(context);
    const std::lock_guard lock{heard.mutex};
    heard.events.push_back(event);
  }
  std::mutex mutex;
};

inline RefreshSessionsOptions sessions_options(Seconds grace, Heard& heard) {
  RefreshSessionsOptions options;
  options.keys.push_back(SecretBytes::copy_of(std::string_view{"a refresh key of thirty-two bytes"}));
  options.grace = grace;
  options.observer = {.on_event = &Heard::on_event, .context = &heard};
  return options;
}

/// Members are borrowed by those below them, so it stays where it is made.
class Granting {
 public:
  explicit Granting(Seconds grace = Seconds{})
      : sessions(RefreshSessions::build(session_store, random, sessions_options(grace, heard)).value()),
        grant(accounts, sessions, random,
              [this](const AccessTokenSubject& subject, NumericDate) { return sign(subject); }),
        changes(accounts, sessions) {
    REQUIRE(accounts.insert({.id = ada.id,
                             .key = "ada@example.com",
                             .name = ada.name,
                             .password_hash = "unread here",
                             .epoch = ada.epoch,
                             .created_at = noon}));
    calls.mend();
  }
  Granting(const Granting&) = delete;
  Granting& operator=(const Granting&) = delete;
  ~Granting() = default;

  Calls calls;
  Heard heard;
  WatchedAccountStore accounts{calls};
  WatchedSessionStore session_store{calls};
  StoppableRandom random;
  bool signer_fails = false;
  RefreshSessions sessions;
  SessionGrant grant;
  CredentialChanges changes;
  const AuthenticatedAccount ada{
      .id = Uuid::random(system_random()).value(), .name = "Ada@Example.com", .epoch = Epoch{}};

  /// A session of Ada's; its calls are not in `calls.made`.
  GrantedTokens begun() {
    auto tokens = grant.begin(ada, noon);
    REQUIRE(tokens);
    calls.mend();
    return *std::move(tokens);
  }
  /// What the refresh came to; ends the test when it came to an error.
  RotationResult refreshed(const std::string& token) {
    const auto outcome = grant.refresh(token, noon);
    REQUIRE(outcome.has_value());
    return outcome->result;
  }
  std::string subject() const { return ada.id.text(); }
  /// How many of Ada's sessions the session store takes for active.
  std::ptrdiff_t active_sessions() {
    const auto all = sessions.list(subject(), noon);
    REQUIRE(all);
    return std::ranges::count(*all, true, &FamilyState::active);
  }

 private:
  Result<std::string> sign(const AccessTokenSubject& subject) {
    calls.write_down("sign");
    if (signer_fails) return fail(Errc::signing_failed);
    return subject.account.text() + " " + std::string{subject.name} + " " + subject.family.uuid.text();
  }
};

}  // namespace signet::test
