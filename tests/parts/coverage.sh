#!/usr/bin/env bash
# Line coverage of jose, json, policy and token by their unit tests and the vectors: at least 95 % of each folder.
. "$(dirname "$0")/common.sh"
programs=(json jose jose_faults policy token vectors)
build_preset coverage --target "${programs[@]/#/test_}"
find build/coverage -name '*.gcda' -delete
run_ctest build/coverage -R "^($(IFS='|' && echo "${programs[*]}"))\$"
check "95 % of the lines of each folder" python3 tests/parts/coverage.py build/coverage "$folder/uncovered.txt"
