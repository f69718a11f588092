// GET /metrics for Prometheus, on a listener of its own that no gateway leads to.
#pragma once

#include <vector>

#include "common/listener.hpp"
#include "common/options.hpp"
#include "common/reports.hpp"
#include "common/stop.hpp"

namespace signet::example {

/// `metrics_listen`, empty unless told, and `metrics_beyond_loopback`.
std::vector<Option> metrics_options();

/// Whether the options agree with one another and with those of the other listeners.
Start<Done> check_metrics_listener(const Options& options);

/// The door of `metrics_listen`; none where that is empty. It serves /metrics and nothing else.
/// @param reports  borrowed by the doors
std::vector<Door> metrics_doors(const Options& options, const Reports& reports);

}  // namespace signet::example
