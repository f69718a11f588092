// Listeners: services on a port each, from their options to the end of the last request.
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "common/health.hpp"
#include "common/options.hpp"
#include "common/process.hpp"
#include "common/reports.hpp"
#include "signet/http/router.hpp"

namespace signet::example {

/// The keys that every server has (where it listens, for whom, where it logs), and `more`.
/// @param flow  the one that is served unless told; each flow's defaults name its `listen`
std::vector<Option> listener_options(std::string_view flow, std::initializer_list<Option> more);

/// `log_level`, of programs whose logs have no other options than this and `log_file`.
Option log_level_option();

/// What is served.
struct Site {
  Router router;                 ///< the flow's routes; the health routes are added to them
  HealthChecks health;           ///< without `ready`: there are no health routes
  std::function<void()> reload;  ///< on SIGHUP: read the keys again, all or nothing, and log which it was
};

/// A listener of a process.
struct Door {
  Site site;
  std::string_view listen = "listen";  ///< the option that says where
  std::size_t threads = 0;             ///< for its connections; 0: as many as the options say
};

/// Whether the listener's options agree with one another.
Start<Done> check_listener(const Options& options, std::string_view listen = "listen");

/// Listens at all doors and answers until SIGTERM or SIGINT; then is not ready, answers on for `drain_delay`,
/// closes the doors and finishes what runs. Counts requests in the metrics of `reports`.
/// @return the program's exit code
int serve(const Options& options, std::vector<Door> doors, Signals& signals, Reports& reports);

/// Asks the server that runs with these options for /livez. @return 0 when it answers, else 1
int ask_livez(const Options& options);

}  // namespace signet::example
