// Throttle: failed logins are limited by name, by address and by both, before a password is hashed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "signet/core/instant.hpp"
#include "signet/core/observer.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0 {

/// So many failures at once, then one more every `interval`.
struct ThrottleLimit {
  std::uint32_t failures;  ///< 1 .. 10,000
  Seconds interval;        ///< 1 ms .. 1 h
};

struct ThrottleOptions {
  ThrottleLimit pair{.failures = 20, .interval = Seconds::of(6)};
  ThrottleLimit name{.failures = 100, .interval = Seconds::of(6)};
  /// Many people may share an address; this bounds one that tries many names.
  ThrottleLimit address{.failures = 300, .interval = Seconds::of(1)};
  /// Places of each of the three tables, 16 bytes each: 1.5 MiB in all. A power of two, 64 .. 1,048,576.
  std::size_t places = 32'768;
  Observer observer{};
};

class Throttle;

/// An attempt that may be hashed. It counts as a failure from the start, and for good unless given back: what
/// is forgotten on an error path errs on the safe side.
class [[nodiscard]] Reservation {
 public:
  Reservation(Reservation&& other) noexcept
      : throttle_(std::exchange(other.throttle_, nullptr)), tags_(other.tags_) {}
  Reservation& operator=(Reservation&& other) noexcept {
    throttle_ = std::exchange(other.throttle_, nullptr);
    tags_ = other.tags_;
    return *this;
  }
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;
  ~Reservation() = default;

  /// The password was right, or was never hashed (503). Does nothing the second time. The Throttle must still
  /// live.
  void give_back() noexcept;

 private:
  friend class Throttle;
  Reservation(Throttle& throttle, const std::array<std::uint64_t, 3>& tags) noexcept
      : throttle_(&throttle), tags_(tags) {}

  Throttle* throttle_;
  std::array<std::uint64_t, 3> tags_;
};

/// Counts failed logins of this process, in memory of fixed size, under keyed hashes of names and addresses.
/// It never asks whether a name exists, so it cannot tell.
///
/// Each table is made of sets of 8 places. What finds its set full takes over the place that owes least,
/// *with its debt*: no count is lost by being pushed out, so flooding the table flushes nothing. A stranger
/// is held up by that only while all 8 of a set owe the limit. Sets cannot be aimed at (the key is random),
/// a failure is counted only where a password was hashed, and a place is free again as soon as its failures
/// have expired: at the default size more than 5,000 hashes a second (places / interval), kept up, would be
/// needed. Only a reservation given back can lower what a set owes, and with it lose one failure at most.
/// A distributed attack on one name does hold up its owner, as far as the limit by name says.
/// @thread all calls may be made from any number of threads at once
class Throttle final {
 public:
  /// @error option_invalid  an option out of range; the error names it
  /// @error random_unavailable
  static Result<std::unique_ptr<Throttle>> build(RandomSource& random, ThrottleOptions options = {});
  Throttle(const Throttle&) = delete;
  Throttle& operator=(const Throttle&) = delete;
  ~Throttle();

  /// Counts one attempt under all three limits, or under none.
  /// @param key      the claimed name as Accounts::key_of gives it
  /// @param address  the client's address, an IPv6 one as its /64
  /// @param now      of one steady clock for all calls
  /// @error throttled  a limit is reached; tells retry_after(), not which. Reports login_throttled.
  Result<Reservation> reserve(std::string_view key, std::string_view address, Instant now);

 private:
  friend class Reservation;
  struct Parts;
  explicit Throttle(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
