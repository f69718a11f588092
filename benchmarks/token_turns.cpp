// Signet and its floor as one program among the peers of benchmarks/peers: for each line that it reads it
// times every job once, and answers with lines of case, subject and CPU nanoseconds, and a full stop.
#include <ctime>
#include <functional>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "signet/core/chrono.hpp"
#include "token_jobs.hpp"

namespace {

using namespace signet;
using namespace signet_bench;

constexpr double slice = 10e6;  // nanoseconds

double process_cpu() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

double timed(const std::function<void()>& once) {
  const double begun = process_cpu();
  double spent = 0;
  int calls = 0;
  for (; spent < slice; spent = process_cpu() - begun) {
    for (int i = 0; i < 16; ++i) once();
    calls += 16;
  }
  return spent / calls;
}

struct Job {
  std::string name;  // case, tabulator, subject
  std::function<void()> once;
};

std::vector<Job> all_jobs() {
  std::vector<Job> jobs;
  for (const auto& [algorithm, name] : {std::pair{Algorithm::HS256, "hs256"},
                                        {Algorithm::RS256, "rs256"},
                                        {Algorithm::PS256, "ps256"},
                                        {Algorithm::ES256, "es256"},
                                        {Algorithm::EdDSA, "eddsa"}}) {
    const TokenJobs of = token_jobs(algorithm, now());
    const std::string verify = std::string{name} + "_verify\t", sign = std::string{name} + "_sign\t";
    const std::string floor{floor_of(algorithm)};
    jobs.push_back({verify + floor, of.bare_verify});
    jobs.push_back({verify + "signet", of.verify});
    jobs.push_back({sign + floor, of.bare_sign});
    jobs.push_back({sign + "signet", of.sign});
  }
  return jobs;
}

}  // namespace

int main() {
  const std::vector<Job> jobs = all_jobs();
  for (std::string line; std::getline(std::cin, line);) {
    for (const Job& job : jobs) std::cout << job.name << '\t' << timed(job.once) << '\n';
    std::cout << "." << std::endl;
  }
}
