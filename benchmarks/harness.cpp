// The harness: see harness.hpp. Google Benchmark does the timing of one arm; the turns and controls are ours.
#include "harness.hpp"

#include <benchmark/benchmark.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "counted_malloc.hpp"

namespace signet_bench {
namespace {

using signet::detail::CpuLevel;

constexpr const char* again = "control: again";
constexpr const char* slowed = "control: slowed";

// Keeps the one figure of one run and prints nothing.
class Collector final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) nanoseconds_ = run.GetAdjustedCPUTime();
  }
  double nanoseconds() const { return nanoseconds_; }

 private:
  double nanoseconds_ = 0;
};

// Our arm, doing the job one time more in every 1/planted calls.
Arm slowed_down(const Arm& arm, double planted) {
  const auto every = static_cast<unsigned>(std::lround(1 / planted));
  return {slowed,
          [once = arm.once, every, count = 0U]() mutable {
            once();
            if (++count % every == 0) once();
          },
          arm.level};
}

void choose_level(const Arm& arm) {
  static const CpuLevel best = signet::detail::cpu_level();
  signet::detail::use_cpu_level(arm.level.value_or(best));
}

// After a first call, which may keep something; over several, since RSA's are not the same each time.
Traits traits_of(const Arm& arm) {
  constexpr int calls = 32;
  choose_level(arm);
  arm.once();
  const std::size_t before = allocations();
  for (int i = 0; i < calls; ++i) arm.once();
  const auto made = static_cast<double>(allocations() - before);
  return {arm.level ? std::string{to_string(*arm.level)} : "", made / calls};
}

double time_of(const std::string& registered) {
  Collector collector;
  benchmark::RunSpecifiedBenchmarks(&collector, "^" + registered + "$");
  return collector.nanoseconds();
}

std::string cpu_model() {
  std::FILE* file = std::fopen("/proc/cpuinfo", "r");
  if (file == nullptr) return "unknown";
  char line[512];
  std::string model = "unknown";
  while (std::fgets(line, sizeof line, file) != nullptr) {
    const std::string text = line;
    if (!text.starts_with("model name")) continue;
    const auto begin = text.find(": ") + 2;
    model = text.substr(begin, text.find_last_not_of('\n') - begin + 1);
    break;
  }
  std::fclose(file);
  return model;
}

std::string number(double value, int digits) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
  return buffer;
}

std::string interval(const Estimate& estimate, int digits) {
  return number(estimate.median, digits) + " [" + number(estimate.low, digits) + ", " +
         number(estimate.high, digits) + "]";
}

// "name":median,"name_low":low,"name_high":high
std::string json_interval(const std::string& name, const Estimate& estimate, int digits) {
  return "\"" + name + "\":" + number(estimate.median, digits) + ",\"" + name +
         "_low\":" + number(estimate.low, digits) + ",\"" + name + "_high\":" + number(estimate.high, digits);
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

// What is no whole number is no number of rounds.
int rounds_of(std::string_view text) {
  int rounds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rounds);
  return error == std::errc{} && end == text.data() + text.size() ? rounds : 0;
}

bool write_file(const char* path, const std::string& text) {
  std::FILE* file = std::fopen(path, "w");
  if (file == nullptr) return false;
  const bool written = std::fputs(text.c_str(), file) >= 0;
  return std::fclose(file) == 0 && written;
}

}  // namespace

bool CaseResult::controls_hold() const {
  return same_against_same.low <= 1 && same_against_same.high >= 1 && planted_seen.low > 1;
}

CaseResult run_case(const Case& one, int rounds) {
  const Arm& ours = one.subjects.front();
  std::vector<Arm> arms{one.floor};
  arms.insert(arms.end(), one.subjects.begin(), one.subjects.end());
  arms.push_back({again, ours.once, ours.level});
  arms.push_back(slowed_down(ours, one.planted));

  benchmark::ClearRegisteredBenchmarks();
  for (std::size_t i = 0; i < arms.size(); ++i) {
    benchmark::RegisterBenchmark(("arm" + std::to_string(i)).c_str(),
                                 [once = arms[i].once](benchmark::State& state) mutable {
                                   for (auto _ : state) once();
                                 });
  }
  CaseResult result{one.name, one.over, {}, {}, {}, {}, one.planted};
  for (const Arm& arm : arms) result.traits[arm.subject] = traits_of(arm);
  for (int round = 0; round < rounds; ++round) {
    std::fprintf(stderr, "\r%s: round %d of %d", one.name.c_str(), round + 1, rounds);
    for (std::size_t i = 0; i < arms.size(); ++i) {
      const std::size_t arm = (i + static_cast<std::size_t>(round)) % arms.size();
      choose_level(arms[arm]);
      result.samples[arms[arm].subject].push_back(time_of("arm" + std::to_string(arm)));
    }
  }
  std::fputc('\n', stderr);
  result.same_against_same = estimate(paired_ratios(result.samples[again], result.samples[ours.subject]));
  result.planted_seen = estimate(paired_ratios(result.samples[slowed], result.samples[ours.subject]));
  return result;
}

std::string to_json(const std::vector<CaseResult>& results) {
  std::string json = "{\"cpu\":\"" + cpu_model() + "\",\"compiler\":\"" SIGNET_COMPILER "\",\"openssl\":\"" +
                     OpenSSL_version(OPENSSL_VERSION) + "\",\"results\":[";
  const char* comma = "";
  for (const CaseResult& result : results) {
    const std::vector<double>& floor = result.samples.at(result.over);
    for (const auto& [subject, times] : result.samples) {
      const Traits& traits = result.traits.at(subject);
      json += comma;
      json += "{\"case\":\"" + result.name + "\",\"subject\":\"" + subject + "\",\"over\":\"" + result.over +
              "\",\"level\":\"" + traits.level + "\",\"allocations\":" + number(traits.allocations, 2) +
              ",\"rounds\":" + std::to_string(times.size()) + "," + json_interval("ns", estimate(times), 1) +
              "," + json_interval("ratio", estimate(paired_ratios(times, floor)), 4) +
              (result.controls_hold() ? ",\"controls\":\"held\"}" : ",\"controls\":\"failed\"}");
      comma = ",\n";
    }
  }
  return json + "]}\n";
}

std::string to_table(const std::vector<CaseResult>& results) {
  std::string table;
  for (const CaseResult& result : results) {
    table +=
        result.name + ": level, allocations and CPU time in ns of one call, and over " + result.over + "\n";
    const std::vector<double>& floor = result.samples.at(result.over);
    for (const auto& [subject, times] : result.samples) {
      const Traits& traits = result.traits.at(subject);
      table += "  " + padded(subject, 22) + padded(traits.level, 8) +
               padded(number(traits.allocations, 1), 8) + padded(interval(estimate(times), 1), 30) +
               interval(estimate(paired_ratios(times, floor)), 3) + "\n";
    }
    table += "  controls: same against same " + interval(result.same_against_same, 3) + "; planted " +
             number(result.planted * 100, 0) + " % seen as " + interval(result.planted_seen, 3) + "\n";
    if (!result.controls_hold())
      table += "  NOT MEASURED HERE: the controls failed, so these ratios show nothing\n";
  }
  return table;
}

int run_program(int argc, char** argv, const std::vector<Case>& cases) {
  const int rounds = argc > 1 ? rounds_of(argv[1]) : 41;
  if (rounds < 9) {
    std::fprintf(stderr, "usage: %s [ROUNDS, at least 9] [RESULT-FILE]\n", argv[0]);
    return 1;
  }
  // Google Benchmark is told its options here; ours are positional. Many short slices show more than few long
  // ones: what disturbs the machine then falls on all arms alike.
  std::string min_time = "--benchmark_min_time=0.004";
  char* arguments[] = {argv[0], min_time.data(), nullptr};
  int count = 2;
  benchmark::Initialize(&count, arguments);

  std::vector<CaseResult> results;
  for (const Case& one : cases) results.push_back(run_case(one, rounds));
  std::fputs(to_table(results).c_str(), stdout);
  if (argc > 2 && !write_file(argv[2], to_json(results))) {
    std::fprintf(stderr, "%s: cannot write %s\n", argv[0], argv[2]);
    return 1;
  }
  return std::ranges::all_of(results, &CaseResult::controls_hold) ? 0 : 3;
}

}  // namespace signet_bench
