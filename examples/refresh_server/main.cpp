// refresh_server: flow D's pairs of tokens on one listener. Options: refresh_server --help.
#include "common/listener.hpp"
#include "common/log.hpp"
#include "common/options.hpp"
#include "common/process.hpp"
#include "refresh_server/flow_d.hpp"
#include "refresh_server/options_d.hpp"
#include "refresh_server/parts.hpp"

using namespace signet;
using namespace signet::example;

int main(int argc, char** argv) {
  forbid_core_dumps();
  Signals signals;
  const Program program = refresh_program();
  auto options = Options::read(program, {argv + 1, static_cast<std::size_t>(argc - 1)});
  if (!options) return end_with(options.stop(), program.name);
  if (const auto checked = check_listener(*options); !checked) return end_with(checked.stop(), program.name);
  if (options->mode() == Mode::healthcheck) return ask_livez(*options);
  if (const auto good = RefreshParts::check(*options); !good) return end_with(good.stop(), program.name);
  if (options->mode() == Mode::check_config) return end_with({0, "the configuration is good"}, program.name);

  auto log_options = log_options_of(*options);
  if (!log_options) return end_with(log_options.stop(), program.name);
  auto log = Log::open(*log_options);
  if (!log) return end_with(log.stop(), program.name);
  auto parts = RefreshParts::open(*options, **log);
  if (!parts) return end_with(parts.stop(), program.name);

  Site site;
  add_flow_d(site.router, (*parts)->flow_d());
  site.health = {
      .ready = [] { return true; }, .database = [&] { return (*parts)->ping(); }, .only_store_routes = true};
  site.reload = [&] { (*parts)->reload(); };
  return serve(*options, std::move(site), signals, **log);
}
