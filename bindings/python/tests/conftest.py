"""What the tests share: the repository's vectors, one key per algorithm, one issuer and one verifier."""

import json
from pathlib import Path

import pytest

import signet
from signet.rules import any_audience, expires, if_present, issuer

ROOT = Path(__file__).resolve().parents[3]
VECTORS = ROOT / "tests" / "vectors"
NOON = 1_700_000_000
SECRET = bytes(range(32))


def rfc7515(name):
    return (VECTORS / "rfc7515-7517-7638" / f"rfc7515_{name}").read_text().strip()


def pyjwt_cases():
    return json.loads((VECTORS / "pyjwt" / "tokens.json").read_text())["cases"]


def verifier_of(key, policy=None, **options):
    """A verifier of this one key that demands no claim, but that an `iss` is joe, unless `policy` says more."""
    options.setdefault("accept_any_audience", True)
    options.setdefault("accept_without_expiry", True)
    return signet.Verifier(keys=key, algorithms=[key.algorithm], policy=if_present(issuer("joe")) if policy is None else policy, **options)


@pytest.fixture(scope="session")
def signing_keys():
    """Algorithm name -> signing key."""
    return {name: signet.SigningKey.generate(name) for name in signet.algorithms}


@pytest.fixture(scope="session")
def key(signing_keys):
    return signing_keys["EdDSA"]


@pytest.fixture(scope="session")
def tokens(key):
    return signet.Issuer(key=key, issuer="https://id.example", audience="api", lifetime=300)


@pytest.fixture(scope="session")
def verifier(key):
    policy = issuer("https://id.example") & any_audience(["api"]) & expires()
    return signet.Verifier(keys=key.verification_key, algorithms=["EdDSA"], policy=policy)
