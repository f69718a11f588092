// Starts that must fail: with their exit code, saying what to do, and showing no secret.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "flows/service.hpp"

namespace signet::test {

/// Stands where a secret may stand; no output may hold it.
inline const std::string mark = "MARKED-SECRET-7c1f0a9e-never-to-be-shown";

struct BadStart {
  const char* name;
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;
  int exit_code;
  const char* message;  ///< must be in the output
};

inline void check_refused(const char* program, const BadStart& row) {
  CAPTURE(program);
  CAPTURE(row.name);
  const Ending end = run({program, row.arguments, row.environment});
  CHECK(end.exit_code == row.exit_code);
  CHECK_MESSAGE(end.output.find(row.message) != std::string::npos, end.output);
  CHECK_MESSAGE(end.output.find(mark) == std::string::npos, end.output);
}

}  // namespace signet::test
