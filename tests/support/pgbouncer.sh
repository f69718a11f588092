#!/usr/bin/env bash
# A PgBouncer that pools transactions, in FOLDER and on a free loopback port, before the PostgreSQL of postgres.sh; never as root.
# Usage: pgbouncer.sh start FOLDER POSTGRES_FOLDER, pgbouncer.sh stop FOLDER
set -euo pipefail
action=$1
folder=$2

# Like PostgreSQL, it refuses to run as root; the package runs it as the same user.
unprivileged() {
  if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# More clients than servers, so that a client's statements go to whatever connection is free.
configure() {
  cat <<CONFIGURATION
[databases]
* = host=127.0.0.1 port=$2
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $1
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $folder/users
pool_mode = transaction
default_pool_size = 4
max_client_conn = 500
logfile = $folder/log
pidfile = $folder/pid
$(without_prepared)
CONFIGURATION
}

# From 1.21 on it can carry prepared statements from one connection to another; the tests are for one that does not.
without_prepared() {
  local version
  version=$(/usr/sbin/pgbouncer --version | sed -n 's/^PgBouncer \([0-9.]*\).*/\1/p')
  [ "$(printf '%s\n' 1.21 "$version" | sort -V | head -1)" != 1.21 ] || echo "max_prepared_statements = 0"
}

accepts() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start() {
  local port url password server tries
  url=$(cat "$1/url")
  password=${url#*:*:} password=${password%%@*}
  server=${url##*:} server=${server%%/*}
  port=$(free_port)
  rm -rf "$folder"
  mkdir -p "$folder"
  if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi
  echo "\"signet\" \"$password\"" | unprivileged tee "$folder/users" >/dev/null
  configure "$port" "$server" | unprivileged tee "$folder/pgbouncer.ini" >/dev/null
  unprivileged /usr/sbin/pgbouncer --daemon --quiet "$folder/pgbouncer.ini"
  for ((tries = 0; tries < 250; tries++)); do
    if accepts "$port"; then break; fi
    sleep 0.04
  done
  accepts "$port" || { cat "$folder/log" >&2 && exit 1; }
  echo "$port" | unprivileged tee "$folder/port" >/dev/null
}

stop() {
  local pid
  pid=$(cat "$folder/pid")
  kill -TERM "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.04; done
  rm -rf "$folder"
}

case $action in
  start) (umask 077 && start "$3") ;;
  stop) stop ;;
  *) echo "pgbouncer.sh: no such action: $action" >&2 && exit 2 ;;
esac
