// auth_server: flow B's accounts and logins on one listener. Options: auth_server --help.
#include "auth_server/flow_b.hpp"
#include "auth_server/parts.hpp"
#include "common/listener.hpp"
#include "common/log.hpp"
#include "common/options.hpp"
#include "common/process.hpp"

using namespace signet;
using namespace signet::example;

int main(int argc, char** argv) {
  forbid_core_dumps();
  Signals signals;
  const Program program = auth_program();
  auto options = Options::read(program, {argv + 1, static_cast<std::size_t>(argc - 1)});
  if (!options) return end_with(options.stop(), program.name);
  if (const auto checked = check_listener(*options); !checked) return end_with(checked.stop(), program.name);
  if (options->mode() == Mode::healthcheck) return ask_livez(*options);
  if (options->mode() == Mode::check_config) {
    const auto good = AuthParts::check(*options);
    return end_with(good ? Stop{0, "the configuration is good"} : good.stop(), program.name);
  }

  auto log = Log::open({.service = "auth_server", .file = options->text("log_file")});
  if (!log) return end_with(log.stop(), program.name);
  auto parts = AuthParts::open(*options, **log);
  if (!parts) return end_with(parts.stop(), program.name);

  Site site;
  add_flow_b(site.router, (*parts)->flow_b());
  site.health = {.ready = [] { return true; }, .database = [&] { return (*parts)->ping(); }};
  site.reload = [&] { (*parts)->reload(); };
  return serve(*options, std::move(site), signals, **log);
}
