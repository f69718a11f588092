#!/usr/bin/env bash
# Flow A's servers, for examples/demo: sourced, with the functions of processes.sh at hand.
# shellcheck disable=SC2034,SC2154  # shared with the demo that sources this
targets=(auth_server resource_server)
can_keep_in=(sqlite postgres)
if (PATH=$PATH:/usr/sbin type -P nginx) >/dev/null; then
  title="nginx asks two auth instances about every request, and the API checks each token once more"
  passes=(walk-gateway)
else
  title="two auth instances, and an API that checks each token by itself; without the gateway, as there is no nginx (Debian: nginx)"
  passes=(walk)
fi

start_servers() {
  local file seed=examples/gateway/database url=sqlite:$state/users.db
  [ "$store" != redis ] || told_kept="It keeps no sessions; its users are kept in sqlite."
  # The seed files make the table of users; no server does.
  if [ "$kept_in" = postgres ]; then
    url=$(new_database users)
    postgres "$url" --file "$seed/01-schema.sql" --file "$seed/02-seed.sql" >/dev/null
  else
    for file in "$seed"/*.sqlite.sql; do sqlite3 "$state/users.db" <"$file"; done
  fi
  JWT_SECRET=$(head -c 48 /dev/urandom | base64 -w 0)  # all three servers and the walk's check share it
  export JWT_SECRET
  metrics_port=$(free_port)
  DATABASE_URL=$url start auth_server auth_server 8080 --flow A --trusted-proxies 127.0.0.1 \
    --metrics-listen "127.0.0.1:$metrics_port"
  auth_port=$port
  DATABASE_URL=$url start auth_server_2 auth_server 8081 --flow A --trusted-proxies 127.0.0.1
  second_auth_port=$port
  start resource_server resource_server 3000 --flow A --trusted-proxies 127.0.0.1
  api_port=$port
  wait_ready
  [ "$1" != walk-gateway ] || start_gateway
}

# The port that the document names, where this user may have it.
start_gateway() {
  local log=$state/nginx.log tries
  port=80
  if [ "$(id -u)" != 0 ] && [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -gt 80 ]; then
    port=$(free_port)
    echo "Port 80 needs privilege; nginx listens on $port instead."
  elif answers_on ::1 80 || answers_on 127.0.0.1 80; then
    port=$(free_port)
    echo "Port 80 is taken by another program; nginx listens on $port instead."
  fi
  examples/gateway/start.sh --listen "127.0.0.1:$port" --auth "127.0.0.1:$auth_port,127.0.0.1:$second_auth_port" \
    --api "127.0.0.1:$api_port" --folder "$state/nginx" 2>"$log" &
  names+=(nginx) pids+=("$!")
  for ((tries = 0; tries < 500; tries++)); do
    if answers_on 127.0.0.1 "$port"; then break; fi
    kill -0 "$!" 2>/dev/null || failed_to_start nginx "$log"
    sleep 0.02
  done
  gateway_port=$port
  walk_servers+=("nginx=$port")
}

hints() {
  local gateway=http://localhost:${gateway_port:-$auth_port} api=http://localhost:${gateway_port:-$api_port}
  gateway=${gateway%:80} api=${api%:80}
  cat <<TEXT
  curl -X POST $gateway/login -d '{"username":"alice","password":"password123"}'
  curl $api/api/v1/user/profile -H "Authorization: Bearer <token>"
  curl -i $api/api/v1/user/profile
  curl -i http://localhost:$auth_port/validate -H "Authorization: Bearer <token>"
TEXT
  echo "  curl http://localhost:$metrics_port/metrics"
  [ -z "${gateway_port:-}" ] || echo "  examples/gateway/scripts/test-full-flow.sh --url $gateway"
}
