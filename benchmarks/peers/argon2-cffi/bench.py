"""argon2-cffi: argon2id of one password, compared with what signet verifies.

Usage: bench.py CASE=STORED... For each line read: lines of case, subject and CPU nanoseconds of the process, and a full
stop.
"""

import base64
import sys
import time
from importlib.metadata import version

from argon2.low_level import Type, hash_secret_raw

PASSWORD = b"correct horse battery staple"
SLICE = 20_000_000  # nanoseconds


def from_base64(text):
    return base64.b64decode(text + "=" * (-len(text) % 4))


def job(stored):
    _, _, _, parameters, salt, tag = stored.split("$")
    memory, passes, lanes = (int(each.split("=")[1]) for each in parameters.split(","))
    salt, expected = from_base64(salt), from_base64(tag)

    def once():
        if hash_secret_raw(PASSWORD, salt, passes, memory, lanes, len(expected), Type.ID) != expected:
            sys.exit("argon2-cffi and signet differ")

    return once


def timed(once):
    """CPU nanoseconds of one call, over a slice."""
    begun, calls = time.process_time_ns(), 0
    while (spent := time.process_time_ns() - begun) < SLICE:
        once()
        calls += 1
    return spent / calls


given = dict(argument.split("=", 1) for argument in sys.argv[1:])
every = {case: job(stored) for case, stored in given.items() if case.startswith("argon2id")}
for once in every.values():
    once()
for _ in sys.stdin:
    for case, once in every.items():
        print(f"{case}\targon2-cffi {version('argon2-cffi')}\t{timed(once):.1f}")
    print(".", flush=True)
