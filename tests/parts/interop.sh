#!/usr/bin/env bash
# signet and other JOSE libraries, both ways and with mutated tokens: tests/interop. --all keeps the table.
. "$(dirname "$0")/common.sh"
build_preset release --target signet_command
command -v python3 >/dev/null || skip "python3 is not installed"

check "the conductor notices" python3 tests/interop/self_test.py

arguments=(--seed "${TESTS_SEED:-0}")
[ "${TESTS_TIER:-}" != all ] || arguments+=(--all)
begun=$SECONDS code=0
python3 tests/interop/interop.py "${arguments[@]}" | tee "$folder/output" || code=$?
[ "$code" -ne 77 ] || skip "no peer could be installed"
result=passed
[ "$code" -eq 0 ] || result=failed
record "$result" $((SECONDS - begun)) "signet and its peers" "exit code $code"
# A peer that could not be installed is a test that did not run.
sed -n 's/^SKIPPED \([^:]*\): \(.*\)/\1\t\2/p' "$folder/output" |
  while IFS=$'\t' read -r peer why; do record skipped 0 "$peer" "$why"; done
