// resource_server: what one documented flow keeps behind tokens verified here. Options: resource_server
// --help.
#include "common/run.hpp"
#include "resource_server/parts_a.hpp"
#include "resource_server/parts_b.hpp"
#include "resource_server/program.hpp"

using namespace signet;
using namespace signet::example;

int main(int argc, char** argv) {
  forbid_core_dumps();
  Signals signals;
  const Program program = resource_program();
  auto options = Options::read(program, {argv + 1, static_cast<std::size_t>(argc - 1)});
  if (!options) return end_with(options.stop(), program.name);
  return options->flow() == "A" ? run<ProfilePartsA>(*options, signals) : run<UsersPartsB>(*options, signals);
}
