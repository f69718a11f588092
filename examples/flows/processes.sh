#!/usr/bin/env bash
# Starting, awaiting and stopping a flow's servers by their process ids; sourced by examples/demo, which sets bin and state.
# shellcheck disable=SC2154  # bin and state are the demo's
names=() pids=() port=
interrupted=  # set once Ctrl-C came

answers_on() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

# One of 127.0.0.1 that nobody listens on at this moment.
free_port() {
  /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

failed_to_start() {
  printf '%s did not start. Its log (%s):\n' "$1" "$2" >&2
  tail -n 20 "$2" >&2
  exit 1
}

# start NAME PROGRAM PORT arguments...: sets `port` to the one really used, another when the documented one is taken.
start() {
  local name=$1 program=$2 documented=$3 log=$state/$1.log try tries
  port=$3
  shift 3
  # curl asks [::1] first for `localhost`: whoever listens there would answer in our place.
  if answers_on ::1 "$port" || answers_on 127.0.0.1 "$port"; then port=0; fi
  for try in 1 2; do
    : >"$log"
    "$bin/$program" --listen "127.0.0.1:$port" "$@" 2>"$log" &
    names+=("$name") pids+=("$!")
    for ((tries = 0; tries < 500; tries++)); do
      if grep -q '"event":"listening"' "$log"; then break 2; fi
      kill -0 "$!" 2>/dev/null || break
      sleep 0.02
    done
    { [ "$try" = 1 ] && grep -q 'is taken by another program' "$log"; } || failed_to_start "$name" "$log"
    unset 'names[-1]' 'pids[-1]'
    port=0
  done
  port=$(sed -n 's/.*"event":"listening".*:\([0-9]*\)".*/\1/p' "$log" | head -n 1)
  [ "$port" = "$documented" ] || echo "Port $documented is taken by another program; $name listens on $port instead."
  walk_servers+=("$name=$port")
}

# Waits until every server started is ready to answer.
wait_ready() {
  local server tries
  for server in "${walk_servers[@]}"; do
    for ((tries = 0; tries < 250; tries++)); do
      ! curl -sf -o /dev/null --noproxy '*' --max-time 2 "http://127.0.0.1:${server#*=}/readyz" || continue 2
      sleep 0.04
    done
    failed_to_start "${server%=*}" "$state/${server%=*}.log"
  done
}

# What runs: name, port, process id.
told_servers() {
  local i told=
  # One that is just being started has no port yet.
  for i in "${!names[@]}"; do told+="${names[i]}${walk_servers[i]:+ on port ${walk_servers[i]#*=}} (pid ${pids[i]}), "; done
  printf '%s.' "${told%, }"
}

# Stops every server, the last started first. Fails when one does not end with 0, by SIGTERM or before that by itself, and
# says which. Not after Ctrl-C: a terminal sends it to the servers too, so that our SIGTERM is their second signal and cuts off
# what they were finishing; that is told, and no failure.
stop_servers() {
  local i code failed=0
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    kill -TERM "${pids[i]}" 2>/dev/null || :  # it has ended by itself, and wait tells how
    code=0
    wait "${pids[i]}" 2>/dev/null || code=$?
    [ "$code" -ne 0 ] || continue
    if [ -n "$interrupted" ]; then
      printf '%s ended by Ctrl-C (exit code %d): no failure.\n' "${names[i]}" "$code" >&2
    else
      printf '%s ended with exit code %d. Its log: %s\n' "${names[i]}" "$code" "$state/${names[i]}.log" >&2
      failed=1
    fi
  done
  names=() pids=()
  return "$failed"
}
