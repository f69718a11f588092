#!/usr/bin/env bash
# Installing signet under build/package and building consumers against it; shared by package.sh and compilers.sh.
work=$PWD/build/package

# Configures, builds and installs into a first folder, then moves that: the package must be relocatable. Nothing is
# optimised: what is looked at is where things land.
install_signet() {
  local name=$1
  shift
  rm -rf "${work:?}/$name-prefix" "$work/first" "$work/$name-build/CMakeCache.txt"
  cmake -S . -B "$work/$name-build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O0 \
    -DSIGNET_BUILD_TESTS=OFF -DSIGNET_BUILD_EXAMPLES=OFF -DCMAKE_INSTALL_PREFIX="$work/first" "$@" >/dev/null
  cmake --build "$work/$name-build"
  cmake --install "$work/$name-build" >/dev/null
  mv "$work/first" "$work/$name-prefix"
}

# The token component alone, in an environment that has nothing but OpenSSL.
only_openssl=(--no-warn-unused-cli -DPKG_CONFIG_EXECUTABLE=/bin/false)
for name in Threads nlohmann_json SQLite3 doctest benchmark; do
  only_openssl+=("-DCMAKE_DISABLE_FIND_PACKAGE_$name=ON")
done
install_token() {
  install_signet token -DSIGNET_PASSWORD=OFF -DSIGNET_SESSION=OFF -DSIGNET_SQLITE=OFF -DSIGNET_HTTPLIB=OFF \
    "${only_openssl[@]}" "$@"
}

# consume FOLDER cmake-arguments...: builds tests/package/FOLDER afresh and runs its program.
consume() {
  local folder=$1
  shift
  rm -rf "$work/consumer"
  cmake -S "tests/package/$folder" -B "$work/consumer" -G Ninja "$@"
  cmake --build "$work/consumer"
  (cd "$work/consumer" && ./consumer)
}

# refused TEXT cmake-arguments...: the find_package consumer must fail to configure, and say TEXT.
refused() {
  local text=$1 output
  shift
  rm -rf "$work/consumer"
  if output=$(cmake -S tests/package/find_package -B "$work/consumer" -G Ninja "$@" 2>&1); then
    echo "configured, and must not" && return 1
  fi
  printf '%s\n' "$output"
  # CMake wraps long messages.
  tr -s ' \n' ' ' <<<"$output" | grep -qF "$text"
}
