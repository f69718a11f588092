#!/usr/bin/env bash
# Building and running the fuzz targets; shared by fuzz.sh and fuzz_long.sh.
# shellcheck disable=SC2154  # folder is set by common.sh

build_fuzzers() {
  command -v clang++-19 >/dev/null || skip "clang 19, which has libFuzzer, is not installed"
  build_preset fuzz --target signet_fuzzers
}

# fuzz_one SECONDS NAME MOST_BYTES DICTIONARY FOLDER...: begins from the seeds and from what earlier runs found, which
# is kept in build/fuzz/NAME/corpus; an input that fails is kept beside it.
fuzz_one() {
  local seconds=$1 name=$2 most_bytes=$3 dictionary=$4 found=build/fuzz/$2
  shift 4
  mkdir -p "$found/corpus"
  "build/fuzz/bin/fuzz_$name" -seed="${TESTS_SEED:-1}" -max_total_time="$seconds" -max_len="$most_bytes" \
    -dict="$dictionary" -timeout=30 -rss_limit_mb=2048 -artifact_prefix="$found/" -print_final_stats=1 \
    "$found/corpus" "$@" || { how_to_repeat "$name" && return 1; }
}

how_to_repeat() {
  local input
  input=$(find "build/fuzz/$1" -maxdepth 1 -type f -name '*-*' -printf '%T@ %p\n' | sort -rn | sed -n '1s/^[^ ]* //p')
  echo "To repeat: build/fuzz/bin/fuzz_$1 ${input:-with the seed ${TESTS_SEED:-1}}"
}

# Every target for so many seconds, as many at a time as tests may run.
fuzz_targets() {
  local seconds=$1 row log
  while read -r -a row; do
    while [ "$(jobs -rp | wc -l)" -ge "${CTEST_PARALLEL_LEVEL:-1}" ]; do wait -n || true; done
    check "fuzz_${row[0]} for $seconds s" fuzz_one "$seconds" "${row[@]}" >"$folder/${row[0]}.log" 2>&1 &
  done <build/fuzz/fuzz_targets
  wait
  for log in "$folder"/*.log; do
    grep -q 'Done [0-9]* runs' "$log" || continue
    echo "$(basename "$log" .log): $(grep -oE 'cov: [0-9]+ ft: [0-9]+' "$log" | tail -1), $(grep 'Done [0-9]* runs' "$log")"
  done
  { grep -lE '^To repeat: ' "$folder"/*.log || true; } | while read -r log; do tail -n 60 "$log"; done
}
