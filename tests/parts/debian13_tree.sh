#!/usr/bin/env bash
# A Debian 13 tree in build/debian13, kept between runs, and how to run commands in it; sourced by debian13.sh and by
# benchmarks/run --debian13. Needs root and a mount namespace of its own.
tree=$PWD/build/debian13

# enter_tree ARGUMENTS...: runs the calling part again, with the word `inside`, in a mount namespace of its own: what it
# mounts ends with it, also when it is killed. Or skips the part, where no tree can be made.
enter_tree() {
  local reason
  [ "${1:-}" != inside ] || return 0
  reason=$(why_no_tree)
  [ -z "$reason" ] || skip "$reason"
  exec unshare --mount --propagation private bash "$0" inside
}

# Says why no tree can be made here; nothing where one can.
why_no_tree() {
  if [ "$(id -u)" -ne 0 ]; then echo "needs root, to make a Debian 13 tree"
  elif ! command -v debootstrap >/dev/null; then echo "debootstrap is not installed"
  elif ! unshare --mount --propagation private true 2>/dev/null; then echo "this system allows no mount namespace"; fi
}

# Where this machine's own packages come from has Debian 13 too; so may its proxy.
mirror() {
  # shellcheck disable=SC2016  # apt's own fields
  apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    sed -n 's/^Debian //p' | head -1
}
proxy=$(apt-config shell value Acquire::http::Proxy 2>/dev/null | sed -n "s/^value='\(.*\)'$/\1/p")
[ -z "$proxy" ] || export http_proxy=$proxy

# bootstrap_tree LOG: makes the tree unless an earlier run did.
bootstrap_tree() {
  [ ! -f "$tree/.complete" ] || return 0
  rm -rf "$tree"
  mkdir -p "$tree"
  local from
  from=$(mirror)
  debootstrap --variant=minbase trixie "$tree" ${from:+"$from"} >"$1" ||
    { tail -5 "$1" && rm -rf "$tree" && return 1; }
  # Services are the tests' own: none is started by its package.
  printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
  chmod 755 "$tree/usr/sbin/policy-rc.d"
  touch "$tree/.complete"
}

# The sources appear in the tree at /signet, not to be written to. Only inside a mount namespace of the caller's own:
# the mounts end with it, also when it is killed.
mount_tree() {
  mkdir -p "$tree/signet" "$tree/build"
  mount --bind "$PWD" "$tree/signet"
  mount -o remount,ro,bind "$tree/signet"
  mount -t proc proc "$tree/proc"
  mount --rbind /dev "$tree/dev"
}

inside() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 CI=1 http_proxy="${http_proxy:-}" \
    TESTS_SEED="${TESTS_SEED:-}" CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-2}" \
    CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-2}" CCACHE_DIR=/root/.ccache chroot "$tree" "$@"
}

# The packages come from the same file as everywhere.
packages_inside() {
  inside bash -c "cd /signet && . cmake/install_packages.sh && need_packages $1 --yes" </dev/null
}

# ctest_inside FOLDER arguments...: as run_ctest of common.sh, in the tree.
ctest_inside() {
  local tests=$1 code=0
  shift
  inside ctest --test-dir "$tests" --output-on-failure --no-tests=error "$@" | tee "$folder/ctest.log" || code=1
  record_ctest
  return "$code"
}
