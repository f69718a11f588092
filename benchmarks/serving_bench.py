"""Flow A's serving: processor time of a request, idle connections, a storm of logins; beside Go's and Node's servers.

Usage: serving_bench.py quick|whole BIN OUT.json [TIMELINE.json]. BIN has auth_server, resource_server and http_load.
With TIMELINE.json the storm is also watched over time, for gateway_picture.py. All servers (ours; peers/go-gateway with and
without a semaphore; peers/node-gateway) have one key and one set of users, log no requests, and answer /validate with the
same empty 200, and each is held to that first (serving/contract.py). They are kept on one processor and the load on another. Slices follow each other by lot, and each round
gives one ratio. Controls: ours against itself, and ours against something worse by a known share; where they fail, a case
shows nothing. A part that cannot be measured says why and is left out.
"""

import json
import random
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from peers import Missing
from serving.arms import CLIENTS, QUEUE, SEMAPHORE, Servers, Unfit
from serving.contract import hold_to_contract
from serving.idle import idle
from serving.nginx import protected
from serving.profile import profiles
from serving.storm import Storm, capacity, login_costs, refusals, storms
from serving.timeline import timelines
from serving.validate import validates

CONNECTIONS = (64, 512)  # that ask for /validate
PART = 5  # seconds of each third of the picture
PATIENT = 60_000  # milliseconds that logins may wait where none is to be refused


def tell(text):
    print(f"\rserving: {text:64}", end="", file=sys.stderr, flush=True)


@dataclass
class Size:
    """How much is measured."""

    rounds: int  # of slices that last for as long as their requests, at the least
    requests: int  # of such a slice
    few: int  # rounds of slices of the clock and of logins
    seconds: float  # of such a slice
    logins: int  # of a slice of ours
    calm: int  # seconds that idle connections are watched
    starts: int  # of servers that hold them
    has_node: bool


SIZES = {"quick": Size(9, 8_000, 5, 0.6, 2 * CLIENTS, 2, 1, False), "whole": Size(21, 16_000, 11, 1.5, 3 * CLIENTS, 5, 3, True)}


class Bench:
    """All parts, in the order of what they need."""

    def __init__(self, servers, size):
        self.servers, self.size, self.lots = servers, size, random.Random(20261122)
        self.ours = servers.signet(f"--hash-deadline-ms={PATIENT}")
        self.storm_arm = servers.signet(f"--hash-places={QUEUE}")
        self.go, self.bounded = servers.peer("go"), servers.peer(SEMAPHORE)
        self.first = {"signet": servers.signet(first=True), "go": servers.peer("go", first=True)}
        self.storm = Storm(servers, capacity(servers, self.ours), size.seconds)
        tell(f"{self.storm.per_second:.0f} logins a second can be hashed")
        self.first_and_node, self.node = dict(self.first), {}
        if size.has_node:
            self.add_node()
        for name, arm in {"auth_server": self.ours, "with a bounded queue": self.storm_arm, "go": self.go,
                          SEMAPHORE: self.bounded, **self.node}.items():
            hold_to_contract(name, arm, servers.users[0])

    def add_node(self):
        """Left out where it cannot be had."""
        try:
            self.first_and_node["node"] = self.servers.peer("node", first=True)
            self.node["node"] = self.servers.peer("node")
        except Missing as why:
            print(f"\nnode-gateway is left out: {why}")

    def parts(self):
        servers, lots, size = self.servers, self.lots, self.size
        for connections in CONNECTIONS:
            yield partial(validates, servers, self.first_and_node, connections, size.requests, size.rounds, lots, tell)
        yield partial(protected, servers, self.first, size.requests // 2, size.rounds, lots, tell)
        yield partial(login_costs, servers, self.ours, self.go, size.logins, size.few, lots, tell)
        yield partial(storms, self.storm, self.storm_arm, {"go": self.go, SEMAPHORE: self.bounded}, size.few, lots, tell)
        yield partial(refusals, self.storm, size.few, tell)
        yield partial(profiles, servers, self.ours, size.seconds, size.few, lots, tell)
        starts = {"signet": servers.signet, "go": partial(servers.peer, "go")}
        yield partial(idle, servers, starts, size.calm, size.starts, lots, tell)

    def rows(self):
        for part in self.parts():
            try:
                yield from part()
            except Unfit as why:
                print(f"\n{part.func.__name__}: not measured here: {why}")

    def timeline(self):
        arms = {"signet": self.storm_arm, "go": self.go, SEMAPHORE: self.bounded, **self.node}
        return timelines(self.storm, arms, PART, tell)


def main():
    size, bin_folder, out = SIZES[sys.argv[1]], sys.argv[2], Path(sys.argv[3])
    rows = []
    try:
        with Servers(bin_folder) as servers:
            bench = Bench(servers, size)
            rows = [{**row, "peers": servers.versions} for row in bench.rows()]
            if len(sys.argv) > 4:
                Path(sys.argv[4]).write_text(json.dumps(bench.timeline(), indent=1) + "\n")
    except (Missing, Unfit) as why:
        print(f"\nserving is left out: {why}")
    print(file=sys.stderr)
    out.write_text(json.dumps(rows, indent=1) + "\n")
    return 3 if any(row["controls"] != "held" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
