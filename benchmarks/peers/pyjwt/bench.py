"""PyJWT: the full check of the eight-claim token, keys loaded.

Usage: bench.py KEYS ROUNDS. Prints lines of case, subject and CPU nanoseconds.
"""

import statistics
import sys
import time
import uuid
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

KEYS = Path(sys.argv[1])
ROUNDS = int(sys.argv[2])
SLICE = 20_000_000  # nanoseconds


def pair(name):
    private = load_pem_private_key((KEYS / f"{name}.private.pem").read_bytes(), None)
    return private, load_pem_public_key((KEYS / f"{name}.public.pem").read_bytes())


def claims():
    now = int(time.time())
    return {
        "iss": "https://id.example.com", "sub": str(uuid.uuid4()), "aud": "https://api.example.com", "exp": now + 86400,
        "nbf": now, "iat": now, "jti": str(uuid.uuid4()), "scope": "posts:read posts:write",
    }


def verifier(algorithm, private, public):
    token = jwt.encode(claims(), private, algorithm)

    def once():
        payload = jwt.decode(token, public, [algorithm], audience="https://api.example.com",
                             issuer="https://id.example.com", options={"require": ["exp", "nbf", "iss", "aud"]})
        if len(payload["sub"]) != 36:
            sys.exit("PyJWT: a claim differs")

    return once


def slice_of(once):
    """CPU nanoseconds of one call, over a slice."""
    begun, calls = time.process_time_ns(), 0
    while (spent := time.process_time_ns() - begun) < SLICE:
        once()
        calls += 1
    return spent / calls


rsa, secret = pair("rsa"), b"k" * 32
jobs = {
    "hs256": verifier("HS256", secret, secret), "rs256": verifier("RS256", *rsa), "ps256": verifier("PS256", *rsa),
    "es256": verifier("ES256", *pair("ec")), "eddsa": verifier("EdDSA", *pair("ed25519")),
}
times = {name: [] for name in jobs}
for _ in range(ROUNDS):
    for name, once in jobs.items():
        times[name].append(slice_of(once))
for name, values in times.items():
    print(f"{name}_verify\tPyJWT {jwt.__version__}\t{statistics.median(values):.1f}")
