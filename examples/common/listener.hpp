// Listeners: services on a port each, from their options to the end of the last request.
#pragma once

#include <functional>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "common/health.hpp"
#include "common/log.hpp"
#include "common/options.hpp"
#include "common/process.hpp"
#include "signet/http/router.hpp"

namespace signet::example {

/// The keys that every server has (where it listens, for whom, where it logs), and `more`.
/// @param flow  the one that is served unless told; each flow's defaults name its `listen`
std::vector<Option> listener_options(std::string_view flow, std::initializer_list<Option> more);

/// What is served.
struct Site {
  Router router;  ///< the flow's routes; the health routes are added to them
  HealthChecks health;
  std::function<void()> reload;  ///< on SIGHUP: read the keys again, all or nothing, and log which it was
};

/// A listener of a process.
struct Door {
  Site site;
  std::string_view listen = "listen";  ///< the option that says where
};

/// Whether the listener's options agree with one another.
Start<Done> check_listener(const Options& options, std::string_view listen = "listen");

/// Listens at all doors, answers until SIGTERM or SIGINT, finishes what runs. @return the program's exit code
int serve(const Options& options, std::vector<Door> doors, Signals& signals, Log& log);

/// Asks the server that runs with these options for /livez. @return 0 when it answers, else 1
int ask_livez(const Options& options);

}  // namespace signet::example
