"""PyJWT: the full check of the eight-claim token, and its making, keys loaded.

Usage: bench.py KEYS. For each line read: lines of case, subject and CPU nanoseconds of the process, and a full stop.
"""

import sys
import time
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

KEYS = Path(sys.argv[1])
UUID = "5b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001"
SLICE = 20_000_000  # nanoseconds


def pair(name):
    private = load_pem_private_key((KEYS / f"{name}.private.pem").read_bytes(), None)
    return private, load_pem_public_key((KEYS / f"{name}.public.pem").read_bytes())


def claims():
    now = int(time.time())
    return {
        "iss": "https://id.example.com", "sub": UUID, "aud": "https://api.example.com", "exp": now + 86400,
        "nbf": now, "iat": now, "jti": UUID, "scope": "posts:read posts:write",
    }


def jobs(algorithm, private, public):
    token = jwt.encode(claims(), private, algorithm)

    def verify():
        payload = jwt.decode(token, public, [algorithm], audience="https://api.example.com",
                             issuer="https://id.example.com", options={"require": ["exp", "nbf", "iss", "aud"]})
        if len(payload["sub"]) != len(UUID):
            sys.exit("PyJWT: a claim differs")

    name = algorithm.lower()
    return {f"{name}_verify": verify, f"{name}_sign": lambda: jwt.encode(claims(), private, algorithm)}


def timed(once):
    """CPU nanoseconds of one call, over a slice."""
    begun, calls = time.process_time_ns(), 0
    while (spent := time.process_time_ns() - begun) < SLICE:
        once()
        calls += 1
    return spent / calls


rsa, secret = pair("rsa"), b"k" * 32
every = {**jobs("HS256", secret, secret), **jobs("RS256", *rsa), **jobs("PS256", *rsa), **jobs("ES256", *pair("ec")),
         **jobs("EdDSA", *pair("ed25519"))}
for _ in sys.stdin:
    for name, once in every.items():
        print(f"{name}\tPyJWT {jwt.__version__}\t{timed(once):.1f}")
    print(".", flush=True)
