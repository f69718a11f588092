#!/usr/bin/env bash
# The optimised build that servers, demo and benchmarks use; its programs land in build/release/bin.
. "$(dirname "$0")/common.sh"
check "release build" build_preset release
check "no stop points in it" python3 tests/rules/stop_points.py build/release/lib build/release/bin
