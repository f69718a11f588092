#!/usr/bin/env bash
# jose and its tests on Debian 13 (g++ 14, OpenSSL 3.5), in a tree under build/debian13 that is kept between runs.
. "$(dirname "$0")/common.sh"
tree=$PWD/build/debian13

# Mounts are made in a mount namespace of this part's own: they end with it, also when it is killed.
if [ "${1:-}" != inside ]; then
  [ "$(id -u)" -eq 0 ] || skip "needs root, to make a Debian 13 tree"
  command -v debootstrap >/dev/null || skip "debootstrap is not installed"
  unshare --mount --propagation private true 2>/dev/null || skip "this system allows no mount namespace"
  exec unshare --mount --propagation private bash "$0" inside
fi

# Where this machine's own packages come from has Debian 13 too; so may its proxy.
mirror() {
  # shellcheck disable=SC2016  # apt's own fields
  apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    sed -n 's/^Debian //p' | head -1
}
proxy=$(apt-config shell value Acquire::http::Proxy 2>/dev/null | sed -n "s/^value='\(.*\)'$/\1/p")
[ -z "$proxy" ] || export http_proxy=$proxy

bootstrap() {
  [ ! -f "$tree/.complete" ] || return 0
  rm -rf "$tree"
  mkdir -p "$tree"
  local from
  from=$(mirror)
  debootstrap --variant=minbase trixie "$tree" ${from:+"$from"} >"$folder/debootstrap.log" ||
    { tail -5 "$folder/debootstrap.log" && rm -rf "$tree" && return 1; }
  touch "$tree/.complete"
}

inside() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 CI=1 http_proxy="${http_proxy:-}" \
    TESTS_SEED="${TESTS_SEED:-}" CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-2}" \
    CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-2}" CCACHE_DIR=/root/.ccache chroot "$tree" "$@"
}

# What the token component and its tests need; the packages come from the same file as everywhere.
build() {
  inside bash -c 'cd /signet && . cmake/install_packages.sh && need_packages quick --yes' </dev/null
  inside cmake -S /signet -B /build -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" \
    -DSIGNET_WARNINGS_AS_ERRORS=ON -DSIGNET_PASSWORD=OFF -DSIGNET_SESSION=OFF \
    -DSIGNET_SQLITE=OFF -DSIGNET_HTTPLIB=OFF
  inside cmake --build /build
}

bootstrap || skip "debootstrap of trixie failed, its last lines stand above"
mkdir -p "$tree/signet" "$tree/build"
mount --bind "$PWD" "$tree/signet"
mount -o remount,ro,bind "$tree/signet"
mount -t proc proc "$tree/proc"
mount --rbind /dev "$tree/dev"
check "build with $(sed -n 's/^PRETTY_NAME=//p' "$tree/etc/os-release")" build
run_tests() {
  inside ctest --test-dir /build --output-on-failure --no-tests=error | tee "$folder/ctest.log"
}
run_tests || echo "a test failed on Debian 13"
record_ctest
