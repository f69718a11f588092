#!/usr/bin/env bash
# The README's first command, as a newcomer types it.
. "$(dirname "$0")/common.sh"
[ -x examples/demo ] || not_yet
check "examples/demo" ./examples/demo --yes
check "examples/demo --store postgres" ./examples/demo --yes --store postgres
check "examples/demo --break all" ./examples/demo --yes --break all
check "examples/demo --store redis" ./examples/demo --yes --store redis
check "examples/demo A --storm" ./examples/demo A --yes --storm
