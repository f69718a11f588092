"""The GIL is released where it should be, and only there.

With an endless switch interval a thread gives the GIL away only when it releases it of itself. So a second thread
that waits for nothing but the GIL runs during a call exactly if that call releases it. Each call is repeated until
the other thread has run, since nothing forces the system to wake it within one.
"""

import contextlib
import sys
import threading

import argon2
import pytest
from conftest import NOON

import signet
from signet.rules import expires

MOST = 20_000


@contextlib.contextmanager
def endless_turns():
    usual = sys.getswitchinterval()
    sys.setswitchinterval(3600)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def another_thread_runs_during(call, most=MOST, then=lambda: None):
    """Whether a thread that waits for the GIL got it before `call` had been made `most` times."""
    gate, done = threading.Lock(), threading.Event()

    def wait_and_run():
        with gate:
            then()
            done.set()

    gate.acquire()
    other = threading.Thread(target=wait_and_run, daemon=True)
    with endless_turns():
        other.start()  # returns when the thread has begun, with the GIL handed back
        gate.release()
        ran = False
        for _ in range(most):
            call()
            if done.is_set():
                ran = True
                break
    other.join(timeout=60)
    assert not other.is_alive()
    return ran


def issuer_of(key):
    return signet.Issuer(key=key, lifetime=300)


def verification_of(key):
    token = issuer_of(key).issue(now=NOON)
    verifier = signet.Verifier(
        keys=key.verification_key, algorithms=[key.algorithm], policy=expires(), accept_any_audience=True
    )
    return lambda: verifier.verify(token, now=NOON)


@pytest.fixture(scope="module")
def hasher():
    return signet.PasswordHasher(preset="owasp_minimum")


@pytest.mark.parametrize("call", ["hash", "verify", "verify_and_update", "verify_dummy"])
def test_hashing_lets_other_threads_run(hasher, call):
    stored = hasher.hash(password="x")
    arguments = {"password": "x"} if call in ("hash", "verify_dummy") else {"password": "x", "hash": stored}
    assert another_thread_runs_during(lambda: getattr(hasher, call)(**arguments), most=1000)


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
def test_asymmetric_signing_and_verifying_let_other_threads_run(signing_keys, algorithm):
    key = signing_keys[algorithm]
    tokens = issuer_of(key)
    assert another_thread_runs_during(lambda: tokens.issue(now=NOON))
    assert another_thread_runs_during(verification_of(key))


def test_a_store_lets_other_threads_run(tmp_path):
    store = signet.SqliteSessionStore(path=tmp_path / "sessions.db")
    sessions = signet.RefreshSessions(store=store, keys=[bytes(32)])
    token = sessions.read(sessions.begin("alice", epoch=0, now=NOON).text)
    assert another_thread_runs_during(lambda: sessions.begin("bob", epoch=0, now=NOON))
    assert another_thread_runs_during(lambda: sessions.use(token, now=NOON))


def test_an_hmac_keeps_the_gil(signing_keys):
    """Also the proof that the test can fail."""
    key = signing_keys["HS256"]
    tokens = issuer_of(key)
    assert not another_thread_runs_during(lambda: tokens.issue(now=NOON))
    assert not another_thread_runs_during(verification_of(key))


def test_a_buffer_that_changes_during_a_hash_is_hashed_as_it_was(hasher):
    password, stored = bytearray(b"before"), []

    def change():
        password[:] = b"after!"

    def hash_before():
        password[:] = b"before"
        stored.append(hasher.hash(password=password))

    assert another_thread_runs_during(hash_before, most=1000, then=change)
    assert argon2.PasswordHasher().verify(stored[-1], b"before") is True


def test_a_new_hash_is_of_the_password_that_matched(hasher):
    password, updates = bytearray(b"before"), []
    weak = argon2.PasswordHasher(memory_cost=8 * 1024, time_cost=12, parallelism=1).hash("before")

    def change():
        password[:] = b"after!"

    def update():
        password[:] = b"before"
        updates.append(hasher.verify_and_update(password=password, hash=weak))

    assert another_thread_runs_during(update, most=1000, then=change)
    for matched, stored in updates:
        assert matched is True
        assert argon2.PasswordHasher().verify(stored, b"before") is True


def test_a_buffer_may_be_resized_during_a_hash(hasher):
    password = bytearray(b"before")
    assert another_thread_runs_during(lambda: hasher.hash(password=password), most=1000, then=password.clear)


def test_threads_share_one_of_each(signing_keys, hasher):
    stored = hasher.hash(password="x")
    verifications = [verification_of(key) for key in signing_keys.values()]
    failures = []

    def work():
        try:
            for _ in range(50):
                for verification in verifications:
                    verification()
            assert hasher.verify(password="x", hash=stored) is True
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
        assert not thread.is_alive()
    assert failures == []
