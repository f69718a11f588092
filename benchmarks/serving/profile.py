"""Profiles of flow A's API service while twenty people log in, all on one processor."""

from functools import partial

from medians import fields
from serving.load import Load, only_answered, stream
from serving.rows import controls, in_turns, over

TIMER = 50  # milliseconds that a profile takes
SLOWED = 53
TOLD = 0.05
CALLS, CALLERS, LOGINS = 40, 20, 20  # a second; connections of each


def calls(servers, auth, api, seconds):
    """Nanoseconds of the median call."""
    auth.settle()
    asks = stream("profiles", servers.file("profile"), connections=CALLERS, rate=CALLS, warm="yes")
    storm = stream("logins", servers.file("login"), connections=LOGINS, addresses=LOGINS)
    with Load(servers, auth.port, storm, seconds=seconds + 1) as logins, \
            Load(servers, api.port, asks, seconds=seconds, urgent=True) as profiles:
        logins.begin()
        seen = profiles.run()
    only_answered(seen["profiles"], 200)
    return 1000 * seen["profiles"]["p50"]


def profiles(servers, auth, seconds, rounds, lots, tell):
    api, slow = servers.resource(TIMER), servers.resource(SLOWED)
    measure = partial(calls, servers, auth)
    seen = in_turns({"signet": partial(measure, api, seconds), "again": partial(measure, api, seconds),
                     "slowed": partial(measure, slow, seconds)}, rounds, lots, "profiles", tell)
    added = [ns / 1e6 - TIMER for ns in seen["signet"]]
    return [{"case": "a_profile_during_logins", "subject": "signet", "over": "timer", "allocations": None, "level": "",
             "rounds": rounds, **fields("ns", seen["signet"], 1),
             **fields("ratio", [ns / (TIMER * 1e6) for ns in seen["signet"]], 4), **fields("added_ms", added, 3),
             **controls(over(seen, "again", "signet"), over(seen, "slowed", "signet"), TOLD)}]
