#!/usr/bin/env bash
# One g++ build and every test that needs no service, no second compiler and no root.
. "$(dirname "$0")/common.sh"
build_preset dev
run_ctest build/dev -L quick
if [ ! -x build/dev/bin/test_postgres ]; then
  record skipped 0 "postgres" "libpqxx is not installed (Debian: libpqxx-dev)"
fi
if [ ! -x build/dev/bin/test_redis ]; then
  record skipped 0 "redis" "hiredis is not installed (Debian: libhiredis-dev)"
fi
