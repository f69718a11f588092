#!/usr/bin/env bash
# The tests that use threads, under ThreadSanitizer. cmake/testing.cmake names them.
. "$(dirname "$0")/common.sh"
build_preset tsan --target signet_concurrent_tests
[ -s build/tsan/concurrent_tests ] || not_yet
TSAN_OPTIONS=halt_on_error=1 run_ctest build/tsan -L concurrent
