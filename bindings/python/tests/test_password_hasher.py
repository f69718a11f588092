"""PasswordHasher against argon2-cffi and bcrypt, in both directions."""

import argon2
import bcrypt
import pytest

import signet

PASSWORD = "pässword"
BYTES = PASSWORD.encode()


@pytest.fixture(scope="module")
def hasher():
    return signet.PasswordHasher(preset="owasp_minimum")


def by_argon2(password, **options):
    return argon2.PasswordHasher(**{"memory_cost": 19 * 1024, "time_cost": 2, "parallelism": 1, **options}).hash(password)


def by_bcrypt(password, cost=4):
    return bcrypt.hashpw(password, bcrypt.gensalt(cost))


def test_argon2_cffi_verifies_what_we_hash(hasher):
    stored = hasher.hash(password=PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert argon2.PasswordHasher().verify(stored, PASSWORD) is True


def test_bcrypt_verifies_what_we_hash():
    stored = signet.PasswordHasher(preset="bcrypt").hash(password=PASSWORD)
    assert stored.startswith("$2b$12$")
    assert bcrypt.checkpw(BYTES, stored.encode()) is True


@pytest.mark.parametrize("make", [by_argon2, by_bcrypt])
@pytest.mark.parametrize("form", [bytes, bytearray, memoryview, bytes.decode])
def test_we_verify_what_others_hash(hasher, make, form):
    stored = make(BYTES)
    assert hasher.verify(password=form(BYTES), hash=stored) is True
    assert hasher.verify(password=form(b"another"), hash=stored) is False


@pytest.mark.parametrize("kind", [argon2.Type.I, argon2.Type.D])
def test_the_other_types_of_argon2_verify_and_are_hashed_anew(hasher, kind):
    old = argon2.PasswordHasher(type=kind, memory_cost=64).hash(PASSWORD)
    assert hasher.verify(password="another", hash=old) is False
    matches, stored = hasher.verify_and_update(password=PASSWORD, hash=old)
    assert matches is True
    assert stored.startswith("$argon2id$")


def test_the_presets_are_named_and_cost_what_they_say():
    assert signet.password_presets == ("default", "hardened", "owasp_minimum", "bcrypt", "fips", "scrypt")
    assert signet.PasswordHasher().hash(password="x").startswith("$argon2id$v=19$m=32768,t=2,p=1$")
    assert signet.PasswordHasher(preset="hardened").hash(password="x").startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_an_unknown_preset_is_refused():
    with pytest.raises(signet.OptionError) as refused:
        signet.PasswordHasher(preset="strong")
    assert (refused.value.code, refused.value.claim) == ("option_invalid", "preset")


@pytest.mark.parametrize(
    ("stored", "needed"),
    [
        (by_argon2("x"), False),
        (by_argon2("x", memory_cost=64 * 1024, time_cost=3), False),
        (by_argon2("x", memory_cost=19 * 1024 - 1), True),
        (by_argon2("x", time_cost=1), True),
        (by_argon2("x", hash_len=16), True),
        (by_bcrypt(b"x").decode(), True),
    ],
)
def test_a_weaker_hash_needs_another(hasher, stored, needed):
    assert hasher.needs_rehash(hash=stored) is needed


def test_verify_and_update_gives_a_new_hash_only_to_the_right_password(hasher):
    old = by_bcrypt(BYTES)
    assert hasher.verify_and_update(password="another", hash=old) == (False, None)
    matches, stored = hasher.verify_and_update(password=PASSWORD, hash=old)
    assert matches is True
    assert hasher.verify_and_update(password=PASSWORD, hash=stored) == (True, None)


def test_a_dummy_answers_nothing(hasher):
    assert hasher.verify_dummy(password="x" * 5000) is None


REFUSED = [
    ("x", "no hash", "hash_malformed", signet.StoredHashError),
    ("x", "\ud800", "hash_malformed", signet.StoredHashError),
    ("x", argon2.PasswordHasher().hash("x").replace("argon2id", "argon2ix"), "hash_unsupported", signet.StoredHashError),
    ("x", b"$2b$31$" + b"." * 53, "hash_too_expensive", signet.StoredHashError),
    ("x" * 73, by_bcrypt(b"x"), "password_too_long", signet.PasswordError),
    ("x" * 1025, by_argon2("x"), "password_too_long", signet.PasswordError),
    ("a\0b", by_bcrypt(b"x"), "password_unsupported", signet.PasswordError),
    ("\ud800", by_argon2("x"), "password_unsupported", signet.PasswordError),
]


@pytest.mark.parametrize(("password", "stored", "code", "kind"), REFUSED, ids=[f"{i}-{row[2]}" for i, row in enumerate(REFUSED)])
def test_each_refusal_raises_its_exact_error(hasher, password, stored, code, kind):
    for call in (hasher.verify, hasher.verify_and_update):
        with pytest.raises(signet.PasswordError) as refused:
            call(password=password, hash=stored)
        assert (type(refused.value), refused.value.code, refused.value.stage) == (kind, code, "hash")


def test_password_and_hash_cannot_be_swapped_by_place(hasher):
    with pytest.raises(TypeError):
        hasher.verify(PASSWORD, by_argon2(PASSWORD))
    with pytest.raises(TypeError):
        hasher.hash(PASSWORD)
