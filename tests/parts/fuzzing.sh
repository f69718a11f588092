#!/usr/bin/env bash
# Building and running the fuzz targets; shared by fuzz.sh and fuzz_long.sh.
# shellcheck disable=SC2154  # folder is set by common.sh

build_fuzzers() {
  command -v clang++-19 >/dev/null || skip "clang 19, which has libFuzzer, is not installed"
  build_preset fuzz --target signet_fuzzers
}

# fuzz_one SECONDS LEVEL NAME MOST_BYTES DICTIONARY FOLDER...: begins from the seeds and from what earlier runs found,
# which is kept in build/fuzz/NAME/corpus; an input that fails is kept beside it. LEVEL `best`: as the library chooses.
fuzz_one() {
  local seconds=$1 level=$2 name=$3 most_bytes=$4 dictionary=$5 found=build/fuzz/$3
  shift 5
  mkdir -p "$found/corpus"
  SIGNET_FUZZ_LEVEL=$level "build/fuzz/bin/fuzz_$name" -seed="${TESTS_SEED:-1}" -max_total_time="$seconds" \
    -max_len="$most_bytes" -dict="$dictionary" -timeout=30 -rss_limit_mb=2048 -artifact_prefix="$found/" \
    -print_final_stats=1 "$found/corpus" "$@" || { how_to_repeat "$name" "$level" && return 1; }
}

how_to_repeat() {
  local input
  input=$(find "build/fuzz/$1" -maxdepth 1 -type f -name '*-*' -printf '%T@ %p\n' | sort -rn | sed -n '1s/^[^ ]* //p')
  echo "To repeat: SIGNET_FUZZ_LEVEL=$2 build/fuzz/bin/fuzz_$1 ${input:-with the seed ${TESTS_SEED:-1}}"
}

# The dispatch levels of this processor. A target is told one that is not had by exit code 77.
levels_here() {
  local level code
  for level in scalar neon avx2 avx512; do
    code=0
    SIGNET_FUZZ_LEVEL=$level build/fuzz/bin/fuzz_compact_jws -runs=0 >"$folder/level" 2>&1 || code=$?
    case $code in 0) echo "$level" ;; 77) ;; *) cat "$folder/level" >&2 && return 1 ;; esac
  done
}

# fuzz_in_background SECONDS LEVEL NAME ...: as soon as fewer run than tests may at a time.
fuzz_in_background() {
  local name=fuzz_$3
  [ "$2" = best ] || name="$name at $2"
  while [ "$(jobs -rp | wc -l)" -ge "${CTEST_PARALLEL_LEVEL:-1}" ]; do
    wait -n || [ $? -eq 127 ] # which means that the last one ended after it was counted; check tells what failed
  done
  check "$name for $1 s" fuzz_one "$@" >"$folder/$3.$2.log" 2>&1 &
}

# Every target for so many seconds; those that reach vector kernels so long at each level.
fuzz_targets() {
  local seconds=$1 row log level here
  here=$(levels_here)
  while read -r -a row; do
    if [ "${row[0]}" = each ]; then
      for level in $here; do fuzz_in_background "$seconds" "$level" "${row[@]:1}"; done
    else
      fuzz_in_background "$seconds" best "${row[@]:1}"
    fi
  done <build/fuzz/fuzz_targets
  wait
  for log in "$folder"/*.log; do
    if grep -q 'Done [0-9]* runs' "$log"; then
      echo "$(basename "$log" .log): $(grep -oE 'cov: [0-9]+ ft: [0-9]+' "$log" | tail -1)," \
        "$(grep 'Done [0-9]* runs' "$log")"
    fi
    if grep -q '^To repeat: ' "$log"; then tail -n 60 "$log"; fi
  done
}
