#!/usr/bin/env bash
# Vector kernels on processors that this machine is not, by user-mode emulation: results alone, no speed.
. "$(dirname "$0")/common.sh"

# kernels FOLDER arguments...: builds kernels and tests.
kernels() {
  local build=build/emulation/$1
  shift
  mkdir -p "$build/headers"
  cmake -S tests/emulation -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O1 "$@"
  cmake --build "$build"
}

# run_on NAME LEVEL FOLDER emulator...: runs the tests and sees to it that their highest level was LEVEL.
run_on() {
  local name=$1 level=$2 program=build/emulation/$3/test_kernels
  shift 3
  if ! command -v "$1" >/dev/null; then
    record skipped 0 "$name" "$1 is not installed (Debian: qemu-user-static)"
    return
  fi
  check "$name" passes_at "$level" "$@" "$program"
}

passes_at() {
  local level=$1 output
  shift
  output=$("$@") || { echo "$output" && return 1; }
  tail -3 <<<"$output"
  [ "$(levels_of "$output")" = "$level" ] || { echo "the levels were: $(levels_of "$output"), not: $level" && return 1; }
}

levels_of() {
  local level had=()
  for level in scalar neon avx2 avx512; do grep -q "skipped: level $level," <<<"$1" || had+=("$level"); done
  echo "${had[*]}"
}

if command -v aarch64-linux-gnu-g++ >/dev/null; then
  check "build for AArch64" kernels aarch64 -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 \
    -DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++
  run_on "AArch64: NEON" "scalar neon" aarch64 qemu-aarch64-static
else
  record skipped 0 "AArch64: NEON" "no cross compiler (Debian: g++-aarch64-linux-gnu)"
fi

# An x86 processor without AVX must meet none of it, wherever the linker took its inline functions from.
if [ "$(uname -m)" = x86_64 ]; then
  check "build for x86-64" kernels x86_64
  run_on "x86-64 without AVX: scalar" "scalar" x86_64 qemu-x86_64-static -cpu Nehalem
  run_on "x86-64 with AVX2" "scalar avx2" x86_64 qemu-x86_64-static -cpu Haswell
fi
