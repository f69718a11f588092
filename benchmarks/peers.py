"""Peers that are no C or C++: installs them by name and pinned version below build/benchmarks/peers, and measures them.

Usage: peers.py tokens|passwords ROUNDS OURS OUT.json. Separate processes cannot take turns call by call as the arms
of one program do. Here they take turns round by round: all are started once, and in each round, in an order by lot,
each times all its jobs while the others wait. Ratios are of one round: over the floor that OURS (token_turns or
password_turns) measured in it. OURS runs twice; its floor over its own floor is the control, and rounds go on until that is told
narrowly enough, five times ROUNDS at most. The first rounds, in which compilers at run time still compile, do not count. A peer that cannot be had is named and left out; one that fails ends
the run.
"""

import hashlib
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

from medians import estimate, fields

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build" / "benchmarks" / "peers"
PATIENCE = 1800  # seconds for one command of an installation
NOT_COUNTED = 3  # rounds
MOST = 5  # times as many rounds as asked for
AGREE = 0.05  # within which our floor must agree with itself, from program to program
FLOORS = ("precomputed_mac", "sha_and_reused_context", "libargon2", "libxcrypt", "openssl")

PYTHON = (
    [[sys.executable, "-m", "venv", "venv"], ["venv/bin/pip", "install", "-q", "-r", "requirements.txt"]],
    ["venv/bin/python", "bench.py"],
)
# Node and Go as they are now, whatever this system has: from npm, and by go.mod's `toolchain`.
NODE = ([["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]],
        ["sh", "-c", 'exec node_modules/node-linux-*/bin/node bench.mjs "$@"', "node"])
GO = ([["env", "GOTOOLCHAIN=auto", "go", "build", "-o", "bench", "."]], ["./bench"])
RUST = ([["cargo", "build", "--release", "--locked", "-j", "2"]], ["target/release/bench"])
# By folder of peers/: what installs it there, and what runs it.
PEERS = {
    "tokens": {"pyjwt": PYTHON, "node": NODE, "golang-jwt": GO, "rust-jsonwebtoken": RUST},
    "passwords": {"argon2-cffi": PYTHON, "node-passwords": NODE, "x-crypto": GO},
}


class Missing(Exception):
    """This peer cannot be had here; the message says why."""


def manifest(name):
    """What an installation depends on, as one digest."""
    files = sorted(path for path in (HERE / "peers" / name).rglob("*") if path.is_file())
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def install(name, folder, commands):
    marker = folder / ".installed"
    if marker.exists() and marker.read_text() == manifest(name):
        return
    shutil.copytree(HERE / "peers" / name, folder, dirs_exist_ok=True)
    for command in commands:
        print(f"{name}: {' '.join(map(str, command[:3]))}", file=sys.stderr)
        try:
            with open(folder / "install.log", "ab") as log:
                code = subprocess.run(command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                      timeout=PATIENCE).returncode
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Missing(f"{command[0]}: {type(error).__name__}") from error
        if code:
            raise Missing(f"{command[0]} failed, see {folder / 'install.log'}")
    marker.write_text(manifest(name))


class Program:
    """A program that answers each line with lines of case, subject and nanoseconds, and a full stop."""

    def __init__(self, command, folder):
        self.process = subprocess.Popen([*map(str, command)], cwd=folder, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def round(self):
        """Nanoseconds by case and subject."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        seen = {}
        for line in self.process.stdout:
            if line == ".\n":
                return seen
            case, subject, ns = line.rstrip("\n").split("\t")
            seen[case, subject] = float(ns)
        sys.exit(f"peers.py: {' '.join(map(str, self.process.args))} ended in a round")

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def arguments_of(half, ours):
    """What a peer's program is started with: the keys; or for each case the stored hash that it is to come to."""
    if half == "tokens":
        return [HERE / "keys"]
    listed = subprocess.run([ours, "stored"], capture_output=True, text=True, check=True).stdout
    return [line.replace("\t", "=", 1) for line in listed.splitlines()]


def start_peers(half, arguments):
    for name, (commands, program) in PEERS[half].items():
        folder = BUILD / name
        folder.mkdir(parents=True, exist_ok=True)
        try:
            install(name, folder, commands)
        except Missing as why:
            print(f"{name} is left out: {why}")
            continue
        yield Program([*program, *arguments], folder)


def same_floors(seen):
    """By case: our floor, and its ratios to itself, from one of our programs to the other, round by round."""
    for case, over in seen[0][0]:
        if over in FLOORS:
            yield case, over, [again[case, over] / ours[case, over] for ours, again, _ in seen]


def agrees(same):
    _, low, high = estimate(same)
    return 1 - AGREE <= low and high <= 1 + AGREE


def measure(programs, rounds, lots):
    """By round: what ours measured, what ours measured again, and what the peers did."""
    seen = []
    for number in range(NOT_COUNTED + MOST * rounds):
        if len(seen) >= rounds and all(agrees(same) for _, _, same in same_floors(seen)):
            break
        print(f"\rpeers: round {number + 1} of {rounds + NOT_COUNTED} at least", end="", file=sys.stderr)
        of_round = [{} for _ in programs]
        for place in lots.sample(range(len(programs)), len(programs)):
            of_round[place] = programs[place].round()
        ours, again, *peers = of_round
        if number >= NOT_COUNTED:
            seen.append((ours, again, {key: ns for peer in peers for key, ns in peer.items()}))
    print(file=sys.stderr)
    return seen


def rows_of(seen):
    """A row for each case and peer, in the shape of the programs' own results."""
    floors_of = {case: (over, same) for case, over, same in same_floors(seen)}
    for case, subject in seen[0][2]:
        over, same = floors_of[case]
        floors = [ours[case, over] for ours, _, _ in seen]
        times = [peers[case, subject] for _, _, peers in seen]
        yield {"case": case, "subject": subject, "ns": None, "over": over, "ratio": None, "allocations": None,
               "level": "", "rounds": len(seen), **fields("ns", times, 1),
               **fields("ratio", [ns / floor for ns, floor in zip(times, floors)], 4),
               **fields("over_signet", [peers[case, subject] / ours[case, "signet"] for ours, _, peers in seen], 4),
               **fields("same", same, 4), "turns": "by program", "controls": "held" if agrees(same) else "failed"}


def main():
    half, rounds, ours, out = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]).resolve(), Path(sys.argv[4])
    programs = [Program([ours], HERE), Program([ours], HERE), *start_peers(half, arguments_of(half, ours))]
    seen = measure(programs, rounds, random.Random(20261122))
    for program in programs:
        program.stop()
    out.write_text(json.dumps(list(rows_of(seen)), indent=1) + "\n")


if __name__ == "__main__":
    main()
