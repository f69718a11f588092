#!/usr/bin/env bash
# What the parts of tests/run share: building, ctest, single checks, skipping. Sourced first by each part.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
part=$(basename "$0" .sh)
folder=${TESTS_RESULTS:-$PWD/build/results}/$part
mkdir -p "$folder"

# One line of the result table's counts: result, seconds, name, reason.
record() { printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "${4:-}" >>"$folder/tests"; }

# Ends the part: it cannot run here.
skip() {
  echo "skipped: $1"
  echo "$1" >"$folder/reason"
  exit 77
}

# Ends the part: what it would test does not exist.
not_yet() {
  echo "not yet" | tee "$folder/state"
  exit 0
}

# check "name" command...: runs it as one test, and goes on after a failure; tests/run sees the record.
check() {
  local name=$1 begun=$SECONDS
  shift
  echo "--- $name"
  # A subshell of its own process keeps `set -e` alive in shell functions, which `if` would switch off.
  set +e
  (set -e && "$@")
  local code=$?
  set -e
  if [ "$code" -eq 0 ]; then record passed $((SECONDS - begun)) "$name"; else record failed $((SECONDS - begun)) "$name" "exit code $code"; fi
}

build_preset() {
  local preset=$1
  shift
  cmake --preset "$preset" >"$folder/configure.log" || { cat "$folder/configure.log" && return 1; }
  cmake --build "build/$preset" "$@"
}

# run_ctest DIR arguments...: each ctest entry becomes a record; a failing one prints how to repeat it.
run_ctest() {
  local build=$1 code=0
  shift
  ctest --test-dir "$build" --output-on-failure --no-tests=error "$@" | tee "$folder/ctest.log" || code=1
  record_ctest
  [ "$code" -eq 0 ] || sed -n "s|^failed\t[^\t]*\t\([^\t]*\).*|To repeat: TESTS_SEED=${TESTS_SEED:-} \
ctest --test-dir $build --output-on-failure -R '^\1\$'|p" "$folder/tests"
  return "$code"
}

# The tables that tests printed in the last run_ctest, which shows failures alone.
show_tables() { grep -h '^|' "$1/Testing/Temporary/LastTest.log" || true; }  # most tests print none

# The reason of a failure is the first line of its output that names an error.
record_ctest() {
  awk '$1 ~ /^[0-9]+\/[0-9]+$/ && $2 == "Test" {
      name = $0; sub(/^[^:]*: /, "", name); sub(/ \.\.*.*$/, "", name)
      result = /Passed/ ? "passed" : /\*\*\*Skipped/ ? "skipped" : "failed"
      reason[name] = result == "skipped" ? "by the test itself" : /\*\*\*Timeout/ ? "timeout" : ""
      line[name] = result "\t" $(NF - 1) "\t" name
      order[++tests] = name
      next
    }
    name != "" && reason[name] == "" && /ERROR|Error|WARNING: ThreadSanitizer|runtime error/ { reason[name] = $0 }
    END { for (test = 1; test <= tests; test++) print line[order[test]] "\t" reason[order[test]] }
    ' "$folder/ctest.log" >>"$folder/tests"
}
