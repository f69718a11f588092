"""Ten thousand kept-alive connections that ask nothing: the memory they take, the processor, and who is answered."""

import time
from functools import partial

from medians import fields
from serving.arms import Unfit
from serving.load import Load, stream
from serving.rows import compared, in_turns
from serving.validate import ADDRESSES

CONNECTIONS = 10_000
PLANTED = 0.5  # of memory: what is told from ours has that much more


class Held:
    """What a server is like that holds so many connections; started for this, so that its memory is of this."""

    def __init__(self, servers, start, seconds):
        arm = start()
        asks = stream("asks", servers.file("validate"), connections=CONNECTIONS, warm="yes", addresses=ADDRESSES)
        with Load(servers, arm.port, asks, seconds=0) as load:
            self.open = load.run()["asks"]["open"]
            arm.settle()
            before = arm.spent()
            time.sleep(seconds)
            self.busy = (arm.spent() - before) / 1e9 / seconds
            self.resident = arm.resident()
            self.answered = self.probe(servers, arm)
        arm.end()

    @staticmethod
    def probe(servers, arm):
        try:
            return arm.answer("GET", "/validate", headers=servers.bearer)[0] == 200
        except OSError:
            return False


def idle(servers, starts, seconds, rounds, lots, tell):
    """STARTS: what starts a server, by name."""
    arms = {name: partial(Held, servers, start, seconds) for name, start in starts.items()}
    arms["again"] = arms["signet"]
    seen = in_turns(arms, rounds, lots, f"{CONNECTIONS} idle connections", tell)
    short = [held.open for held in seen["go"] if held.open < CONNECTIONS]
    if short:
        raise Unfit(f"of {CONNECTIONS} connections {short[0]} were opened to the peer")
    memory = {name: [held.resident for held in of_arm] for name, of_arm in seen.items()}
    rows = compared("a_idle_memory", "go", {**memory, "told": memory["go"]}, PLANTED, "told")
    ours = seen["signet"] + seen["again"]
    unanswered = max(CONNECTIONS - held.open + (not held.answered) for held in ours)
    for row in rows:
        row |= {f"bytes{end}": row.pop(f"ns{end}") for end in ("", "_low", "_high")} | {"ns": None}
        if unanswered:  # less memory for fewer connections shows nothing
            row["controls"] = "failed"
        if row["subject"] == "signet":
            row |= {"unanswered": unanswered, **fields("busy", [held.busy for held in ours], 5)}
    return rows
