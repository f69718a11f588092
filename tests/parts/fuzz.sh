#!/usr/bin/env bash
# The seeds of every fuzz target, then 10 s of fuzzing each.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/fuzzing.sh"
build_fuzzers
run_ctest build/fuzz -L fuzz || echo "a seed fails"
fuzz_targets 10
