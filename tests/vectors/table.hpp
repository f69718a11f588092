// Runs a table of vector files inside a doctest case.
#pragma once

#include <span>

#include "vectors/runner.hpp"

namespace vectors {

/// Prints a line per file and one per source, and fails the running test for each wrong answer.
void check_all(std::span<const VectorFile> files);

}  // namespace vectors
