#!/usr/bin/env bash
# What package.sh checks of the vcpkg port, as functions; vcpkg itself is not used (tests/package/vcpkg).
# shellcheck disable=SC2154  # work and folder are set by consumer.sh and common.sh

# install_port LINKAGE FEATURES: runs the port, and puts the package where vcpkg would, in another folder.
install_port() {
  cmake -DTREE="$work/vcpkg-$1" -DLINKAGE="$1" -DFEATURES="$2" -P tests/package/vcpkg/install.cmake >"$folder/port" ||
    { cat "$folder/port" && return 1; }
  rm -rf "$work/vcpkg-$1-installed"
  mv "$work/vcpkg-$1/package" "$work/vcpkg-$1-installed"
}

# consume_port LINKAGE COMPONENT CONFIGURATION: as vcpkg's toolchain would, by one prefix.
consume_port() {
  consume find_package -DCMAKE_PREFIX_PATH="$work/vcpkg-$1-installed" -DCOMPONENT="$2" -DCMAKE_BUILD_TYPE="$3"
  # The debug build of a consumer gets the debug libraries.
  if [ "$3" = Debug ]; then grep -q 'debug/lib/libsignet_' "$work/consumer/build.ninja"; fi
}

port_refuses() {
  local text=$1
  shift
  if "$@" >"$folder/refused" 2>&1; then echo "went through, and must not" && return 1; fi
  tr -s ' \n' ' ' <"$folder/refused" | grep -F "$text"
}

# Both manifests: the project's version, the same features, and the order of vcpkg's own formatter.
manifests_agree() {
  local file version
  version=$(sed -n 's/^project(signet VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
  for file in vcpkg.json cmake/vcpkg-port/vcpkg.json; do
    jq --exit-status --arg version "$version" '
      def names: map(.name? // .);
      .version == $version
      and keys_unsorted == ["name", "version", "description", "license", "supports", "dependencies", "features"]
      and (.features | keys_unsorted == keys)
      and ([.dependencies, (.features[] | .dependencies // [])] | all(names == (names | sort)))' "$file"
    jq .features "$file" >"$folder/$(basename "$(dirname "$file")")-features"
  done
  diff "$folder/.-features" "$folder/vcpkg-port-features"
}

# planted TEXT command...: the command spoils a copy of the package, and the checks must say TEXT.
planted() {
  local text=$1
  shift
  rm -rf "$work/planted"
  cp -a "$work/vcpkg-static-installed" "$work/planted"
  (cd "$work/planted" && "$@")
  port_refuses "post-build: $text" cmake -DPORT=signet -DCURRENT_PACKAGES_DIR="$work/planted" -DLINKAGE=static \
    -DSOURCE_PATH="$PWD" -P tests/package/vcpkg/post_build.cmake
}

planted_faults() {
  planted "headers or shared files of the debug build" mkdir debug/include
  planted "an empty folder: include/signet/empty" mkdir include/signet/empty
  planted "programs" mkdir bin
  planted "no headers" rm -r include
  planted "share/signet/copyright is missing" rm share/signet/copyright
  planted "an absolute path in share/signet/usage" cp "$folder/a-path" share/signet/usage
  planted "a CMake file outside share/signet: lib/x.cmake" touch lib/x.cmake
  planted "libraries of the linkage that was not asked for" touch lib/x.so
  planted "libraries: release has" rm debug/lib/libsignet_token.a
}

check_vcpkg() {
  local component
  check "vcpkg manifests agree" manifests_agree
  check "vcpkg port, all features, static" install_port static "httplib;postgres;redis;sqlite"
  pwd >"$folder/a-path"
  check "vcpkg: each planted fault is found" planted_faults
  for component in token signet sqlite postgres redis httplib; do
    check "vcpkg consumer, $component" consume_port static "$component" Release
  done
  check "vcpkg consumer, debug" consume_port static signet Debug
  check "vcpkg port, no feature, dynamic" install_port dynamic ""
  check "vcpkg consumer, dynamic" consume_port dynamic token Release
  check "vcpkg port refuses an undeclared feature" port_refuses "vcpkg.json declares no feature mysql" \
    install_port static mysql
}
