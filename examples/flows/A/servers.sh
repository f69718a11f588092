#!/usr/bin/env bash
# Flow A's servers, for examples/demo: sourced, with the functions of processes.sh at hand.
# shellcheck disable=SC2034,SC2154  # shared with the demo that sources this
title="an auth service, its twin, and an API that checks each token by itself"
targets=(auth_server resource_server)
passes=(walk)

start_servers() {
  local file
  # The seed files make the table of users; no server does.
  for file in examples/flows/A/database/*.sqlite.sql; do sqlite3 "$state/users.db" <"$file"; done
  JWT_SECRET=$(head -c 48 /dev/urandom | base64 -w 0)  # all three servers and the walk's check share it
  export JWT_SECRET
  DATABASE_URL=sqlite:$state/users.db start auth_server auth_server 8080 --flow A
  auth_port=$port
  DATABASE_URL=sqlite:$state/users.db start auth_server_2 auth_server 8081 --flow A
  start resource_server resource_server 3000 --flow A
  api_port=$port
  wait_ready
}

hints() {
  cat <<TEXT
  curl -X POST http://localhost:$auth_port/login -d '{"username":"alice","password":"password123"}'
  curl -i http://localhost:$auth_port/validate -H "Authorization: Bearer <token>"
  curl http://localhost:$api_port/api/v1/user/profile -H "Authorization: Bearer <token>"
TEXT
}
