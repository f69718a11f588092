#!/usr/bin/env bash
# What the scripts share: their options, requests to the gateway, checks that are told and counted. Sourced by each.
# shellcheck disable=SC2034  # shared with the scripts that source this
set -euo pipefail
url=${GATEWAY_URL:-http://localhost}
work=$(mktemp -d "${TMPDIR:-/tmp}/gateway-test-XXXXXX")
trap 'rm -rf "$work"' EXIT
checks=0 failed=0 status='' token=''

# common_options ABOUT "$@": --url and --help, which every script has.
common_options() {
  local about=$1
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --url)
        [ -n "${2:-}" ] || refuse "--url needs a value"
        url=$2 && shift
        ;;
      --url=*) url=${1#*=} ;;
      --help | -h)
        cat <<TEXT
Usage: $(basename "$0") [--url URL] [--help]

$about

  --url URL   the gateway; without it, \$GATEWAY_URL, else http://localhost

Exit code: 0 every check passed, 1 one failed, 2 not started.
TEXT
        exit 0
        ;;
      *) refuse "unknown option $1" ;;
    esac
    shift
  done
  [[ $url =~ ^https?://[^/]+/?$ ]] || refuse "--url is like http://localhost or http://localhost:8000"
  url=${url%/}
  local program
  for program in curl jq; do
    type -P "$program" >/dev/null || refuse "$program is not installed (Debian: $program)"
  done
  echo "Gateway: $url"
}

refuse() {
  printf '%s: %s (see --help)\n' "$(basename "$0")" "$1" >&2
  exit 2
}

# request METHOD PATH [curl's arguments...]: its answer is `status`, which is 000 without one, and what header and body print.
request() {
  local method=$1 path=$2 head=()
  shift 2
  [ "$method" != HEAD ] || head=(--head)
  : >"$work/head" && : >"$work/body"
  status=$(curl --silent --show-error --max-time 20 --path-as-is --request "$method" "${head[@]}" --dump-header "$work/head" \
    --output "$work/body" --write-out '%{http_code}' "$@" "$url$path" 2>"$work/error") || echo "  $(cat "$work/error")"
}

# with_token TOKEN METHOD PATH [...]: the token goes through a file, since other users see a command's arguments.
with_token() {
  local shown=$1
  shift
  printf 'Authorization: Bearer %s\n' "$shown" >"$work/authorization"
  request "$@" --header "@$work/authorization"
}

# post_login BODY
post_login() {
  printf '%s' "$1" >"$work/credentials"
  request POST /login --header 'Content-Type: application/json' --data-binary "@$work/credentials"
}

# log_in NAME PASSWORD: sets `token`, which is empty where there is none.
log_in() {
  # By the environment, since other users see a command's arguments.
  post_login "$(username=$1 password=$2 jq -cn '{username: env.username, password: env.password}')"
  token=$(member .token)
}

body() { cat "$work/body"; }
header() { tr -d '\r' <"$work/head" | sed -n "s/^$1: //Ip" | head -n 1; }
# member FILTER: of a JSON body, else nothing.
member() { jq -er "$1 // empty" "$work/body" 2>/dev/null || :; }

# check WHAT EXPECTED ACTUAL
check() {
  checks=$((checks + 1))
  if [ "$2" = "$3" ]; then
    printf 'ok    %s\n' "$1"
  else
    failed=$((failed + 1))
    printf 'FAIL  %s: expected %s, got %s\n' "$1" "${2:-nothing}" "${3:-nothing}"
  fi
}

# check_token: three parts of base64url, in `token`, which is not shown.
check_token() {
  local form=yes
  [[ $token =~ ^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$ ]] || form=no
  check "$1" yes "$form"
}

# The last line of a script: what came of all checks is the exit code.
end() {
  printf '%d checks, %d failed\n' "$checks" "$failed"
  [ "$checks" -gt 0 ] && [ "$failed" -eq 0 ]
}
