#!/usr/bin/env bash
# What package.sh checks of the Conan recipe, as functions: Conan's client in a virtual environment under build/conan,
# every remote disabled, the dependencies standing in for public recipes (tests/package/conan_system).
# shellcheck disable=SC2154  # folder is set by common.sh
conan_version=2.34.0
export CONAN_HOME=$PWD/build/conan/home

conan() { build/conan/venv/bin/conan "$@"; }

# The client, from PyPI when it is not there already. Fails where PyPI does not answer.
get_conan() {
  [ "$(conan --version 2>/dev/null)" != "Conan version $conan_version" ] || return 0
  rm -rf build/conan
  python3 -m venv build/conan/venv && build/conan/venv/bin/pip install --quiet "conan==$conan_version"
}

# An empty home, no server to ask, and what the recipe requires in the system's versions. Nothing is optimised, as in
# consumer.sh: the builds below then share what they compile.
prepare_conan() {
  local name
  rm -rf "$CONAN_HOME"
  conan profile detect
  conan remote disable '*'
  if conan remote list | grep -F 'Enabled: True'; then return 1; fi
  printf '%s\n' 'tools.system.package_manager:mode=check' 'tools.cmake.cmaketoolchain:generator=Ninja' \
    "tools.cmake.cmake_layout:test_folder=$PWD/build/conan/test" \
    'tools.cmake.cmaketoolchain:extra_variables={"CMAKE_CXX_FLAGS_RELEASE": "-O0", "CMAKE_CXX_FLAGS_DEBUG": "-O0"}' \
    >"$CONAN_HOME/global.conf"
  for name in openssl sqlite3 libpqxx hiredis cpp-httplib; do
    conan export tests/package/conan_system --name "$name"
  done
}

# The recipe's own test package is built and run too.
conan_create() { conan create . --build=missing -s compiler.cppstd=20 "$@"; }

# conan_refuses TEXT conan-arguments...: the recipe must refuse, and say TEXT.
conan_refuses() {
  local text=$1
  shift
  if conan_create "$@" >"$folder/refused" 2>&1; then echo "created, and must not" && return 1; fi
  grep -F "$text" "$folder/refused"
}

# What the packages hold: licence, headers and libraries, and nothing that a consumer's Conan writes anew.
conan_packages_are_clean() {
  local package packages
  packages=$(find "$CONAN_HOME/p/b" -path '*/p/licenses' -printf '%h\n')
  [ -n "$packages" ]
  for package in $packages; do
    echo "$package"
    diff LICENSE "$package/licenses/LICENSE"
    diff <(printf '%s\n' include lib licenses) \
      <(find "$package" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort)
    diff /dev/null <(find "$package/lib" -mindepth 1 -type d)
  done
}

# Every option set of one build, each with its test package.
check_conan() {
  local -a token=(-o 'signet/*:with_password=False' -o 'signet/*:with_session=False')
  local -a all=(-o 'signet/*:with_sqlite=True' -o 'signet/*:with_postgres=True'
    -o 'signet/*:with_redis=True' -o 'signet/*:with_httplib=True')
  check "conan: empty home, no remote" prepare_conan
  check "conan create, defaults" conan_create
  check "conan create, token alone" conan_create "${token[@]}"
  check "conan create, all" conan_create "${all[@]}"
  check "conan create, all, shared" conan_create "${all[@]}" -o 'signet/*:shared=True'
  check "conan create, all, Debug" conan_create "${all[@]}" -s build_type=Debug
  check "conan: packages are clean" conan_packages_are_clean
  check "conan refuses sqlite without session" conan_refuses "with_sqlite needs with_session" \
    "${token[@]}" -o 'signet/*:with_sqlite=True'
  check "conan refuses session without password" conan_refuses "with_session needs with_password" \
    -o 'signet/*:with_password=False'
  check "conan refuses C++17" conan_refuses "Current cppstd (17) is lower than the required C++ standard (20)" \
    -s compiler.cppstd=17
}
