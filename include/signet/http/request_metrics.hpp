// RequestMetrics: answered requests and how long they took, by route pattern, method and status; and
// RefusalMetrics: who was turned away, and why.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "signet/http/metrics.hpp"
#include "signet/http/router.hpp"
#include "signet/http/service.hpp"

namespace signet::inline v0 {

/// An access log that counts: `signet_http_requests_total` by listener, route, method, status and status
/// class, and the histogram `signet_http_request_duration_seconds` by listener and route.
///
/// Every label is of the program: a route is one of the router's patterns, or `-`; a method one of
/// known_methods, or `-`; a status one that has a reason_phrase, or `other`. So no request makes a series
/// that another could not make; a series of requests appears with the first of its kind. Counting takes no
/// lock and no memory.
/// @thread safe
class RequestMetrics {
 public:
  /// @param registry  outlives every call
  /// @param listener  what tells this listener from the process's others
  /// @param router    whose patterns the records name; read here and not kept
  RequestMetrics(MetricRegistry& registry, std::string_view listener, const Router& router);

  /// As ServiceOptions::access_log calls it.
  void operator()(const AccessRecord& record) const noexcept;

 private:
  struct Table;
  std::shared_ptr<Table> table_;
};

/// Counts who was turned away: `signet_http_refused_total` by listener and reason, which is the name of a
/// Refusal.
/// @thread safe, without a lock
class RefusalMetrics {
 public:
  /// @param registry  outlives every call
  /// @param listener  as RequestMetrics'
  RefusalMetrics(MetricRegistry& registry, std::string_view listener);

  /// As ServiceOptions::refusals calls it.
  void operator()(Refusal why) const noexcept { counters_[static_cast<std::size_t>(why)]->add(); }

 private:
  std::array<Counter*, 4> counters_;
};

}  // namespace signet::inline v0
