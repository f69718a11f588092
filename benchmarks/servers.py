"""Flow D's /authenticate on Redis: the processor time of refresh_server for a request, beside a Go server's.

Usage: servers.py ROUNDS REFRESH_SERVER OUT.json. Both servers (ours, and peers/go-sessions: net/http, golang-jwt,
go-redis) use one Redis that this program starts, log no requests, and answer the same requests over one connection kept
alive each. Slices follow each other by lot; what counts is what the kernel says that all threads of the server spent.
Controls: ours against itself, and ours with one request more in every five.
"""

import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from medians import estimate, fields
from peers import BUILD, GO, Missing, install

REQUESTS = 500  # of a slice
PLANTED = 0.2
KEY = "a key of the benchmark, of 48 bytes and no secret"
CONFIG = """server: {{port: 8080, max_processors: 2}}
logging: {{mode: json, level: error}}
cache: {{host: 127.0.0.1, port: {redis}}}
auth: {{issuer: jwt-microservice, access_lifetime: 15m, refresh_lifetime: 720h, auto_logout: 24h}}
open_login: true
"""


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def await_port(process, port):
    for _ in range(500):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f"servers.py: {process.args[0]} does not listen")


class Server:
    """A server of the contract, logged in to as a user of its own."""

    def __init__(self, started, command, port, user, environment=None):
        """Adds its process to STARTED, whose owner ends it."""
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env={**os.environ, **(environment or {})})
        started.append(self.process)
        await_port(self.process, port)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        pair = json.loads(self.answer("POST", "/login", json.dumps({"user_id": user})))
        self.headers = {"Authorization": f"Bearer {pair['access']}"}

    def answer(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body, headers or {})
        response = self.connection.getresponse()
        text = response.read()
        if response.status != 200:
            sys.exit(f"servers.py: {path} of {self.process.args[0]} answered {response.status}")
        return text

    def spent(self):
        """Nanoseconds of all threads on a processor."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks)

    def slice(self, requests):
        """Nanoseconds for each of REQUESTS, when so many were sent."""
        before = self.spent()
        for _ in range(requests):
            self.answer("GET", "/authenticate", headers=self.headers)
        return (self.spent() - before) / REQUESTS


def end(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def measure(ours, peer, rounds):
    """By arm one value a round."""
    arms = {"signet": (ours, REQUESTS), "again": (ours, REQUESTS), "peer": (peer, REQUESTS),
            "slowed": (ours, round(REQUESTS * (1 + PLANTED)))}
    lots, seen = random.Random(20261122), {arm: [] for arm in arms}
    for server, requests in arms.values():
        server.slice(requests)
    for number in range(rounds):
        print(f"\rservers: round {number + 1} of {rounds}", end="", file=sys.stderr)
        for arm in lots.sample(list(arms), len(arms)):
            server, requests = arms[arm]
            seen[arm].append(server.slice(requests))
    print(file=sys.stderr)
    return seen


def rows_of(seen):
    def over(arm, other):
        return [value / floor for value, floor in zip(seen[arm], seen[other])]

    same, planted = over("again", "signet"), over("slowed", "signet")
    (_, low, high), (_, planted_low, _) = estimate(same), estimate(planted)
    held = 1 - PLANTED / 2 <= low and high <= 1 + PLANTED / 2 < planted_low
    shared = {"case": "d_authenticate_redis", "over": "go-redis", "allocations": None, "level": "",
              "rounds": len(same), **fields("same", same, 4), **fields("planted", planted, 4),
              "controls": "held" if held else "failed"}
    return [{**shared, "subject": "go-redis", **fields("ns", seen["peer"], 1), "ratio": 1.0},
            {**shared, "subject": "signet", **fields("ns", seen["signet"], 1), **fields("ratio", over("signet", "peer"), 4)}]


def main():
    rounds, refresh_server, out = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    peer = BUILD / "go-sessions"
    peer.mkdir(parents=True, exist_ok=True)
    try:
        install("go-sessions", peer, GO[0])
    except Missing as why:
        print(f"go-sessions is left out: {why}")
        out.write_text("[]\n")
        return
    started = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            redis, ports = free_port(), (free_port(), free_port())
            started.append(subprocess.Popen(["redis-server", "--port", str(redis), "--bind", "127.0.0.1", "--save", "",
                                             "--dir", folder], stdout=subprocess.DEVNULL))
            await_port(started[0], redis)
            config, secrets = Path(folder) / "config.yml", Path(folder) / "secrets"
            config.write_text(CONFIG.format(redis=redis))
            secrets.mkdir(0o700)
            (secrets / "jwt_key").write_text(KEY)
            (secrets / "jwt_key").chmod(0o600)
            ours = Server(started, [refresh_server, "--listen", f"127.0.0.1:{ports[0]}", "--config", config,
                                    "--secrets-folder", secrets], ports[0], 1)
            go = Server(started, [peer / "bench", str(ports[1]), str(redis)], ports[1], 2, {"JWT_KEY": KEY})
            seen = measure(ours, go, rounds)
        finally:
            for process in reversed(started):
                end(process)
    out.write_text(json.dumps(rows_of(seen), indent=1) + "\n")


if __name__ == "__main__":
    main()
