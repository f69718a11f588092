// What a benchmark program found: see results.hpp.
#include "results.hpp"

#include <openssl/crypto.h>

#include <cstdio>
#include <string_view>

#include "core/cpu_level.hpp"

namespace signet_bench {
namespace {

// What stands behind `key` and a separator in the first line of `path` that begins with it.
std::string value_in(const char* path, std::string_view key) {
  std::FILE* file = std::fopen(path, "r");
  if (file == nullptr) return "unknown";
  char line[512];
  std::string value = "unknown";
  while (std::fgets(line, sizeof line, file) != nullptr) {
    const std::string text = line;
    if (!text.starts_with(key)) continue;
    const auto begin = text.find_first_not_of(" \t:=\"", key.size());
    value = text.substr(begin, text.find_last_not_of("\n\"") - begin + 1);
    break;
  }
  std::fclose(file);
  return value;
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

// What our kernels may use of this processor.
std::string instructions() {
  using namespace signet::detail;
  std::string names;
  for (const CpuLevel level : cpu_levels)
    if (has_cpu_level(level)) names += std::string{to_string(level)} + " ";
  return names + (has_sha_instructions() ? "sha" : "no sha");
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string json_figures(const SubjectResult& row) {
  std::string text;
  for (const Figure& figure : row.figures) text += ",\"" + figure.name + "\":" + number(figure.value, 4);
  return text;
}

std::string json_row(const CaseResult& result, const SubjectResult& row) {
  return "{\"case\":\"" + result.name + "\",\"subject\":\"" + row.subject + "\",\"over\":\"" + result.over +
         "\",\"level\":\"" + row.level + "\",\"allocations\":" + number(row.counts.allocations, 2) +
         ",\"page_faults\":" + number(row.counts.page_faults, 2) + json_figures(row) +
         ",\"rounds\":" + std::to_string(row.rounds != 0 ? row.rounds : result.rounds) + "," +
         json_interval("ns", row.ns, 1) + "," + json_interval("ratio", row.ratio, 4) + "," +
         json_interval("same", result.same_against_same, 4) + "," +
         json_interval("planted", result.planted_seen, 4) +
         (result.controls_hold() ? ",\"controls\":\"held\"}" : ",\"controls\":\"failed\"}");
}

}  // namespace

bool CaseResult::controls_hold() const {
  const double half = planted / 2;
  return same_against_same.low >= 1 - half && same_against_same.high <= 1 + half &&
         planted_seen.low > 1 + half;
}

std::string to_json(const std::vector<CaseResult>& results) {
  std::string json = "{\"os\":\"" + value_in("/etc/os-release", "PRETTY_NAME") + "\",\"cpu\":\"" +
                     value_in("/proc/cpuinfo", "model name") + "\",\"instructions\":\"" + instructions() +
                     "\",\"compiler\":\"" SIGNET_COMPILER "\",\"openssl\":\"" +
                     OpenSSL_version(OPENSSL_VERSION) + "\",\"results\":[";
  const char* comma = "";
  for (const CaseResult& result : results) {
    for (const SubjectResult& row : result.subjects) {
      json += comma + json_row(result, row);
      comma = ",\n";
    }
  }
  return json + "]}\n";
}

std::string to_table(const std::vector<CaseResult>& results) {
  std::string table;
  for (const CaseResult& result : results) {
    table += result.name + ": level, allocations and page faults of a call, " + result.timed + ", and over " +
             result.over + "\n";
    for (const SubjectResult& row : result.subjects) {
      table += "  " + padded(row.subject, 32) + padded(row.level, 8) +
               padded(number(row.counts.allocations, 1), 8) + padded(number(row.counts.page_faults, 1), 8) +
               padded(interval(row.ns, 1), 30) + interval(row.ratio, 3);
      for (const Figure& figure : row.figures) table += "  " + figure.name + " " + number(figure.value, 4);
      table += "\n";
    }
    table += "  controls, " + std::to_string(result.rounds) + " rounds: ours over ours " +
             interval(result.same_against_same, 3) + ", with " + number(result.planted * 100, 0) +
             " % planted " + interval(result.planted_seen, 3) +
             (result.controls_hold() ? "\n" : ": FAILED, shows nothing\n");
  }
  return table;
}

}  // namespace signet_bench
