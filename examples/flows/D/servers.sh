#!/usr/bin/env bash
# Flow D's server, for examples/demo: sourced, with the functions of processes.sh at hand.
# shellcheck disable=SC2034,SC2154  # shared with the demo that sources this
title="pairs of tokens, one session per user"
targets=(refresh_server)
passes=(walk)
can_keep_in=(sqlite redis)

start_servers() {
  local place="sqlite:$state/sessions.db"
  JWT_KEY=$(head -c 48 /dev/urandom | base64 -w 0)  # the walk's check has it from here
  export JWT_KEY
  (umask 077 && mkdir "$state/secrets" && printf '%s\n' "$JWT_KEY" >"$state/secrets/jwt_key")
  if [ "$kept_in" = redis ]; then
    place=redis:127.0.0.1:$redis_port
    cp -p "$store_folder/password" "$state/secrets/cache_password"
  fi
  start refresh_server refresh_server 8080 --config examples/flows/D/config.yml --secrets-folder "$state/secrets" \
    --store "$place"
  d_port=$port
  wait_ready
}

hints() {
  cat <<TEXT
  curl -X POST http://localhost:$d_port/login -d '{"user_id":1}'
  curl http://localhost:$d_port/authenticate -H "Authorization: Bearer <access>"
  curl -X POST http://localhost:$d_port/refresh -d '{"refresh":"<refresh>"}'
  curl -X POST http://localhost:$d_port/logout -H "Authorization: Bearer <access>"
TEXT
}
