"""No secret in what Python shows: repr, str, exceptions, also of calls with wrong arguments."""

import base64
import json
import pickle
import traceback

import pytest
from conftest import NOON, verifier_of

import signet
from signet.rules import claim, issuer

MARK = "s3cr3t-m4rk-"
SECRET = (MARK * 4)[:40].encode()
JWK = json.dumps({"kty": "oct", "k": base64.urlsafe_b64encode(SECRET).decode().rstrip("=")})
MARKS = (MARK, repr(SECRET)[2:-1], json.loads(JWK)["k"], json.loads(JWK)["k"][:12])
WRONG = {"not_an_argument": SECRET}


def assert_clean(shown):
    for mark in MARKS:
        assert mark not in shown


def shown_objects():
    signing = signet.SigningKey.from_secret(SECRET, "HS256").with_kid("k")
    verification = signing.verification_key
    token = signet.Issuer(key=signing, lifetime=60).issue(claims={"password": MARK}, now=NOON)
    yield from (signing, verification, signet.KeySet([verification]), verifier_of(verification))
    yield from (signet.Issuer(key=signing, lifetime=60), verifier_of(verification).verify(token, now=NOON))
    store = signet.MemorySessionStore()
    sessions = signet.RefreshSessions(store=store, keys=[SECRET])
    yield from (store, sessions, *sessions.list(MARK, NOON), sessions.begin(MARK, epoch=0, now=NOON))
    yield from (claim(MARK), issuer(MARK), issuer(MARK) & issuer(MARK), signet.PasswordHasher(), signet.Leeway())
    yield signet.KeySet.from_jwks('{"keys":[' + JWK.replace("oct", MARK) + "," + JWK + "]}")
    yield signet.KeySet.from_jwks('{"keys":[' + JWK.replace("oct", MARK) + "]}").skipped


def test_no_object_shows_a_secret():
    for thing in shown_objects():
        for show in (repr, str, format, lambda thing: str(getattr(thing, "__dict__", ""))):
            assert_clean(show(thing))


def test_the_marks_are_found_where_they_are():
    with pytest.raises(AssertionError):
        assert_clean(signet.SigningKey.from_jwk(JWK).expose_private_jwk())


@pytest.mark.parametrize("index", range(9))
def test_keys_and_what_holds_them_are_not_pickled(index):
    with pytest.raises(TypeError):
        pickle.dumps(list(shown_objects())[index])


def failing_calls():
    hasher = signet.PasswordHasher(preset="owasp_minimum")
    key = signet.SigningKey.from_secret(SECRET, "HS256")
    verifier = verifier_of(key.verification_key)
    surrogate = MARK + "\ud800"
    yield lambda: hasher.hash(password=surrogate)
    yield lambda: hasher.hash(password=MARK * 200)
    yield lambda: hasher.hash(MARK)
    yield lambda: hasher.hash(password=MARK, **WRONG)
    yield lambda: hasher.verify(password=MARK, hash=MARK)
    yield lambda: hasher.verify(password=MARK, hash=surrogate)
    yield lambda: hasher.verify(password=surrogate, hash="x")
    yield lambda: hasher.verify(MARK, MARK)
    yield lambda: hasher.verify(password=MARK, hash=[MARK])
    yield lambda: hasher.verify_and_update(password=MARK, **WRONG)
    yield lambda: hasher.verify_dummy(MARK)
    yield lambda: hasher.needs_rehash(hash=MARK)
    yield lambda: hasher.needs_rehash(MARK)
    yield lambda: signet.PasswordHasher(preset=MARK)
    yield lambda: signet.PasswordHasher(MARK)
    yield lambda: signet.PasswordHasher.hash(MARK, password=MARK)
    for kind in (signet.SigningKey, signet.VerificationKey):
        yield lambda kind=kind: kind.from_secret(SECRET[:31], "HS256")
        yield lambda kind=kind: kind.from_secret(SECRET, "ES256")
        yield lambda kind=kind: kind.from_secret(SECRET, 256)
        yield lambda kind=kind: kind.from_secret(SECRET)
        yield lambda kind=kind: kind.from_secret(surrogate * 9, "HS256")
        yield lambda kind=kind: kind.from_pem(MARK, "ES256")
        yield lambda kind=kind: kind.from_pem(SECRET, **WRONG)
        yield lambda kind=kind: kind.from_jwk(JWK + MARK)
        yield lambda kind=kind: kind.from_jwk(JWK.replace("oct", MARK))
        yield lambda kind=kind: kind.from_jwk(JWK, JWK)
        yield lambda kind=kind: kind(SECRET)
    yield lambda: signet.KeySet.from_jwks(JWK)
    yield lambda: signet.KeySet.from_jwks(JWK, **WRONG)
    yield lambda: signet.KeySet([SECRET])
    yield lambda: signet.Verifier(keys=SECRET, algorithms=["HS256"], policy=issuer("a"))
    yield lambda: signet.Verifier(keys=key.verification_key, algorithms=[MARK], policy=issuer("a"))
    yield lambda: verifier.verify(MARK)
    yield lambda: verifier.verify(f"{MARK}.{MARK}.{MARK}")
    yield lambda: verifier.verify(surrogate)
    yield lambda: verifier.verify(MARK, **WRONG)
    yield lambda: verifier.verify("a.b.c", NOON, nonce=surrogate)
    store = signet.MemorySessionStore()
    sessions = signet.RefreshSessions(store=store, keys=[SECRET])
    yield lambda: signet.RefreshSessions(store=store, keys=[SECRET, SECRET])
    yield lambda: signet.RefreshSessions(store=store, keys=[SECRET[:31]])
    yield lambda: signet.RefreshSessions(store=store, keys=SECRET)
    yield lambda: signet.RefreshSessions(store=store, keys=[SECRET], **WRONG)
    yield lambda: sessions.read(MARK)
    yield lambda: sessions.read(surrogate)
    yield lambda: sessions.read(MARK, **WRONG)
    yield lambda: sessions.rotate(MARK)
    yield lambda: sessions.begin(surrogate, epoch=0)
    yield lambda: sessions.begin(MARK * 30, epoch=0)
    yield lambda: signet.Issuer(key=SECRET, lifetime=60)
    yield lambda: signet.Issuer(key=key, lifetime=60).issue(subject=surrogate)
    yield lambda: signet.Issuer(key=key, lifetime=60).issue(claims={"x": surrogate})
    yield lambda: signet.Issuer(key=key, lifetime=60).issue(**WRONG)


@pytest.mark.parametrize("call", list(failing_calls()))
def test_no_exception_shows_a_secret(call):
    with pytest.raises((signet.SignetError, TypeError)) as caught:
        call()
    error = caught.value
    assert (error.__cause__, error.__context__) == (None, None)
    for shown in (str(error), repr(error), str(error.args), *traceback.format_exception_only(type(error), error)):
        assert_clean(shown)
