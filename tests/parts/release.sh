#!/usr/bin/env bash
# The optimised build that servers, demo and benchmarks use; its programs land in build/release/bin.
. "$(dirname "$0")/common.sh"
check "release build" build_preset release
