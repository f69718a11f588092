// The vector level: the highest that is had, unless a test asks for a lower one.
#include "core/cpu_level.hpp"

#include <doctest/doctest.h>

using namespace signet::detail;

TEST_CASE("the level is the highest that is had, and scalar is always had") {
  CpuLevel highest = CpuLevel::scalar;
  for (const CpuLevel level : cpu_levels) {
    if (has_cpu_level(level)) highest = level;
  }
  CHECK(has_cpu_level(CpuLevel::scalar));
  CHECK(cpu_level() == highest);
}

TEST_CASE("a level that is had can be asked for, another changes nothing") {
  const CpuLevel before = cpu_level();
  for (const CpuLevel level : cpu_levels) {
    const CpuLevel there = cpu_level();
    CHECK(use_cpu_level(level) == has_cpu_level(level));
    CHECK(cpu_level() == (has_cpu_level(level) ? level : there));
  }
  use_cpu_level(before);
}

TEST_CASE("SHA instructions are of every level but scalar, or of none") {
  const CpuLevel before = cpu_level();
  const bool had = has_sha_instructions();
  for (const CpuLevel level : cpu_levels) {
    if (use_cpu_level(level)) CHECK(has_sha_instructions() == (had && level != CpuLevel::scalar));
  }
  use_cpu_level(before);
}

TEST_CASE("levels of one architecture are not had by another") {
  CHECK_FALSE((has_cpu_level(CpuLevel::neon) && has_cpu_level(CpuLevel::avx2)));
  if (has_cpu_level(CpuLevel::avx512)) CHECK(has_cpu_level(CpuLevel::avx2));
}

TEST_CASE("each level has its name") {
  CHECK(to_string(CpuLevel::scalar) == "scalar");
  CHECK(to_string(CpuLevel::neon) == "neon");
  CHECK(to_string(CpuLevel::avx2) == "avx2");
  CHECK(to_string(CpuLevel::avx512) == "avx512");
}
