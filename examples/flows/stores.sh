#!/usr/bin/env bash
# The database servers of `examples/demo --store`, each on a free loopback port and gone afterwards; sourced by examples/demo.
# shellcheck disable=SC2034  # shared with the demo that sources this
stores=(sqlite postgres redis)
store=sqlite   # what --store says
store_folder=  # of the server that runs
redis_pid='' redis_port=''

# By store: the package group that it needs besides, and what the build is configured with.
declare -A store_packages=([postgres]=postgres [redis]=redis)
declare -A store_configuration=([postgres]=SIGNET_POSTGRES [redis]=SIGNET_REDIS)

# Starts nothing for SQLite, which is a file.
start_store() {
  [ "$store" != sqlite ] || return 0
  store_folder=$(mktemp -d "${TMPDIR:-/tmp}/signet-demo-XXXXXX")
  "start_$store"
}

# The server of the tests, which never runs as root.
start_postgres() {
  (umask 077 && tests/support/postgres.sh start "$store_folder") >>build/demo.log 2>&1 || {
    echo "PostgreSQL did not start. The last lines of build/demo.log:" >&2
    tail -n 20 build/demo.log >&2
    exit 1
  }
  local url
  url=$(cat "$store_folder/url")
  url=${url##*:}
  echo "PostgreSQL runs on port ${url%%/*}; its data is in $store_folder."
}

# Asks for a password, and writes what it answers to its disk first.
start_redis() {
  local tries
  redis_port=$(free_port)
  (umask 077 && head -c 24 /dev/urandom | base64 | tr '+/' '-_' >"$store_folder/password")
  printf '%s\n' "bind 127.0.0.1" "port $redis_port" "requirepass $(cat "$store_folder/password")" "dir $store_folder" \
    'save ""' "appendonly yes" "appendfsync always" >"$store_folder/redis.conf"
  redis-server "$store_folder/redis.conf" >"$store_folder/log" 2>&1 &
  redis_pid=$!
  for ((tries = 0; tries < 500; tries++)); do
    if answers_on 127.0.0.1 "$redis_port"; then
      echo "Redis runs on port $redis_port (pid $redis_pid); its data is in $store_folder."
      return
    fi
    kill -0 "$redis_pid" 2>/dev/null || break
    sleep 0.02
  done
  failed_to_start Redis "$store_folder/log"
}

stop_store() {
  [ -n "$store_folder" ] || return 0
  if [ -e "$store_folder/url" ]; then
    tests/support/postgres.sh stop "$store_folder" >>build/demo.log 2>&1
    echo "Stopped: PostgreSQL. Removed: $store_folder."
  elif [ -n "$redis_pid" ]; then
    kill -TERM "$redis_pid" 2>/dev/null || :  # it has ended by itself
    wait "$redis_pid" 2>/dev/null || :  # by our signal, or told by the walk that failed
    echo "Stopped: Redis. Removed: $store_folder."
  fi
  rm -rf "$store_folder"
}

# The URL of the Redis that runs.
redis_url() { echo "redis://:$(cat "$store_folder/password")@127.0.0.1:$redis_port"; }

# postgres URL ARGUMENTS...: psql, which gets the password where no other user sees it.
postgres() {
  [[ $1 =~ ^postgresql://([^:]*):([^@]*)@([^:]*):([0-9]*)/(.*)$ ]]
  PGUSER=${BASH_REMATCH[1]} PGPASSWORD=${BASH_REMATCH[2]} PGHOST=${BASH_REMATCH[3]} PGPORT=${BASH_REMATCH[4]} \
    PGDATABASE=${BASH_REMATCH[5]} PGOPTIONS=--client-min-messages=warning \
    psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 "${@:2}"
}

# new_database NAME: an empty one in the PostgreSQL that runs; prints its URL.
new_database() {
  local url
  url=$(cat "$store_folder/url")
  postgres "$url" --command "DROP DATABASE IF EXISTS $1" --command "CREATE DATABASE $1"
  echo "${url%/*}/$1"
}
