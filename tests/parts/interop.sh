#!/usr/bin/env bash
# signet and other JOSE libraries, both ways and with mutated tokens: tests/interop. --all keeps the table.
. "$(dirname "$0")/common.sh"
build_preset release --target signet_command
command -v python3 >/dev/null || skip "python3 is not installed"

run_interop() {
  local record=()
  [ "${TESTS_TIER:-}" != all ] || record=(--all)
  python3 tests/interop/interop.py --seed "${TESTS_SEED:-0}" "${record[@]}" | tee "$folder/output"
}

check "the conductor notices" python3 tests/interop/self_test.py
check "signet and its peers" run_interop
# A peer that could not be installed is a test that did not run.
sed -n 's/^SKIPPED \([^:]*\): \(.*\)/\1\t\2/p' "$folder/output" |
  while IFS=$'\t' read -r peer why; do record skipped 0 "$peer" "$why"; done
