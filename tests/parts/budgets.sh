#!/usr/bin/env bash
# Instructions of token work above its signature alone, counted by callgrind in the optimised build.
. "$(dirname "$0")/common.sh"
command -v valgrind >/dev/null || skip "valgrind is not installed"

build_program() {
  cmake --preset release -DSIGNET_BUILD_BUDGETS=ON >"$folder/configure.log" || { cat "$folder/configure.log" && return 1; }
  cmake --build build/release --target token_work
}

instructions() {
  local code=0
  python3 tests/budgets/instructions.py build/release/bin/token_work || code=$?
  if [ "$code" -eq 77 ]; then skip "no AVX2, or the budgets are of another compiler or OpenSSL"; fi
  return "$code"
}

build_program
begun=$SECONDS
instructions
record passed $((SECONDS - begun)) "instructions"
