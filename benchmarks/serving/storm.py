"""A storm of logins at ten times what signet can hash, and /validate beside it on the same processor."""

import json
import os
from contextlib import contextmanager
from functools import partial

from medians import fields
from serving.arms import CLIENTS, LOWEST, QUEUE, Process, Unfit
from serving.load import Load, all_answered, only_answered, stream
from serving.rows import compared, controls, in_turns, narrow

OVERLOAD = 10
FEWEST, LOOKS = 20, 10  # logins to tell a rate from, and how often to look for so many
VALIDATES = 1000  # a second
PLANTED_LOGINS = 0.10  # more than are counted
TOLD_WAIT = 0.5  # what a busy thread of normal priority on the server's processor adds to a wait, at least
TOLD_P90 = 2.0  # to the latency of one request of ten
TOLD_LATENCY = 1.0
MILLISECOND = 1e6


def hash_workers(arm):
    found = [thread for thread, (_, _, nice) in arm.threads().items() if nice == LOWEST]
    if not found:
        raise Unfit("no thread has the lowest priority")
    return found


def give(threads, policy, nice):
    for thread in threads:
        os.sched_setscheduler(thread, policy, os.sched_param(0))
        os.setpriority(os.PRIO_PROCESS, thread, nice)


@contextmanager
def at_normal_priority(arm):
    """As long as this lasts the server hashes like any other thread."""
    workers = hash_workers(arm)
    try:
        give(workers, os.SCHED_OTHER, 0)
        yield
    except PermissionError as error:
        raise Unfit("this system does not let a priority rise") from error
    finally:
        give(workers, os.SCHED_BATCH, LOWEST)


def logins(servers, **options):
    return stream("logins", servers.file("login"), connections=CLIENTS, addresses=CLIENTS, **options)


def capacity(servers, arm):
    """Logins a second, when nothing else is asked."""
    for _ in range(LOOKS):
        with Load(servers, arm.port, logins(servers), seconds=2) as load:
            seen = load.run()
        arm.settle()
        if seen["logins"].get("200", 0) >= FEWEST:
            return seen["logins"]["200"] / seen["seconds"]
    raise Unfit("the machine is too busy for threads of low priority")


def cost_of_login(servers, arm, requests, counted):
    """Nanoseconds for each of COUNTED logins, when REQUESTS were sent."""
    arm.settle()
    with Load(servers, arm.port, logins(servers, requests=requests), seconds=60) as load:
        before = arm.spent()
        seen = load.run()["logins"]
        spent = arm.spent() - before
    all_answered(seen, 200, requests)
    return spent / counted


def login_costs(servers, ours, go, requests, rounds, lots, tell):
    """Two cases of one series: over Go, and over the same server at normal priority. No arm has a queue that is full.
    Each login costs Go the same; ours are hashed together, and the last ones are too few for that, so REQUESTS are many."""
    more = round(requests * (1 + PLANTED_LOGINS))
    cost = partial(cost_of_login, servers)

    def normal():
        with at_normal_priority(ours):
            return cost(ours, requests, requests)

    arms = {"signet": partial(cost, ours, requests, requests), "again": partial(cost, ours, requests, requests),
            "slowed": partial(cost, ours, more, requests), "normal priority": normal,
            "go": partial(cost, go, CLIENTS // 2, CLIENTS // 2)}
    seen = in_turns(arms, rounds, lots, "logins", tell, narrow(PLANTED_LOGINS))
    priority = seen.pop("normal priority")
    return [*compared("a_login", "go", seen, PLANTED_LOGINS),
            *compared("a_login_priority", "normal priority",
                      {**{arm: seen[arm] for arm in ("signet", "again", "slowed")}, "normal priority": priority},
                      PLANTED_LOGINS)]


class Slice:
    """What one slice of an arm gives."""

    def __init__(self, seen, before, after):
        only_answered(seen["validates"], 200)
        self.p50, self.p90 = (1000 * seen["validates"][name] for name in ("p50", "p90"))  # nanoseconds
        self.refused = seen.get("logins", {}).get("503", 0)
        self.promised = seen.get("logins", {}).get("retry_after", 0)
        self.wait = self.wait_of_busiest(before, after)

    @staticmethod
    def wait_of_busiest(before, after):
        """Nanoseconds that the thread which woke most often waited for the processor, each time: the reactor."""
        woken = {thread: (slept - before[thread][1], waited - before[thread][0])
                 for thread, (waited, slept, nice) in after.items() if thread in before and nice != LOWEST}
        times, waited = max(woken.values())
        return waited / max(1, times)


class Storm:
    """Slices of /validate at a steady rate, beside the logins that a slice is given."""

    def __init__(self, servers, per_second, seconds):
        self.servers, self.per_second, self.seconds = servers, per_second, seconds

    def streams(self, storms, file="login"):
        yield stream("validates", self.servers.file("validate"), connections=CLIENTS, rate=VALIDATES, warm="yes")
        if storms:
            yield stream("logins", self.servers.file(file), connections=CLIENTS, addresses=CLIENTS,
                         rate=OVERLOAD * self.per_second)

    def slice(self, arm, storms=True, file="login"):
        arm.settle()
        streams = self.streams(storms, file)
        with Load(self.servers, arm.port, *streams, seconds=self.seconds, urgent=True) as load:
            before = arm.threads()
            seen = load.run()
            return Slice(seen, before, arm.threads())

    def crowded(self, arm):
        """A storm beside a process of normal priority that keeps the server's processor busy."""
        with self.busy():
            return self.slice(arm)

    def beside_spinner(self, arm):
        """The same requests, turned away at once, beside a process that only keeps the processor busy, and gives way."""
        with self.busy("nice", "-n", LOWEST, "chrt", "--batch", "0"):
            return self.slice(arm, file="no_login")

    @contextmanager
    def busy(self, *prefix):
        spinner = Process([*prefix, "sh", "-c", "while :; do :; done"], self.servers.processors.servers)
        try:
            yield
        finally:
            spinner.end()


def each(seen, name):
    return {arm: [getattr(slice, name) for slice in slices] for arm, slices in seen.items()}


def picked(seen, *arms):
    return {arm: seen[arm] for arm in arms}


def storms(storm, ours, peers, rounds, lots, tell):
    """PEERS: Go as it is, and with a semaphore."""
    arms = {"signet": partial(storm.slice, ours), "again": partial(storm.slice, ours),
            "idle": partial(storm.slice, ours, storms=False),
            "crowded": partial(storm.crowded, ours),
            "nice 19 spinner": partial(storm.beside_spinner, ours),
            **{name: partial(storm.slice, peer) for name, peer in peers.items()}}
    seen = in_turns(arms, rounds, lots, "storm", tell, narrow(TOLD_P90, lambda slice: slice.p90))
    if not all(slice.refused for slice in seen["signet"]):
        raise Unfit("the storm was none: no login was refused")
    p50, p90, waits = (each(seen, name) for name in ("p50", "p90", "wait"))
    return [*compared("a_storm_p50", "idle", picked(p50, "signet", "again", "idle", "go"), TOLD_LATENCY, "go"),
            *compared("a_storm_p90", "go", picked(p90, "signet", "again", "crowded", *peers), TOLD_P90, "crowded"),
            *compared("a_storm_wait", "nice 19 spinner", picked(waits, "signet", "again", "nice 19 spinner", "crowded"),
                      TOLD_WAIT, "crowded")]


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def latencies_of(log, status):
    """Nanoseconds in the server, by its own access log."""
    lines = (json.loads(line) for line in log.read_text().splitlines())
    return [1000 * line["latency_us"] for line in lines
            if line.get("endpoint") == "/login" and line["status"] == status]


def refusals(storm, rounds, tell):
    """A server of its own, which logs what it answers. Control: what was hashed takes longer than a refusal may."""
    log = storm.servers.folder / "refusals.log"
    arm = storm.servers.signet(f"--hash-places={QUEUE}", "--log-level=info", f"--log-file={log}")
    storm.slice(arm)  # so that the pool knows what a hash takes
    p99, same, hashed, count, without = [], [], [], 0, 0
    for number in range(rounds):
        tell(f"refusals: round {number + 1} of {rounds}")
        log.write_text("")
        slice = storm.slice(arm)
        arm.settle()
        refused, answered = latencies_of(log, 503), latencies_of(log, 200)
        if not refused or not answered:
            raise Unfit("of the storm's logins none was " + ("refused" if answered else "hashed"))
        p99.append(quantile(refused, 0.99))
        same.append(quantile(refused[::2], 0.99) / max(1, quantile(refused[1::2] or refused, 0.99)))
        hashed.append(quantile(answered, 0.5) / MILLISECOND)
        count += slice.refused
        without += slice.refused - slice.promised
    return [{"case": "a_storm_refusal", "subject": "signet", "over": "one_millisecond", "allocations": None, "level": "",
             "rounds": rounds, **fields("ns", p99, 1), **fields("ratio", [value / MILLISECOND for value in p99], 4),
             "refusals": count, "without_retry_after": without, **controls(same, hashed, TOLD_LATENCY)}]
