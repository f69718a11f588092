#!/usr/bin/env bash
# jose and its tests on Debian 13 (g++ 14, OpenSSL 3.5), in a tree under build/debian13 that is kept between runs.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/debian13_tree.sh"

# Mounts are made in a mount namespace of this part's own: they end with it, also when it is killed.
if [ "${1:-}" != inside ]; then
  reason=$(why_no_tree)
  [ -z "$reason" ] || skip "$reason"
  exec unshare --mount --propagation private bash "$0" inside
fi

# What the token component and its tests need.
build() {
  packages_inside quick
  inside cmake -S /signet -B /build -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" \
    -DSIGNET_WARNINGS_AS_ERRORS=ON -DSIGNET_PASSWORD=OFF -DSIGNET_SESSION=OFF \
    -DSIGNET_SQLITE=OFF -DSIGNET_HTTPLIB=OFF
  inside cmake --build /build
}

bootstrap_tree "$folder/debootstrap.log" || skip "debootstrap of trixie failed, its last lines stand above"
mount_tree
check "build with $(sed -n 's/^PRETTY_NAME=//p' "$tree/etc/os-release")" build
run_tests() {
  inside ctest --test-dir /build --output-on-failure --no-tests=error | tee "$folder/ctest.log"
}
run_tests || echo "a test failed on Debian 13"
record_ctest
