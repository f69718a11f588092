#!/usr/bin/env bash
# Instructions of token work above its signature alone, counted by callgrind in the optimised build.
. "$(dirname "$0")/common.sh"
command -v valgrind >/dev/null || skip "valgrind is not installed"

build_program() {
  cmake --preset release -DSIGNET_BUILD_BUDGETS=ON >"$folder/configure.log" || { cat "$folder/configure.log" && return 1; }
  cmake --build build/release --target token_work
}

# Which case was above its budget stands in the record, so that the end of a long run tells it.
instructions() {
  local code=0 begun=$SECONDS above
  python3 tests/budgets/instructions.py build/release/bin/token_work | tee "$folder/table" || code=${PIPESTATUS[0]}
  case $code in
    0) record passed $((SECONDS - begun)) "instructions" ;;
    77) skip "no AVX2, or the budgets are of another compiler or OpenSSL" ;;
    *)
      above=$(awk '/ABOVE/ { printf "%s %s took %s of %s; ", $1, $2, $5, $6 }' "$folder/table")
      record failed $((SECONDS - begun)) "instructions" "${above:-exit code $code}"
      ;;
  esac
}

build_program
instructions
