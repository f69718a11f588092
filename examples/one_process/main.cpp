// one_process: both servers of flow C, on a listener each, in one process. Options: one_process --help.
#include "common/run.hpp"
#include "one_process/parts.hpp"
#include "one_process/program.hpp"

using namespace signet::example;

int main(int argc, char** argv) { return run_program(one_process_program(), argc, argv, run<BothPartsC>); }
