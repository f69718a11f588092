// http_load: asks a server on this machine for as much as it is told to, and tells how long the answers took.
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>

#include "load/load.hpp"
#include "load/plan.hpp"

using namespace signet::example;

namespace {

/// As many connections as the system lets this process have.
void raise_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void await_line() {
  for (int c = std::getchar(); c != EOF && c != '\n';) c = std::getchar();
}

}  // namespace

int main(int argc, char** argv) {
  const auto plan = parse_plan({argv + 1, static_cast<std::size_t>(argc - 1)});
  if (!plan) {
    std::fputs(usage, stderr);
    return 2;
  }
  raise_descriptors();
  Load load{*plan};
  if (!load.open()) {
    std::perror("http_load: no connection");
    return 1;
  }
  if (plan->wait) {
    std::puts("ready");
    std::fflush(stdout);
    await_line();
  }
  load.run();
  if (!plan->samples.empty() && !load.write_samples()) {
    std::perror("http_load: no samples written");
    return 1;
  }
  if (plan->wait) await_line();
  return 0;
}
