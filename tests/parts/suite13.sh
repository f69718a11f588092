#!/usr/bin/env bash
# The whole suite on Debian 13, in the tree of debian13.sh: its cpp-httplib, libpqxx 7, hiredis 1, PostgreSQL, Redis and
# nginx; then the tests of passwords once more, hashed by OpenSSL 3.5 alone.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/debian13_tree.sh"
enter_tree "$@"

configure() {
  inside cmake -S /signet -B "$1" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" \
    -DSIGNET_TEST_FLAGS=-O0 -DSIGNET_STOP_POINTS=ON -DSIGNET_WARNINGS_AS_ERRORS=ON "${@:2}"
}
whole() {
  packages_inside services
  configure /suite
  inside cmake --build /suite
}
by_openssl_alone() {
  configure /suite_openssl -DSIGNET_PASSWORD_BACKEND=openssl -DSIGNET_POSTGRES=OFF -DSIGNET_REDIS=OFF
  inside cmake --build /suite_openssl --target test_password test_password_vectors test_password_memory
}

bootstrap_tree "$folder/debootstrap.log" || skip "debootstrap of trixie failed, its last lines stand above"
mount_tree
check "build with $(sed -n 's/^PRETTY_NAME=//p' "$tree/etc/os-release")" whole
ctest_inside /suite || echo "a test failed on Debian 13"
check "build with SIGNET_PASSWORD_BACKEND=openssl" by_openssl_alone
ctest_inside /suite_openssl -R "^password(_vectors|_memory)?$" || echo "a test failed with passwords hashed by OpenSSL"
