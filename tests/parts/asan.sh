#!/usr/bin/env bash
# The whole suite under AddressSanitizer and UBSan; clang 19 is the second compiler at the same time.
. "$(dirname "$0")/common.sh"
build_preset asan
run_ctest build/asan
