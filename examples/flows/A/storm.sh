#!/usr/bin/env bash
# `examples/demo A --storm`: sourced by examples/demo.
# shellcheck disable=SC2034,SC2154  # shared with the demo that sources this
storm_targets=(http_load)

storm_flow() {
  begin "${passes[0]}"
  "${python[@]}" examples/flows/A/storm.py --auth "$auth_port" --metrics "$metrics_port" --load "$bin/http_load" --folder "$state"
}
