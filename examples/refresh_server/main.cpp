// refresh_server: flow D's pairs of tokens on one listener. Options: refresh_server --help.
#include "common/run.hpp"
#include "refresh_server/options_d.hpp"
#include "refresh_server/parts.hpp"

using namespace signet::example;

int main(int argc, char** argv) { return run_program(refresh_program(), argc, argv, run<RefreshParts>); }
