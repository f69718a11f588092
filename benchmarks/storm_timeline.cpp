// What a storm of logins does to a light thread over time: before, during and after, with the pool as it is
// and with the same pool at normal priority. For benchmarks/storm_picture.py.
//
// Usage: storm_timeline SECONDS OUT.json; so long each of the three parts takes. By the wall clock.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "statistics.hpp"
#include "storm_pool.hpp"
#include "token_jobs.hpp"

namespace {

using namespace signet_bench;
using namespace std::chrono_literals;

constexpr Clock::duration bin = 100ms;

struct Bin {
  std::vector<double> light;  // microseconds from due to done
  int logins = 0, refused = 0;
};

std::vector<Bin> run(const Storm& storm, double capacity, Clock::duration part, bool at_normal_priority) {
  StormPool pool{storm.options};
  if (at_normal_priority && !pool.raise_to_normal()) stop("this system does not let a priority rise");
  Logins logins{pool.pool(), storm.credential};
  const auto begun = Clock::now();
  std::thread storms{[&] {
    std::this_thread::sleep_for(part);
    const Arrivals arrivals{
        overload * capacity, storm.callers(),
        [&](std::uint64_t number, Clock::time_point due) { log_in_as(logins, number, due); }};
    std::this_thread::sleep_for(part);
  }};
  const LightRun light = run_light(3 * part);
  storms.join();
  std::vector<Bin> bins(static_cast<std::size_t>(3 * part / bin));
  const auto bin_of = [&](Clock::time_point at) -> Bin& {
    return bins[std::min(static_cast<std::size_t>((at - begun) / bin), bins.size() - 1)];
  };
  for (const LightJob& job : light.jobs)
    bin_of(job.due).light.push_back(std::chrono::duration<double, std::micro>(job.took).count());
  for (const Login& login : logins.all()) {
    Bin& when = bin_of(login.answered);
    if (storm.in_time(login)) ++when.logins;
    if (login.end == Login::End::refused) ++when.refused;
  }
  return bins;
}

void write(std::FILE* file, const char* name, const std::vector<Bin>& bins) {
  std::fprintf(file, "\"%s\":[", name);
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const Bin& each = bins[i];
    const auto light = [&](double quantile) {
      return each.light.empty() ? 0 : estimate_quantile(each.light, quantile).median;
    };
    std::fprintf(file, "%s\n{\"at\":%.1f,\"p50\":%.1f,\"p99\":%.1f,\"logins\":%d,\"refused\":%d}",
                 i == 0 ? "" : ",", 0.1 * static_cast<double>(i), light(0.5), light(0.99), each.logins,
                 each.refused);
  }
  std::fputs("]", file);
}

}  // namespace

int main(int argc, char** argv) {
  const long seconds = argc == 3 ? std::atol(argv[1]) : 0;
  std::FILE* const file = seconds > 0 ? std::fopen(argv[2], "w") : nullptr;
  if (file == nullptr) {
    std::fprintf(stderr, "usage: %s SECONDS OUT.json\n", argv[0]);
    return 1;
  }
  const Storm storm;
  const double capacity = logins_at_capacity(storm, 1s);
  std::fprintf(file, "{\"part\":%ld,\"capacity\":%.0f,\"workers\":%u,\n", seconds, capacity,
               storm.options.workers);
  write(file, "signet", run(storm, capacity, std::chrono::seconds{seconds}, false));
  std::fputs(",\n", file);
  std::vector<Bin> normal;
  if (priorities_can_rise(storm)) normal = run(storm, capacity, std::chrono::seconds{seconds}, true);
  write(file, "normal", normal);
  std::fputs("}\n", file);
  return std::fclose(file) == 0 ? 0 : 1;
}
