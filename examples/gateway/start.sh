#!/usr/bin/env bash
# Runs nginx over nginx.conf for the instances there are, and follows their addresses. See --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: start.sh [--listen ADDRESS:PORT] [--auth HOST:PORT,...] [--login HOST:PORT,...] [--api HOST:PORT,...]
                [--folder FOLDER] [--every SECONDS] [--help]

  --listen ADDRESS:PORT  where the gateway listens; without it, 127.0.0.1:80
  --auth HOST:PORT,...   the instances that validate; without it, 127.0.0.1:8080,127.0.0.1:8081
  --login HOST:PORT,...  the instances that log people in; without it, those of --auth
  --api HOST:PORT,...    the API; without it, 127.0.0.1:3000
  --folder FOLDER        for the configuration that is made, access.log and error.log; without it, one that is removed at
                         the end
  --every SECONDS        how often names are looked up again, from 0.001 to 999999; without it, 5

Temporary files are in a folder of their own in $TMPDIR, else /tmp, which is removed at the end.

A host whose name is not known is left out, so that nginx starts without it, and taken in once it is known. An upstream
that would lose its last address keeps those it had; the others still change. nginx reads its configuration again when
addresses have changed, and drops no request for that. SIGTERM and SIGINT end it; if it is killed, nginx ends as well.
Exit code: 0 ended by a signal, 1 nginx failed, 2 not started.
TEXT
}

tell() { printf 'start.sh: %s\n' "$1" >&2; }

refuse() {
  tell "$1"
  exit 2
}

listen=127.0.0.1:80 auth=127.0.0.1:8080,127.0.0.1:8081 login='' api=127.0.0.1:3000 folder='' every=5
while [ $# -gt 0 ]; do
  case $1 in
    --listen | --auth | --login | --api | --folder | --every)
      [ -n "${2:-}" ] || refuse "$1 needs a value (see --help)"
      printf -v "${1#--}" '%s' "$2" && shift
      ;;
    --help | -h) usage && exit 0 ;;
    *) refuse "unknown option $1 (see --help)" ;;
  esac
  shift
done
for list in "$listen" "$auth" "${login:=$auth}" "$api"; do
  # Into the configuration goes nothing but addresses.
  [[ $list =~ ^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]+(,([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]+)*$ ]] ||
    refuse "$list is no HOST:PORT, nor several of them joined by commas"
done
# Any other word would have it look names up without a pause.
[[ $every =~ ^[0-9]{1,6}([.][0-9]{1,3})?$ && $every =~ [1-9] ]] ||
  refuse "--every takes seconds from 0.001 to 999999, like 5 or 0.1, not $every"
PATH=$PATH:/usr/sbin
type -P nginx >/dev/null || refuse "nginx is not installed (Debian: nginx)"
source=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/nginx.conf
made=$(mktemp -d "${TMPDIR:-/tmp}/signet-gateway-XXXXXX") || refuse "there is no place for temporary files"
trap 'rm -rf "$made"' EXIT
chmod 711 "$made"  # workers that root starts are another user, and write temporary files
mkdir -p "${folder:=$made}" || refuse "there is no $folder"
folder=$(cd "$folder" && pwd)

# addresses HOST:PORT,...: those that are known now, in one order whatever the resolver's.
addresses() {
  local each host address
  for each in ${1//,/ }; do
    host=${each%:*}
    if [[ $host =~ ^([0-9.]+|\[.*\])$ ]]; then
      echo "$each"
    else
      for address in $(getent ahosts "$host" | cut -d ' ' -f 1 | sort -u); do
        case $address in *:*) address="[$address]" ;; esac
        echo "$address:${each##*:}"
      done
    fi
  done
}

# What each upstream is made of, and the addresses that it has.
declare -A lists=([auth_login]=$login [auth_validate]=$auth [api]=$api) has=()

# Looks all names up, each list once. An upstream that would lose its last address keeps those it has: that is a resolver
# that does not answer sooner than hosts that have gone.
look_up() {
  local upstream list
  local -A found=()
  for upstream in "${!lists[@]}"; do
    list=${lists[$upstream]}
    [ -n "${found[$list]+asked}" ] || found[$list]=$(addresses "$list")
    [ -z "${found[$list]}" ] || has[$upstream]=${found[$list]}
  done
}

# The shipped configuration with these addresses in place of its own; an upstream without any refuses at once.
render() {
  listen=$listen logs=$folder auth_login=${has[auth_login]-} auth_validate=${has[auth_validate]-} api=${has[api]-} awk '
    $1 == "upstream" { upstream = $2; written = 0 }
    /^}/ { upstream = "" }
    upstream != "" && $1 == "server" {
      if (written++) next
      rules = $0
      sub(/^ *server [^ ;]*/, "", rules)
      count = split(ENVIRON[upstream], known, "\n")
      for (i = 1; i <= count; i++) print "  server " known[i] rules
      if (count == 0) print "  server 0.0.0.0:1 down;"
      next
    }
    $1 == "listen" { print "  listen " ENVIRON["listen"] ";"; next }
    { gsub("/var/log/nginx", ENVIRON["logs"]); print }' "$source"
}

write_main() {
  local name
  echo "daemon off; worker_processes auto; pid $folder/pid; error_log $folder/error.log;"
  echo "events { worker_connections 4096; }"
  echo "http {"
  for name in client_body proxy fastcgi uwsgi scgi; do echo "  ${name}_temp_path $made/$name;"; done
  echo "  include $folder/gateway.conf;"
  echo "}"
}

# Whether nginx has workers. Before it has, a HUP would end it, or be heeded no sooner than the next signal.
works() {
  local workers=/proc/$nginx_pid/task/$nginx_pid/children
  [ ! -e "$workers" ] || [ -n "$(<"$workers")" ]
}

# Writes the configuration anew whenever addresses have changed. A process of its own: the other one only waits, and so
# ends at once when it is told to. If it is killed, this one ends nginx in its place: it alone holds the other end of
# what is read here, from which nothing ever comes but its end.
follow() {
  local unwritten="the configuration could not be written: nginx keeps the addresses it has, and it is tried again" code
  exec {end}<"$made/alive" {alive}>&-
  exec {never}<> <(:)  # a sleep that leaves no process behind
  while :; do
    code=0 && read -rt "$every" -u "$end" || code=$?
    [ "$code" -gt 128 ] || clear_away  # else its time was up
    look_up
    render >"$folder/gateway.conf.new" || { tell "$unwritten" && continue; }
    cmp -s "$folder/gateway.conf.new" "$folder/gateway.conf" && continue
    mv -T "$folder/gateway.conf.new" "$folder/gateway.conf" || { tell "$unwritten" && continue; }
    until works; do read -rt 0.1 -u "$never" || :; done
    kill -HUP "$nginx_pid"
  done
}

# What finish does, for one that was killed.
clear_away() {
  kill -TERM "$nginx_pid" 2>/dev/null || :
  for _ in {1..100}; do # whoever is gone writes nothing into what is removed
    kill -0 "$nginx_pid" 2>/dev/null || break
    read -rt 0.1 -u "$never" || :
  done
  rm -rf "$made"
  exit 0
}

failed=''
finish() {
  local code=${failed:-$?} pids
  trap - EXIT TERM INT
  # Asked of the shell: a signal may come between a start and any line that would note it.
  mapfile -t pids < <(jobs -rp)
  if [ "${#pids[@]}" -gt 0 ]; then
    kill -TERM "${pids[@]}" 2>/dev/null || :
    wait "${pids[@]}" 2>/dev/null || :
  fi
  rm -rf "$made"
  exit "$code"
}
trap finish EXIT

look_up
{ render >"$folder/gateway.conf" && write_main >"$folder/nginx.conf"; } || refuse "the configuration could not be written"
mkfifo "$made/alive"
exec {alive}<>"$made/alive"
trap 'exit 0' TERM INT
nginx -p "$folder/" -c "$folder/nginx.conf" -e "$folder/error.log" {alive}>&- &
nginx_pid=$!
follow &
wait "$nginx_pid" || :
tail -n 5 "$folder/error.log" >&2
failed=1
