// The loop over a table of vector files.
#include "vectors/table.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <map>

namespace vectors {

namespace {
struct Counts {
  std::size_t run = 0;
  std::size_t passed = 0;
  std::size_t deviated = 0;
  std::size_t left_out = 0;

  void add(const Report& report) {
    run += report.run();
    passed += report.passed();
    deviated += report.deviated();
    for (const auto& [reason, cases] : report.left_out()) left_out += cases;
  }
  void print(std::string_view what) const {
    std::printf("%-60s %5zu run %5zu passed %3zu deviations", std::string(what).c_str(), run, passed,
                deviated);
    if (left_out != 0) std::printf(" %4zu not applicable", left_out);
    std::puts("");
  }
};
}  // namespace

void check_all(std::span<const VectorFile> files) {
  std::map<std::string_view, Counts> sources;
  for (const VectorFile& file : files) {
    Report report{file.deviations};
    file.run(std::filesystem::path{SIGNET_SOURCE_DIR} / "tests/vectors" / file.path, report);
    Counts counts;
    counts.add(report);
    counts.print(file.path);
    for (const auto& [reason, cases] : report.left_out()) {
      std::printf("%60s %5zu not applicable: %s\n", "", cases, reason.c_str());
    }
    sources[file.path.substr(0, file.path.find('/'))].add(report);
    CAPTURE(file.path);
    CHECK(report.run() > 0);
    CHECK(report.passed() + report.deviated() == report.run());
    for (const std::string& line : report.failures()) FAIL_CHECK(line);
  }
  std::puts("\nby source");
  for (const auto& [source, counts] : sources) counts.print(source);
}

}  // namespace vectors
