// The loop over a table of vector files.
#include "vectors/table.hpp"

#include <doctest/doctest.h>

#include <cstdio>

namespace vectors {

void check_all(std::span<const VectorFile> files) {
  for (const VectorFile& file : files) {
    Report report{file.deviations};
    file.run(std::filesystem::path{SIGNET_SOURCE_DIR} / "tests/vectors" / file.path, report);
    std::printf("%-45s %5zu run %5zu passed %3zu deviations\n", std::string(file.path).c_str(), report.run(),
                report.passed(), report.deviated());
    CAPTURE(file.path);
    CHECK(report.run() > 0);
    CHECK(report.passed() + report.deviated() == report.run());
    for (const std::string& line : report.failures()) FAIL_CHECK(line);
  }
}

}  // namespace vectors
