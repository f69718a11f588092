#!/usr/bin/env bash
# Makes rows for the table of users: hashes by `signet hash`, each checked before it is printed.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: generate-hashes.sh [--signet PROGRAM] [--help] NAME...

Asks for each user's password, or reads it from standard input, a line each, and prints an INSERT for the table of
users (../database/01-schema.sql): ./generate-hashes.sh carol | psql URL. A hash is bcrypt, which takes 72 bytes of a
password at most; a longer one is refused.

  --signet PROGRAM   the signet command; without it, $SIGNET, else the one in PATH or of this project's build

Exit code: 0 all are printed, 1 a password could not be hashed, 2 not started.
TEXT
}

refuse() {
  printf 'generate-hashes.sh: %s\n' "$1" >&2
  exit 2
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
signet=${SIGNET:-} names=()
while [ $# -gt 0 ]; do
  case $1 in
    --signet)
      [ -n "${2:-}" ] || refuse "--signet needs a value (see --help)"
      signet=$2 && shift
      ;;
    --signet=*) signet=${1#*=} ;;
    --help | -h) usage && exit 0 ;;
    -*) refuse "unknown option $1 (see --help)" ;;
    *) names+=("$1") ;;
  esac
  shift
done
if [ -z "$signet" ]; then
  for signet in "$(type -P signet || :)" "$here"/../../../build/{release,dev}/bin/signet; do
    if [ -x "$signet" ]; then break; fi
  done
fi
[ -x "$signet" ] || refuse "there is no signet command: cmake --preset release && cmake --build build/release --target signet"
[ "${#names[@]}" -gt 0 ] || refuse "whose password? (see --help)"
for name in "${names[@]}"; do
  if [ -z "$name" ] || [ "${#name}" -gt 50 ]; then refuse "the table takes names of 1 to 50 characters"; fi
done

work=$(mktemp -d "${TMPDIR:-/tmp}/gateway-hashes-XXXXXX")
trap 'rm -rf "$work"' EXIT
for name in "${names[@]}"; do
  [ ! -t 0 ] || printf 'Password of %s: ' "$name" >&2
  IFS= read -rs password || [ -n "$password" ] || { printf 'generate-hashes.sh: there is no password for %s\n' "$name" >&2 && exit 1; }
  [ ! -t 0 ] || echo >&2
  printf '%s' "$password" | "$signet" hash --preset bcrypt - >"$work/hash" || exit 1
  printf '%s' "$password" | "$signet" check --hash-file "$work/hash" - >/dev/null || exit 1
  printf "INSERT INTO users (username, password_hash) VALUES ('%s', '%s');\n" "${name//\'/\'\'}" "$(cat "$work/hash")"
done
