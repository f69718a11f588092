"""Installs the peers that are no C or C++, by name and pinned version, below build/benchmarks/peers, and runs them.

Usage: peers.py ROUNDS OUT. OUT gets lines of case, subject and CPU nanoseconds. A peer that cannot be had is named and
left out; one that fails while it runs ends the run.
"""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build" / "benchmarks" / "peers"
PATIENCE = 900  # seconds for one command of an installation


# By folder of peers/: what installs it there, and what runs it.
PEERS = {
    "pyjwt": (
        [[sys.executable, "-m", "venv", "venv"], ["venv/bin/pip", "install", "-q", "-r", "requirements.txt"]],
        ["venv/bin/python", "bench.py"],
    ),
    "node": ([["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]], ["node", "bench.mjs"]),
    "golang-jwt": ([["go", "build", "-o", "bench", "."]], ["./bench"]),
}


class Missing(Exception):
    """This peer cannot be had here; the message says why."""


def install(name, folder, commands):
    shutil.copytree(HERE / "peers" / name, folder, dirs_exist_ok=True)
    for command in commands:
        try:
            with open(folder / "install.log", "ab") as log:
                code = subprocess.run(command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                      timeout=PATIENCE).returncode
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Missing(f"{command[0]}: {type(error).__name__}") from error
        if code:
            raise Missing(f"{command[0]} failed, see {folder / 'install.log'}")


def measure(name, rounds):
    folder = BUILD / name
    folder.mkdir(parents=True, exist_ok=True)
    commands, program = PEERS[name]
    install(name, folder, commands)
    done = subprocess.run([*program, HERE / "keys", rounds], cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def main():
    rounds, out = sys.argv[1], Path(sys.argv[2])
    lines = ""
    for name in PEERS:
        print(f"{name}: installing and measuring", file=sys.stderr)
        try:
            lines += measure(name, rounds)
        except Missing as why:
            print(f"{name} is left out: {why}")
    out.write_text(lines)


if __name__ == "__main__":
    main()
