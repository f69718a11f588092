#!/usr/bin/env bash
# jose and its tests on Debian 13 (g++ 14, OpenSSL 3.5), in a tree under build/debian13 that is kept between runs.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/debian13_tree.sh"

enter_tree "$@"

# What the token component and its tests need.
build() {
  packages_inside quick
  inside cmake -S /signet -B /build -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" \
    -DSIGNET_TEST_FLAGS=-O0 -DSIGNET_WARNINGS_AS_ERRORS=ON -DSIGNET_PASSWORD=OFF -DSIGNET_SESSION=OFF \
    -DSIGNET_SQLITE=OFF -DSIGNET_HTTPLIB=OFF
  inside cmake --build /build
}

bootstrap_tree "$folder/debootstrap.log" || skip "debootstrap of trixie failed, its last lines stand above"
mount_tree
check "build with $(sed -n 's/^PRETTY_NAME=//p' "$tree/etc/os-release")" build
ctest_inside /build
