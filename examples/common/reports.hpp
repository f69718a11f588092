// Reports: what a server tells of itself: the lines of its log, and the numbers behind /metrics.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "common/log.hpp"
#include "common/options.hpp"
#include "common/store_errors.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/observer.hpp"
#include "signet/http/event_metrics.hpp"
#include "signet/http/metrics.hpp"
#include "signet/password/hash_pool.hpp"

namespace signet::example {

/// The keys that a server signs or verifies with.
struct KeysInUse {
  std::size_t count = 0;  ///< 0: none are loaded
  Seconds age{};          ///< since they were loaded
};

/// What is counted or shown is made known while the server starts. A server has the series of what it does:
/// no logins where nobody logs in.
/// @thread one thread while the server starts; then the events from any
class Reports {
 public:
  /// @param log  outlives this
  Reports(const Options& options, Log& log);
  Reports(const Reports&) = delete;
  Reports& operator=(const Reports&) = delete;
  ~Reports() = default;

  Log& log() noexcept { return log_; }
  MetricRegistry& metrics() noexcept { return metrics_; }
  const MetricRegistry& metrics() const noexcept { return metrics_; }

  /// Of logins and hashing: lines and counts. Borrows this.
  Observer login_events();
  /// Of sessions, the same.
  Observer session_events();

  /// @param pool  borrowed by /metrics
  void show(const HashPool& pool) { show_hash_pool(metrics_, pool); }
  /// @param use   `signing` or `verification`
  /// @param keys  called for each /metrics
  void show_keys(std::string_view use, std::function<KeysInUse()> keys);
  /// What counts the errors of the store of this name.
  StoreErrors store_errors(std::string_view store) { return StoreErrors{metrics_, store}; }

 private:
  Observer observer() noexcept;

  Log& log_;
  MetricRegistry metrics_;
  std::optional<LoginMetrics> logins_;
  std::optional<SessionMetrics> sessions_;
};

}  // namespace signet::example
