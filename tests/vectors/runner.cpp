// Counting of answers, and reading of vector files.
#include "vectors/runner.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace vectors {

void Report::add(std::string_view id, std::string_view expected, std::string_view answer) {
  ++run_;
  const auto listed = std::ranges::find(deviations_, id, &Deviation::id);
  if (answer == expected) {
    ++passed_;
  } else if (listed != deviations_.end() && listed->answer == answer) {
    occurred_[static_cast<std::size_t>(listed - deviations_.begin())] = true;
  } else {
    wrong_.push_back(std::string(id) + ": expected " + std::string(expected) + ", got " +
                     std::string(answer));
  }
}

void Report::not_applicable(std::string_view reason) { ++left_out_[std::string(reason)]; }

std::size_t Report::deviated() const { return static_cast<std::size_t>(std::ranges::count(occurred_, true)); }

std::vector<std::string> Report::failures() const {
  std::vector<std::string> lines = wrong_;
  for (std::size_t i = 0; i < deviations_.size(); ++i) {
    if (!occurred_[i])
      lines.push_back(std::string(deviations_[i].id) + ": the listed deviation did not occur");
  }
  return lines;
}

std::string read_bytes(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

nlohmann::json read_json(const std::filesystem::path& file) {
  return nlohmann::json::parse(read_bytes(file));
}

std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

}  // namespace vectors
