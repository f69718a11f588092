#!/usr/bin/env bash
# How tests/run runs a part and tells the end: the table, the slowest ten, the caps, tests/results/all.json.
# A part writes "result<TAB>seconds<TAB>name<TAB>reason" lines to its file `tests` (see tests/parts/common.sh).
# shellcheck disable=SC2154  # selected, TESTS_RESULTS and TESTS_SEED are set by tests/run

# The states of a part beside passed and failed, as exit codes of its script.
skipped_code=77

run_part() {
  local part=$1 begun=$SECONDS code=0 folder=$TESTS_RESULTS/$1
  mkdir -p "$folder"
  : >"$folder/tests"
  printf '\n=== %s\n' "$part"
  if [ -f "tests/parts/$part.sh" ]; then
    bash "tests/parts/$part.sh" 2>&1 | tee "$folder/log" || code=${PIPESTATUS[0]}
  else
    echo "not yet" | tee "$folder/state"
  fi
  echo "$((SECONDS - begun))" >"$folder/seconds"
  [ -f "$folder/state" ] || state_of "$folder" "$code" >"$folder/state"
  if [ "$(cat "$folder/state")" = failed ]; then
    printf '=== %s failed. To repeat: ./tests/run --only %s --seed %s\n' "$part" "$part" "$TESTS_SEED"
  fi
}

# A part that ran nothing and says nothing has not passed.
state_of() {
  if [ "$2" -eq "$skipped_code" ]; then
    echo skipped
  elif [ "$2" -ne 0 ] || grep -q '^failed' "$1/tests" || ! [ -s "$1/tests" ]; then
    echo failed
  else
    echo passed
  fi
}

count() { grep -c "^$2" "$TESTS_RESULTS/$1/tests" || true; }

# Why tests of a part, or all of it, were skipped.
reasons() {
  { cat "$TESTS_RESULTS/$1/reason" 2>/dev/null || true
    awk -F'\t' '$1 == "skipped" { print $3 ": " $4 }' "$TESTS_RESULTS/$1/tests"; } | paste -sd ';' -
}

# The failed tests of a part, each with its reason; of a part that failed outside its tests, how it ended.
name_failures() {
  [ "$(cat "$TESTS_RESULTS/$1/state")" = failed ] || return 0
  awk -F'\t' -v part="$1" '$1 == "failed" { print "FAILED " part "/" $3 ": " $4; named = 1 } END { exit !named }' \
    "$TESTS_RESULTS/$1/tests" ||
    { echo "FAILED $1, outside its tests:" && tail -5 "$TESTS_RESULTS/$1/log" 2>/dev/null | sed 's/^/    /'; }
}

report() {
  local part state failed=0
  printf '\n%-11s %-8s %5s %7s %7s %8s  %s\n' part state ran passed skipped seconds why
  for part in "${selected[@]}"; do
    state=$(cat "$TESTS_RESULTS/$part/state")
    [ "$state" != failed ] || failed=1
    printf '%-11s %-8s %5d %7d %7d %8d  %s\n' "$part" "$state" \
      "$(($(count "$part" passed) + $(count "$part" failed)))" "$(count "$part" passed)" \
      "$(count "$part" skipped)" "$(cat "$TESTS_RESULTS/$part/seconds")" "$(reasons "$part")"
  done
  printf '\nslowest:\n'
  awk -F'\t' '{ n = split(FILENAME, path, "/"); printf "%8.1f s  %s/%s\n", $2, path[n - 1], $3 }' \
    "$TESTS_RESULTS"/*/tests | sort -rn | head -10
  for part in "${selected[@]}"; do name_failures "$part"; done
  printf '\nseed %s, %d s, %s\n' "$TESTS_SEED" "$1" "$([ "$failed" -eq 0 ] && echo passed || echo FAILED)"
  return "$failed"
}

# The CI tier stays inside its time, and its skips inside the number that tests/skip_cap holds.
check_limits() {
  local skips=0 cap part
  cap=$(cat tests/skip_cap)
  for part in "${selected[@]}"; do
    [ "$(cat "$TESTS_RESULTS/$part/state")" != skipped ] || skips=$((skips + 1))
    skips=$((skips + $(count "$part" skipped)))
  done
  [ "$skips" -le "$cap" ] || { echo "FAILED: $skips skips, tests/skip_cap allows $cap" && return 1; }
  [ "$1" -le "$2" ] || { echo "FAILED: $1 s, the CI tier may take $2 s" && return 1; }
}

# One object per part: what ran, on what, with which result.
write_all_json() {
  local part
  mkdir -p tests/results
  for part in "${selected[@]}"; do
    jq -n --arg part "$part" --arg state "$(cat "$TESTS_RESULTS/$part/state")" --arg reason "$(reasons "$part")" \
      --arg commit "$(git rev-parse HEAD)" --arg date "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
      --arg compiler "$(c++ --version | head -1)" --arg openssl "$(openssl version 2>/dev/null || echo unknown)" \
      --arg cpu "$(sed -n 's/^flags[^:]*: //p' /proc/cpuinfo | head -1)" --arg seed "$TESTS_SEED" \
      --arg passed "$(count "$part" passed)" --arg failed "$(count "$part" failed)" \
      --arg skipped "$(count "$part" skipped)" --arg seconds "$(cat "$TESTS_RESULTS/$part/seconds")" \
      '{part: $part, state: $state, reason: $reason, commit: $commit, date: $date, compiler: $compiler,
        openssl: $openssl, cpu_flags: $cpu, seed: ($seed | tonumber), passed: ($passed | tonumber),
        failed: ($failed | tonumber), skipped: ($skipped | tonumber), seconds: ($seconds | tonumber)}'
  done | jq -s '{parts: .}' >tests/results/all.json
  echo "wrote tests/results/all.json"
}

# Names what the last --all left failed, and parts whose code has changed since, over 30 commits ago.
name_stale_parts() {
  local part state commit
  [ -f tests/results/all.json ] || return 0
  jq -r '.parts[] | select(.state != "not yet") | [.part, .state, .commit] | @tsv' tests/results/all.json |
    while read -r part state commit; do
      if [ "$state" = failed ]; then
        echo "tests/results/all.json: $part failed at $commit"
      elif [ "$(git rev-list --count "$commit..HEAD" 2>/dev/null || echo 0)" -gt 30 ] &&
        ! git diff --quiet "$commit" HEAD -- include lib tests examples; then
        echo "tests/results/all.json: $part is stale, last run at $commit"
      fi
    done
}
