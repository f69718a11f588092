#!/usr/bin/env bash
# Conformance, races and faults of the stores on a real PostgreSQL, which ctest starts and stops (cmake/postgres_testing.cmake).
. "$(dirname "$0")/common.sh"
build_preset dev --target signet_store_tests
[ -s build/dev/store_tests ] || skip "libpqxx or PostgreSQL is not installed (Debian: libpqxx-dev, postgresql)"
run_ctest build/dev -L stores
