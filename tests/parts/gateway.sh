#!/usr/bin/env bash
# Flows behind a real nginx, which the tests start themselves on free loopback ports.
. "$(dirname "$0")/common.sh"
build_preset dev --target signet_gateway_tests
[ -s build/dev/gateway_tests ] || skip "nginx is not installed (Debian: nginx)"
run_ctest build/dev -L gateway
