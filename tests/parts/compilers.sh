#!/usr/bin/env bash
# The oldest compilers we name, clang 14 and g++ 11: each public header by itself, and a consumer of the package.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/consumer.sh"

each_header() {
  local compiler=$1 header failed=0
  find include -name '*.hpp' ! -path '*/httplib/*' ! -name nlohmann.hpp | sort >"$folder/headers"
  while read -r header; do
    "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Iinclude -include "$header" -x c++ /dev/null || failed=1
  done <"$folder/headers"
  return "$failed"
}

check "install token" install_token
for compiler in clang++-14 g++-11; do
  if ! command -v "$compiler" >/dev/null; then
    record skipped 0 "$compiler" "not on this system (Debian 12 has it)"
    continue
  fi
  check "headers, $compiler" each_header "$compiler"
  check "consumer, $compiler" consume find_package -Dsignet_ROOT="$work/token-prefix" -DCMAKE_CXX_COMPILER="$compiler"
done
