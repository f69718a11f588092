// Probes for machines (/livez, /readyz) and a status for people (/health).
#pragma once

#include <functional>

#include "signet/core/result.hpp"
#include "signet/http/router.hpp"

namespace signet::example {

/// What the routes ask. Called on any thread.
struct HealthChecks {
  std::function<bool()> ready;             ///< keys loaded and not draining; asks no store and no queue
  std::function<Result<void>()> database;  ///< whether the store answers; null: there is none
  bool only_store_routes = false;  ///< the process serves nothing without its store, so /readyz asks it
};

/// Adds GET /livez, GET /readyz and GET /health.
void add_health_routes(Router& router, HealthChecks checks);

}  // namespace signet::example
