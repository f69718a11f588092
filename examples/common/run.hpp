// run: a server program from its options to its exit code, the same for every flow.
#pragma once

#include "common/listener.hpp"
#include "common/log.hpp"
#include "common/options.hpp"
#include "common/process.hpp"
#include "common/stop.hpp"

namespace signet::example {

/// @tparam Parts  what one flow is made of:
///   `static Start<Done> check(const Options&)` judges the options and makes nothing;
///   `static Start<std::unique_ptr<Parts>> open(const Options&, Log&)`;
///   `Site site()` borrows from the Parts
template <class Parts>
int run(const Options& options, Signals& signals) {
  const auto program = options.program();
  if (const auto checked = check_listener(options); !checked) return end_with(checked.stop(), program);
  if (options.mode() == Mode::healthcheck) return ask_livez(options);
  if (options.mode() == Mode::check_config) {
    const auto good = Parts::check(options);
    return end_with(good ? Stop{0, "the configuration is good"} : good.stop(), program);
  }
  auto log = Log::open({.service = std::string{program}, .file = options.text("log_file")});
  if (!log) return end_with(log.stop(), program);
  auto parts = Parts::open(options, **log);
  if (!parts) return end_with(parts.stop(), program);
  return serve(options, (*parts)->site(), signals, **log);
}

}  // namespace signet::example
