// auth_server: the accounts and logins of one documented flow on one listener. Options: auth_server --help.
#include "auth_server/parts_a.hpp"
#include "auth_server/parts_b.hpp"
#include "auth_server/parts_c.hpp"
#include "auth_server/program.hpp"
#include "common/run.hpp"

using namespace signet::example;

int main(int argc, char** argv) {
  return run_program(auth_program(), argc, argv, [](const Options& options, Signals& signals) {
    if (options.flow() == "A") return run<PartsA>(options, signals);
    if (options.flow() == "C") return run<PartsC>(options, signals);
    return run<PartsB>(options, signals);
  });
}
