#!/usr/bin/env bash
# One g++ build and every test that needs no service, no second compiler and no root.
. "$(dirname "$0")/common.sh"
build_preset dev
run_ctest build/dev -L quick
