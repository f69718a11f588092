#!/usr/bin/env bash
# A PostgreSQL of the tests' own, in FOLDER and on a free loopback port, never as root; `crash` kills and starts it.
# `halt` kills it and `resume` starts it again; `standby` makes one that follows the server in PRIMARY's folder.
# Usage: postgres.sh start|stop|crash|halt|resume|promote|remove|url FOLDER, postgres.sh standby FOLDER PRIMARY
set -euo pipefail
action=$1
folder=$2
programs=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
[ -x "${programs:-/none}/initdb" ] || { echo "postgres.sh: no PostgreSQL (Debian: postgresql)" >&2 && exit 2; }

# PostgreSQL refuses to run as root; Debian's package makes a user for it.
unprivileged() {
  if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

control() { unprivileged "$programs/pg_ctl" --silent --wait --pgdata "$folder/data" "$@"; }

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Commits are flushed, as in earnest: the store refuses a server that does not.
configure() {
  cat <<CONFIGURATION
port = $1
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_preload_libraries = 'pg_stat_statements'
CONFIGURATION
}

# The folder, and the server that runs or has crashed in it.
remove() {
  if [ -e "$folder/data/postmaster.pid" ]; then control --mode immediate stop || true; fi  # it has crashed
  rm -rf "$folder"
}

# What an earlier run that was broken off has left goes first.
make_folder() {
  remove
  mkdir -p "$folder"
  if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi
}

start() {
  local port password
  make_folder
  port=$(free_port)
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "$password" | unprivileged tee "$folder/password" >/dev/null
  unprivileged "$programs/initdb" --pgdata "$folder/data" --username signet --pwfile "$folder/password" \
    --auth scram-sha-256 --encoding UTF8 --locale C.UTF-8 >/dev/null
  configure "$port" | unprivileged tee -a "$folder/data/postgresql.conf" >/dev/null
  echo "postgresql://signet:$password@127.0.0.1:$port/postgres" | unprivileged tee "$folder/url" >/dev/null
  control --log "$folder/log" start
}

standby() {
  local port url
  make_folder
  port=$(free_port)
  url=$(cat "$1/url")
  unprivileged "$programs/pg_basebackup" --pgdata "$folder/data" --dbname "$url" --checkpoint fast --write-recovery-conf
  echo "port = $port" | unprivileged tee -a "$folder/data/postgresql.conf" >/dev/null
  echo "${url%:*}:$port/postgres" | unprivileged tee "$folder/url" >/dev/null
  control --log "$folder/log" start
}

case $action in
  start) start ;;
  standby) standby "$3" ;;
  stop) control --mode fast stop && rm -rf "$folder" ;;
  crash) control --log "$folder/log" --mode immediate restart ;;
  halt) control --mode immediate stop ;;
  resume) control --log "$folder/log" start ;;
  promote) control promote ;;
  remove) remove ;;
  url) cat "$folder/url" ;;
  *) echo "postgres.sh: no such action: $action" >&2 && exit 2 ;;
esac
