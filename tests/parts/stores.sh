#!/usr/bin/env bash
# Conformance, races and faults of the stores on a real PostgreSQL, which ctest starts and stops
# (cmake/postgres_testing.cmake), and on Redis servers that the tests start themselves (cmake/redis_testing.cmake).
. "$(dirname "$0")/common.sh"
build_preset dev --target signet_store_tests
[ -s build/dev/store_tests ] || skip "no store's client and server are installed (Debian: libpqxx-dev, postgresql, libhiredis-dev, redis-server)"
run_ctest build/dev -L stores
show_tables build/dev
for program in account_store_postgres session_store_redis; do
  grep -qx "$program" build/dev/store_tests || record skipped 0 "$program" "its client or server is not installed"
done
