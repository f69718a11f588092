// resource_server: what one documented flow keeps behind tokens verified here. Options: resource_server
// --help.
#include "common/run.hpp"
#include "resource_server/parts_a.hpp"
#include "resource_server/parts_b.hpp"
#include "resource_server/parts_c.hpp"
#include "resource_server/program.hpp"

using namespace signet::example;

int main(int argc, char** argv) {
  return run_program(resource_program(), argc, argv, [](const Options& options, Signals& signals) {
    if (options.flow() == "A") return run<ProfilePartsA>(options, signals);
    if (options.flow() == "C") return run<PostsPartsC>(options, signals);
    return run<UsersPartsB>(options, signals);
  });
}
