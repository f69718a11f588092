#!/usr/bin/env bash
# Flow C's servers, for examples/demo: sourced, with the functions of processes.sh at hand.
# shellcheck disable=SC2034,SC2154  # shared with the demo that sources this
title="an auth server and a resource server that share one store"
targets=(auth_server resource_server)
passes=(walk)
can_keep_in=(sqlite postgres redis)
if [ -n "${one_process:-}" ]; then
  title="both servers in one process"
  targets=(one_process)
fi

start_servers() {
  local access refresh accounts='' sessions=''
  access=$(head -c 48 /dev/urandom | base64 -w 0) refresh=$(head -c 48 /dev/urandom | base64 -w 0)
  (umask 077 && printf 'ACCESS_TOKEN_SECRET=%s\nREFRESH_TOKEN_SECRET=%s\n' "$access" "$refresh" >"$state/.env")
  if [ -n "${one_process:-}" ]; then
    start_both
  else
    if [ "$kept_in" = postgres ]; then accounts=$(new_database flow_c); fi
    if [ "$kept_in" = redis ]; then sessions=$(redis_url) told_kept="Sessions kept in redis, accounts in sqlite."; fi
    SIGNET_ACCOUNTS_URL=$accounts SIGNET_SESSIONS_URL=$sessions start auth_server auth_server 4000 --flow C \
      --env-file "$state/.env" --state-folder "$state/auth_server" --open-login --serve-verify
    auth_port=$port
    start_posts "$accounts"
    posts_port=$port
  fi
  # For the walk's check; the servers have theirs from the file.
  export ACCESS_TOKEN_SECRET=$access REFRESH_TOKEN_SECRET=$refresh
  wait_ready
}

# start_posts ACCOUNTS: a resource server that lists names from auth_server's file or, under a role that sees nothing else, from
# the database ACCOUNTS.
start_posts() {
  local users='' file="$state/auth_server/accounts.db" password
  if [ -n "$1" ]; then
    password=$(head -c 24 /dev/urandom | base64 -w 0 | tr '+/' '-_')
    echo "ALTER ROLE signet_names PASSWORD '$password'" |
      postgres "$1" --file examples/flows/C/database/names-role.sql --file -
    users=postgresql://signet_names:$password@${1#*@} file=''
  fi
  SIGNET_DEMO_USERS_URL=$users start resource_server resource_server 3000 --flow C --env-file "$state/.env" \
    --demo-users-file "$file" --demo-login-url "http://127.0.0.1:$auth_port/verify"
}

# One process with two ports, each told by a line of its log.
start_both() {
  local listen=127.0.0.1:3000 log=$state/auth_server.log line='"option":"resource_listen"' tries
  if answers_on ::1 3000 || answers_on 127.0.0.1 3000; then listen=127.0.0.1:0; fi
  start auth_server one_process 4000 --env-file "$state/.env" --state-folder "$state/auth_server" --open-login --demo \
    --resource-listen "$listen"
  auth_port=$port
  for ((tries = 0; tries < 250; tries++)); do
    if grep -q "$line" "$log"; then break; fi
    sleep 0.02
  done
  posts_port=$(sed -n "s/.*$line.*:\([0-9]*\)\".*/\1/p" "$log")
  [ "$posts_port" = 3000 ] || echo "Port 3000 is taken by another program; resource_server listens on port $posts_port instead."
  walk_servers+=("resource_server=$posts_port")
}

hints() {
  cat <<TEXT
  curl -X POST http://localhost:$auth_port/login -H "Content-Type: application/json" -d '{"username":"ada","password":"S3cureP@ss"}'
  curl http://localhost:$posts_port/posts -H "Authorization: Bearer <access_token>"
  curl -X POST http://localhost:$auth_port/token -H "Content-Type: application/json" -d '{"refresh_token":"<refresh_token>"}'
  curl http://localhost:$posts_port/users
  curl -X DELETE http://localhost:$auth_port/logout -H "Content-Type: application/json" -d '{"refresh_token":"<refresh_token>"}'
TEXT
}
