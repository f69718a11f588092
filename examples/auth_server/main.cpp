// auth_server: the accounts and logins of one documented flow on one listener. Options: auth_server --help.
#include "auth_server/parts_a.hpp"
#include "auth_server/parts_b.hpp"
#include "auth_server/program.hpp"
#include "common/run.hpp"

using namespace signet;
using namespace signet::example;

int main(int argc, char** argv) {
  forbid_core_dumps();
  Signals signals;
  const Program program = auth_program();
  auto options = Options::read(program, {argv + 1, static_cast<std::size_t>(argc - 1)});
  if (!options) return end_with(options.stop(), program.name);
  return options->flow() == "A" ? run<PartsA>(*options, signals) : run<PartsB>(*options, signals);
}
