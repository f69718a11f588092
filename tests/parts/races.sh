#!/usr/bin/env bash
# The races of the stores at full length: 10,000 rounds for one token in strict mode, at each number of racers.
. "$(dirname "$0")/common.sh"
build_preset dev --target signet_all_races
run_ctest build/dev -L '^races$'
show_tables build/dev
