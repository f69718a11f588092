// LoginMetrics and SessionMetrics: what the library's observers hear, as counters; and a hash pool's state.
#pragma once

#include <array>

#include "signet/core/observer.hpp"
#include "signet/http/metrics.hpp"
#include "signet/password/hash_pool.hpp"

namespace signet::inline v0 {

/// Logins, registrations and the hashing behind them:
///
/// - `signet_logins_total` by result: `accepted`, `refused`, `throttled`. Refusals for want of a hash are
/// below.
/// - `signet_registrations_total`
/// - `signet_hash_duration_seconds` by algorithm: how long a worker was at the job, or at those that it
/// computed
///   together with it. `other` is work that was given to the pool as a callable, which rehashes are.
/// - `signet_hash_refused_total` by reason: jobs that somebody waited for, refused at once or later.
/// - `signet_hash_upgrades_total` by result: rehashes after a login `done`; `dropped`, for want of time.
/// @thread safe
class LoginMetrics {
 public:
  /// @param registry  outlives this
  explicit LoginMetrics(MetricRegistry& registry);

  /// Events about other things are passed over. Takes no lock and no memory.
  void count(const Event& event) noexcept;

 private:
  static constexpr std::size_t algorithms = 6;
  static constexpr std::size_t reasons = 6;

  Counter& accepted_;
  Counter& refused_;
  Counter& throttled_;
  Counter& registered_;
  Counter& upgraded_;
  Counter& dropped_;
  std::array<Histogram*, algorithms> hashed_{};     // by HashAlgorithm
  std::array<Counter*, reasons + 1> not_hashed_{};  // by HashRefusal; null for none
};

/// Sessions and what their refresh tokens came to:
///
/// - `signet_sessions_begun_total`
/// - `signet_sessions_ended_total`: by logout or revocation, not by expiry
/// - `signet_session_refreshes_total` by result: `rotated`, `reissued`, `reused`, `refused`, `regressed`, as
///   EventKind tells them apart.
/// @thread safe
class SessionMetrics {
 public:
  /// @param registry  outlives this
  explicit SessionMetrics(MetricRegistry& registry);

  /// Events about other things are passed over. Takes no lock and no memory.
  void count(const Event& event) noexcept;

 private:
  Counter& begun_;
  Counter& ended_;
  Counter& rotated_;
  Counter& reissued_;
  Counter& reused_;
  Counter& refused_;
  Counter& regressed_;
};

/// `signet_hash_workers` by state (`busy`, `idle`), `signet_hash_waiting` by queue (`interactive`,
/// `background`), `signet_hash_predicted_wait_seconds` and `signet_hash_admitted_total`.
/// @param pool  borrowed by every rendering
void show_hash_pool(MetricRegistry& registry, const HashPool& pool);

}  // namespace signet::inline v0
