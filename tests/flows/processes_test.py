#!/usr/bin/python3
"""Tests how the demo stops its servers: one that does not end well is named and fails the walk, but not after Ctrl-C.
And that it refuses an option without its value."""

import subprocess
import sys
import tempfile
from pathlib import Path

root = Path(__file__).resolve().parents[2]

# Writes what a server would once it listens, and ends with the code given; SIGUSR1 makes it end unasked.
server = """#!/usr/bin/python3
import signal, sys
ends = {signal.SIGTERM, signal.SIGUSR1}
signal.pthread_sigmask(signal.SIG_BLOCK, ends)
print('{"event":"listening","address":"127.0.0.1:0"}', file=sys.stderr, flush=True)
signal.sigwait(ends)
sys.exit(int(sys.argv[3]))
"""

# Two servers, stopped as the demo's walk does: where stop_servers fails, `set -e` ends it.
walk = """
set -euo pipefail
. examples/flows/processes.sh
bin=$1 state=$1 walk_servers=()
start first server 0 "$2"
start second server 0 "$3"
while [ "$4" = unasked ] && kill -USR1 "${pids[0]}" 2>/dev/null; do :; done  # until it has gone
[ "$4" != Ctrl-C ] || interrupted=yes
stop_servers
echo "walked on, ${#pids[@]} left"
"""

on = "walked on, 0 left\n"
rows = [
    ("both end well", 0, 0, "", 0, on, ""),
    ("the last started does not", 0, 3, "", 1, "", "second ended with exit code 3. Its log: STATE/second.log\n"),
    ("the first started does not", 1, 0, "", 1, "", "first ended with exit code 1. Its log: STATE/first.log\n"),
    ("neither does, and the last started is stopped first", 1, 3, "", 1, "",
     "second ended with exit code 3. Its log: STATE/second.log\nfirst ended with exit code 1. Its log: STATE/first.log\n"),
    ("the first ended before it was asked", 4, 0, "unasked", 1, "",
     "first ended with exit code 4. Its log: STATE/first.log\n"),
    ("one was cut off after Ctrl-C", 0, 143, "Ctrl-C", 0, on,
     "second ended by Ctrl-C (exit code 143): no failure.\n"),
]


def failures():
    for name, first, second, event, code, out, err in rows:
        with tempfile.TemporaryDirectory() as state:
            program = Path(state, "server")
            program.write_text(server)
            program.chmod(0o700)
            command = ["bash", "-c", walk, "walk", state, str(first), str(second), event]
            ended = subprocess.run(command, cwd=root, timeout=30, text=True, capture_output=True, check=False)
            got = (ended.returncode, ended.stdout, ended.stderr.replace(state, "STATE"))
        if got != (code, out, err):
            yield f"{name}: expected {(code, out, err)}, got {got}"
    for command in (["--store"], ["A", "--store"], ["--store", ""]):
        ended = subprocess.run(["examples/demo", *command], cwd=root, timeout=30, text=True, capture_output=True,
                               check=False)
        got = (ended.returncode, ended.stdout, ended.stderr)
        if got != (2, "", "examples/demo: --store needs a value, one of: sqlite postgres redis\n"):
            yield f"examples/demo {command}: got {got}"


if __name__ == "__main__":
    sys.exit("\n".join(failures()) or 0)
