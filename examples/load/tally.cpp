// Quantiles and counts of a stream, as JSON.
#include "load/tally.hpp"

#include <algorithm>
#include <map>

namespace signet::example {
namespace {

/// The value that `share` of all keep to.
float quantile(std::vector<float>& latencies, double share) {
  if (latencies.empty()) return 0;
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(latencies.size()));
  const auto place = latencies.begin() + static_cast<std::ptrdiff_t>(std::min(rank, latencies.size() - 1));
  std::ranges::nth_element(latencies, place);
  return *place;
}

void add(std::string& line, const char* key, double value) {
  char text[64];
  std::snprintf(text, sizeof text, "\"%s\":%.1f,", key, value);
  line += text;
}

}  // namespace

std::string told(const std::string& name, const Tally& tally, std::size_t first, std::size_t waiting) {
  std::vector<float> latencies;
  std::map<std::uint16_t, std::uint64_t> statuses;
  for (std::size_t i = first; i < tally.samples.size(); ++i) {
    latencies.push_back(tally.samples[i].latency);
    ++statuses[tally.samples[i].status];
  }
  std::string line = '"' + name + "\":{";
  add(line, "p50", quantile(latencies, 0.50));
  add(line, "p90", quantile(latencies, 0.90));
  add(line, "p99", quantile(latencies, 0.99));
  add(line, "max", quantile(latencies, 1));
  for (const auto& [status, count] : statuses) {
    line += '"' + std::to_string(status) + "\":" + std::to_string(count) + ',';
  }
  return line + "\"open\":" + std::to_string(tally.open) + ",\"sent\":" + std::to_string(tally.sent) +
         ",\"failed\":" + std::to_string(tally.failed) +
         ",\"retry_after\":" + std::to_string(tally.retry_after) + ",\"waiting\":" + std::to_string(waiting) +
         '}';
}

void write_samples(std::FILE* file, const std::string& name, const Tally& tally) {
  for (const Sample& sample : tally.samples) {
    std::fprintf(file, "%s %.4f %.1f %d\n", name.c_str(), static_cast<double>(sample.due),
                 static_cast<double>(sample.latency), sample.status);
  }
}

}  // namespace signet::example
