// Observer: how rooms report what they decided, as typed events, without logging anything themselves.
#pragma once

#include <cstdint>

#include "signet/core/errc.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/uuid.hpp"

namespace signet::inline v0 {

enum class EventKind : std::uint8_t {
  account_registered,
  login_succeeded,
  login_failed,
  login_throttled,
  hash_done,
  hash_refused,
  hash_upgraded,
  session_begun,
  session_rotated,   ///< a refresh token was replaced by its successor
  session_reissued,  ///< the holder of a replaced token got its successor once more, inside grace
  session_reused,    ///< a replaced token came back otherwise
  session_refused,  ///< a refresh, or the begin after a login; its session or account does not count any more
  session_ended,
  store_regressed,  ///< a token came that is newer than what the store knows
};

/// Why a HashPool refused a job.
enum class HashRefusal : std::uint8_t {
  none,
  places,             ///< all are taken
  places_of_name,     ///< those of this account name are
  places_of_address,  ///< those of this address are
  predicted_wait,     ///< it would have to wait beyond the deadline
  deadline,           ///< it was not begun before the deadline
  stopping,           ///< the pool ends
};

/// What a HashPool's job computes.
enum class HashAlgorithm : std::uint8_t {
  other,  ///< work that the pool is given as a callable
  argon2,
  bcrypt,
  pbkdf2,
  scrypt,
  yescrypt,
};

/// Which of a HashPool's queues a job came from.
enum class HashQueue : std::uint8_t {
  interactive,  ///< somebody waits for it
  background,   ///< run_in_background
};

/// What happened. Never carries text from outside: names, tokens and passwords have no member here.
struct Event {
  EventKind kind{};
  Uuid subject{};             ///< the account concerned; nil when unknown
  Uuid session{};             ///< the session concerned: its family; nil when it is about none
  Errc code{};                ///< why, for events that report a refusal
  Seconds took{};             ///< how long the work ran, for events that report work
  HashRefusal refusal{};      ///< for hash_refused
  std::uint32_t together{};   ///< for hash_done: how many were computed in that time, this one included
  HashAlgorithm algorithm{};  ///< for hash_done
  HashQueue queue{};          ///< for hash_done and hash_refused
};

/// A callback with its context; the default reports nothing. Called after the decision, on the deciding
/// thread; it must not throw, and must not block a hashing worker.
struct Observer {
  void (*on_event)(void* context, const Event& event) noexcept = nullptr;
  void* context = nullptr;  ///< borrowed; outlives every room the Observer was given to

  void operator()(const Event& event) const noexcept {
    if (on_event != nullptr) on_event(context, event);
  }
};

}  // namespace signet::inline v0
