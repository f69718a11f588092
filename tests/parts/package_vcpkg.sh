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
      and ([.dependencies, .features[].dependencies] | all(names == (names | sort)))' "$file"
    jq .features "$file" >"$folder/$(basename "$(dirname "$file")")-features"
  done
  diff "$folder/.-features" "$folder/vcpkg-port-features"
}

check_vcpkg() {
  local component
  check "vcpkg manifests agree" manifests_agree
  check "vcpkg port, all features, static" install_port static "httplib;sqlite"
  for component in token signet sqlite httplib; do
    check "vcpkg consumer, $component" consume_port static "$component" Release
  done
  check "vcpkg consumer, debug" consume_port static signet Debug
  check "vcpkg port, no feature, dynamic" install_port dynamic ""
  check "vcpkg consumer, dynamic" consume_port dynamic token Release
  check "vcpkg port refuses an undeclared feature" port_refuses "vcpkg.json declares no feature redis" \
    install_port static redis
}
