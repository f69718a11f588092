// Running one thing at every vector level that this machine has; the others are named.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "core/cpu_level.hpp"

namespace signet_test {

/// Calls `check` once per level, with all kernels at that level, and goes back to the level there was.
template <class Check>
void at_each_cpu_level(const Check& check) {
  using namespace signet::detail;
  const CpuLevel before = cpu_level();
  for (const CpuLevel level : cpu_levels) {
    const std::string name{to_string(level)};
    if (!use_cpu_level(level)) {
      MESSAGE("skipped: level " << name << ", which this processor or this build has not");
      continue;
    }
    INFO("at level " << name);
    check();
  }
  use_cpu_level(before);
}

}  // namespace signet_test
