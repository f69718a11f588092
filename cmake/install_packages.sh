#!/usr/bin/env bash
# Installs the Debian packages of a group, after asking: `need_packages demo [--yes]`. Sourced by tests/run and
# examples/demo. Nothing but apt-get runs as root. Exit code 2: something is missing and was not installed.

# The packages of a group and of the groups before it, for this Debian release.
packages_of() {
  local file release
  file=$(dirname "${BASH_SOURCE[0]}")/packages.txt
  # shellcheck source=/dev/null
  release=$(. /etc/os-release 2>/dev/null && echo "${VERSION_ID:-}")
  awk -v group="$1" -v release="$release" -v uid="$(id -u)" '
    BEGIN { split("demo quick services test full", order); for (i in order) rank[order[i]] = i }
    /^#/ || NF == 0 { next }
    { name = substr($1, 1, length($1) - 1)
      known = known || name == group
      if (name != group && !(name in rank && group in rank && rank[name] < rank[group])) next
      for (i = 2; i <= NF; i++) {
        split($i, part, "@")
        if (part[2] == "" || part[2] == release || (part[2] == "root" && uid == 0)) print part[1]
      } }
    END { if (!known) { print "no such package group: " group > "/dev/stderr"; exit 2 } }' "$file"
}

is_debian() { command -v apt-get dpkg-query >/dev/null && grep -qx 'ID=debian' /etc/os-release 2>/dev/null; }

missing_packages() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

# What apt-get would fetch, as " (12 MB)"; nothing where the package lists are not there to say it.
download_size() {
  apt-get install --print-uris -y -qq --no-install-recommends "$@" 2>/dev/null |
    awk '{ bytes += $3 } END { if (bytes > 0) printf " (%d MB)", bytes / 1e6 + 1 }'
}

install_packages() {
  local -a as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# Whether to install without asking, after asking, or not at all.
may_install() {
  local line=$1 answer
  if [ "$2" = --yes ] || [ -n "${CI:-}" ]; then return 0; fi
  if [ -t 0 ] && [ -t 1 ]; then
    read -r -p "$line Install now? [Y/n] " answer
    case $answer in '' | [Yy]*) return 0 ;; esac
    return 1
  fi
  [ "$(id -u)" -eq 0 ]
}

need_packages() {
  local group=$1 yes=${2:-} sudo="" line
  local -a wanted missing
  [ "${PACKAGES:-}" != present ] || return 0
  # Here-strings, since a bare chroot has no /dev/fd.
  read -r -d '' -a wanted <<<"$(packages_of "$group")" || true
  [ "${#wanted[@]}" -gt 0 ] || return 2
  if ! is_debian; then
    printf 'This is not Debian. Install what your system calls these, then set PACKAGES=present:\n  %s\n' \
      "${wanted[*]}" >&2
    return 2
  fi
  read -r -d '' -a missing <<<"$(missing_packages "${wanted[@]}")" || true
  [ "${#missing[@]}" -gt 0 ] || return 0
  [ "$(id -u)" -eq 0 ] || sudo='sudo '
  line="I need ${#missing[@]} packages$(download_size "${missing[@]}"): \`${sudo}apt-get install ${missing[*]}\`."
  if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
    printf '%s There is no sudo here: run the command as root.\n' "${line//sudo /}" >&2
    return 2
  fi
  if ! may_install "$line" "$yes"; then
    printf '%s\n' "$line" >&2
    return 2
  fi
  printf 'Installing %d packages: %s\n' "${#missing[@]}" "${missing[*]}"
  install_packages "${missing[@]}" || { echo "apt-get could not install them; its message stands above." >&2; return 2; }
}
