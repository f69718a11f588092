// Our programs among the peers: see turns.hpp.
#include "turns.hpp"

#include <ctime>
#include <iostream>

namespace signet_bench {
namespace {

constexpr double slice = 10e6;  // nanoseconds

double process_cpu() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

double timed(const std::function<void()>& once, int calls) {
  const double begun = process_cpu();
  double spent = 0;
  int done = 0;
  for (; spent < slice; spent = process_cpu() - begun) {
    for (int i = 0; i < calls; ++i) once();
    done += calls;
  }
  return spent / done;
}

}  // namespace

void take_turns(const std::vector<Turn>& jobs, int calls) {
  for (std::string line; std::getline(std::cin, line);) {
    for (const Turn& job : jobs) std::cout << job.name << '\t' << timed(job.once, calls) << '\n';
    std::cout << "." << std::endl;
  }
}

}  // namespace signet_bench
