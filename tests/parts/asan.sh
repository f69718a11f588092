#!/usr/bin/env bash
# The whole suite under AddressSanitizer and UBSan; clang 19 is the second compiler at the same time.
. "$(dirname "$0")/common.sh"
build_preset asan
if grep -q '^signet_promtool:.*NOTFOUND$' build/asan/CMakeCache.txt; then
  record skipped 0 "promtool" "promtool, which judges every page of /metrics, is not installed (Debian: prometheus)"
fi
# What a database spends those minutes on is not ours; its other tests run here, and the races in the part stores.
run_ctest build/asan -E '^(session_store_races_(postgres|redis)|rules_server_promises)$' -LE '^races$'
