// run_program and run: a server program from its command line to its exit code, the same for every flow.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "common/listener.hpp"
#include "common/log.hpp"
#include "common/metrics_door.hpp"
#include "common/options.hpp"
#include "common/process.hpp"
#include "common/reports.hpp"
#include "common/stop.hpp"

namespace signet::example {

/// Which log lines there are and where they go: by the Parts' own options, or by `log_file` and `log_level`.
template <class Parts>
Start<LogOptions> log_options_for(const Options& options) {
  if constexpr (requires { Parts::log_options(options); }) {
    return Parts::log_options(options);
  } else {
    const auto least = parse_level(options.text("log_level"));
    if (!least) return Stop{exit_usage, "log_level must be debug, info, warning or error"};
    return LogOptions{
        .service = std::string{options.program()}, .file = options.text("log_file"), .least = *least};
  }
}

/// @tparam Parts  what one flow is made of:
///   `static Start<Done> check(const Options&)` judges the options and makes nothing;
///   `static Start<LogOptions> log_options(const Options&)`, where the flow has options of that;
///   `static Start<std::unique_ptr<Parts>> open(const Options&, Reports&)`;
///   `Site site()`, or `std::vector<Door> doors()` of a process with several listeners; borrows from the
///   Parts
template <class Parts>
int run(const Options& options, Signals& signals) {
  const auto program = options.program();
  if (const auto checked = check_listener(options); !checked) return end_with(checked.stop(), program);
  if (const auto checked = check_metrics_listener(options); !checked)
    return end_with(checked.stop(), program);
  if (options.mode() == Mode::healthcheck) return ask_livez(options);
  auto log_options = log_options_for<Parts>(options);
  if (!log_options) return end_with(log_options.stop(), program);
  if (options.mode() == Mode::check_config) {
    const auto good = Parts::check(options);
    return end_with(good ? Stop{0, "the configuration is good"} : good.stop(), program);
  }
  auto log = Log::open(*log_options);
  if (!log) return end_with(log.stop(), program);
  Reports reports{options, **log};
  auto parts = Parts::open(options, reports);
  if (!parts) return end_with(parts.stop(), program);
  std::vector<Door> doors;
  if constexpr (requires { (*parts)->doors(); }) {
    doors = (*parts)->doors();
  } else {
    doors.push_back({.site = (*parts)->site()});
  }
  for (Door& door : metrics_doors(options, reports)) doors.push_back(std::move(door));
  return serve(options, std::move(doors), signals, reports);
}

/// The whole of a server's main: reads the options, then runs what `run_flow` chooses by them, a
/// `run<Parts>`.
inline int run_program(const Program& program, int argc, char** argv,
                       int (*run_flow)(const Options& options, Signals& signals)) {
  forbid_core_dumps();
  Signals signals;
  auto options = Options::read(program, {argv + 1, static_cast<std::size_t>(argc - 1)});
  if (!options) return end_with(options.stop(), program.name);
  return run_flow(*options, signals);
}

}  // namespace signet::example
