#!/usr/bin/env bash
# Flow B's servers, for examples/demo: sourced, with the functions of processes.sh at hand.
# shellcheck disable=SC2034,SC2154  # shared with the demo that sources this
title="users and profiles"
targets=(auth_server resource_server)
passes=(walk walk-refresh)
can_keep_in=(sqlite postgres redis)
pass_titles[walk-refresh]=", with refresh tokens"

start_servers() {
  local flags=() accounts='' profiles='' sessions=''
  [ "$1" != walk-refresh ] || flags=(--refresh)
  if [ "$kept_in" = postgres ]; then accounts=$(new_database accounts) profiles=$(new_database profiles); fi
  if [ "$kept_in" = redis ]; then
    told_kept="Kept in sqlite: without refresh tokens there are no sessions."
    [ "$1" != walk-refresh ] || sessions=$(redis_url) told_kept="Sessions kept in redis, accounts and profiles in sqlite."
  fi
  SIGNET_ACCOUNTS_URL=$accounts SIGNET_SESSIONS_URL=$sessions start auth_server auth_server 3000 --state-folder "$state/auth_server" "${flags[@]}"
  auth_port=$port
  SIGNET_PROFILES_URL=$profiles start resource_server resource_server 4000 --state-folder "$state/resource_server" \
    --jwks-url "http://localhost:$auth_port/.well-known/jwks.json"
  users_port=$port
  wait_ready
}

hints() {
  cat <<TEXT
  curl -X POST http://localhost:$auth_port/auth/register -H "Content-Type: application/json" -d '{"email":"a@b.com","password":"S3cureP@ss"}'
  curl -X POST http://localhost:$auth_port/auth/login -H "Content-Type: application/json" -d '{"email":"a@b.com","password":"S3cureP@ss"}'
  curl http://localhost:$users_port/users/<id> -H "Authorization: Bearer <token>"
TEXT
}
