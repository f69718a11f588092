#!/usr/bin/env bash
# FUZZ_MINUTES (10) of fuzzing a target.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/fuzzing.sh"
build_fuzzers
fuzz_targets $((${FUZZ_MINUTES:-10} * 60))
