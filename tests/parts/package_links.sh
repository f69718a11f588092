#!/usr/bin/env bash
# What package.sh checks of pkg-config files and of shared libraries, as functions.
# shellcheck disable=SC2154  # work is set by consumer.sh

# Where the .pc files of an installation lie, whatever its lib folder is called.
pc_folder() { find "$1" -type d -name pkgconfig; }

# by_pkg_config PREFIX COMPONENT pkg-config-arguments...: nothing but pkg-config and g++ build and run the consumer.
# gnu++17 is g++ 12's default, so the language is named; an rpath is the consumer's business.
by_pkg_config() {
  local prefix=$1 component=$2 name=signet-$2 pc
  local -a flags
  shift 2
  [ "$component" != signet ] || name=signet
  pc=$(pc_folder "$prefix")
  rm -rf "$work/pkg-config"
  mkdir -p "$work/pkg-config"
  read -r -a flags <<<"$(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs "$@" "$name")"
  echo "g++ ${flags[*]}"
  ${CMAKE_CXX_COMPILER_LAUNCHER:-} g++ -std=c++20 -c "tests/package/$component.cpp" -o "$work/pkg-config/consumer.o" \
    "${flags[@]}"
  g++ "$work/pkg-config/consumer.o" -o "$work/pkg-config/consumer" "${flags[@]}" -Wl,-rpath,"$(dirname "$pc")"
  (cd "$work/pkg-config" && ./consumer)
}

# The files name these and no others: what was not built has none.
pc_files_are() {
  local pc
  pc=$(pc_folder "$1")
  shift
  diff <(printf '%s\n' "$@" | sort) <(find "$pc" -name '*.pc' -printf '%f\n' | sed 's/[.]pc$//' | sort)
}

# A shared library shows nothing outside namespace signet, and something of it; the planted function is inside.
only_signet_exported() {
  local library
  for library in "$1"/lib*/libsignet_*.so; do
    nm --dynamic --defined-only "$library" | cut -d ' ' -f 3 >"$work/exports"
    echo "$(wc -l <"$work/exports") symbols of $(basename "$library")"
    grep -q '^_ZN6signet' "$work/exports"
    nm --demangle "$library" >"$work/symbols"
    grep -q ' t foreign()$' "$work/symbols"
    if grep -vE '^_Z(T[ISV]|GV)?Z?NK?[RO]?6signet' "$work/exports"; then return 1; fi
  done
}

# libsignet_token.so.0.1 for version 0.1.0: each minor version is an ABI of its own while 0.x.
soname_is_minor() {
  local library version
  version=$(sed -n 's/^project(signet VERSION \([0-9]*[.][0-9]*\).*/\1/p' CMakeLists.txt)
  for library in "$1"/lib*/libsignet_*.so; do
    readelf --dynamic "$library" | grep -F "Library soname: [$(basename "$library").$version]"
  done
}
