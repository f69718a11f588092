"""RefreshSessions over memory and SQLite. What a token is made of is computed here by hashlib (RFC 2104)."""

import hashlib
import hmac
import sqlite3
import threading
import uuid
from datetime import datetime, timedelta, timezone

import pytest
from conftest import NOON

import signet
from signet import FamilyUse, Rotation

KEY = bytes(range(32))
LABEL = b"signet refresh token sgr1"
OTHER_KEY = bytes(range(32, 64))
DAY = 86_400


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    if request.param == "memory":
        return signet.MemorySessionStore()
    return signet.SqliteSessionStore(path=tmp_path / "sessions.db")


@pytest.fixture
def sessions(store):
    return signet.RefreshSessions(store=store, keys=[KEY])


def begin(sessions, subject="alice", now=NOON):
    return sessions.begin(subject, epoch=0, now=now)


def rotate(sessions, text, now=NOON, **options):
    return sessions.rotate(sessions.read(text), now=now, **options)


def moment(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc)


def test_a_token_is_its_fields_and_their_mac(sessions):
    issued = begin(sessions)
    token = sessions.read(issued.text)
    fields, mac = bytes.fromhex(issued.text[5:53]), bytes.fromhex(issued.text[53:])
    assert (len(issued.text), issued.text[:5]) == (117, "sgr1_")
    assert hmac.new(KEY, LABEL + fields, hashlib.sha256).digest() == mac
    assert (uuid.UUID(bytes=fields[4:20]), token.family) == (issued.family, issued.family)
    assert (int.from_bytes(fields[20:], "big"), token.generation) == (0, 0)
    assert issued.expires_at == moment(NOON + 30 * DAY)


def test_a_rotation_gives_the_successor_and_reuse_ends_the_family(sessions):
    first = begin(sessions)
    second = rotate(sessions, first.text, now=NOON + 1)
    assert second.result is Rotation.ROTATED
    assert sessions.read(second.token.text).generation == 1
    assert second.token.family == first.family
    reused = rotate(sessions, first.text, now=NOON + 2)
    assert (reused.result, reused.token) == (Rotation.REUSED, None)
    assert rotate(sessions, second.token.text, now=NOON + 3).result is Rotation.NOT_ACTIVE


def test_the_same_attempt_again_gives_the_same_successor(sessions):
    first, attempt = begin(sessions), uuid.uuid4()
    outcomes = [rotate(sessions, first.text, attempt=attempt) for _ in range(2)]
    assert [outcome.result for outcome in outcomes] == [Rotation.ROTATED] * 2
    assert outcomes[0].token.text == outcomes[1].token.text


def test_inside_the_grace_time_the_predecessor_gets_the_successor(store):
    sessions = signet.RefreshSessions(store=store, keys=[KEY], grace=timedelta(seconds=10))
    first = begin(sessions)
    second = rotate(sessions, first.text)
    current = rotate(sessions, first.text, now=NOON + 9)
    assert (current.result, current.token.text) == (Rotation.CURRENT, second.token.text)
    assert rotate(sessions, first.text, now=NOON + 10).result is Rotation.REUSED


def test_a_reuse_that_is_only_refused_ends_nothing(store):
    sessions = signet.RefreshSessions(store=store, keys=[KEY], revoke_on_reuse=False)
    first = begin(sessions)
    second = rotate(sessions, first.text)
    assert rotate(sessions, first.text).result is Rotation.REUSED
    assert rotate(sessions, second.token.text).result is Rotation.ROTATED


def test_a_session_ends_at_the_end_of_its_lifetimes(store):
    sessions = signet.RefreshSessions(store=store, keys=[KEY], absolute_lifetime=100, idle_lifetime=60)
    text = begin(sessions).text
    assert sessions.look_up(sessions.read(text), now=NOON + 59).idle_until == moment(NOON + 60)
    assert sessions.look_up(sessions.read(text), now=NOON + 60) is None
    text = rotate(sessions, text, now=NOON + 59).token.text
    assert rotate(sessions, text, now=NOON + 100).result is Rotation.NOT_ACTIVE


def test_use_rotates_nothing_and_extends_the_idle_time(store):
    sessions = signet.RefreshSessions(store=store, keys=[KEY], idle_lifetime=60)
    token = sessions.read(begin(sessions).text)
    assert sessions.use(token, now=NOON + 59) is FamilyUse.ACTIVE
    assert sessions.use(token, now=NOON + 118) is FamilyUse.ACTIVE
    sessions.rotate(token, now=NOON + 119)
    assert sessions.use(token, now=NOON + 120) is FamilyUse.SUPERSEDED
    assert sessions.use(token, now=NOON + 10 * DAY) is FamilyUse.NOT_ACTIVE


def test_a_family_is_shown_as_it_is(sessions):
    issued = begin(sessions, subject="zoë")
    family = sessions.look_up(sessions.read(issued.text), now=NOON + 1)
    assert (family.id, family.subject, family.epoch, family.generation) == (issued.family, "zoë", 0, 0)
    assert (family.active, family.revoked_at) == (True, None)
    assert (family.created_at, family.rotated_at) == (moment(NOON), moment(NOON))
    assert (family.idle_until, family.expires_at) == (moment(NOON + 7 * DAY), moment(NOON + 30 * DAY))


def test_sessions_end_one_by_one_all_at_once_and_by_time(sessions):
    families = [begin(sessions, now=NOON + i).family for i in range(4)]
    assert [family.id for family in sessions.list("alice", now=NOON + 9)] == families[::-1]
    assert sessions.end(families[0], now=NOON + 9) is True
    assert sessions.end(families[0], now=NOON + 9) is False
    sessions.end_before(NOON + 2)
    active = {family.id: family.active for family in sessions.list("alice", now=NOON + 9)}
    assert [active.get(family, False) for family in families] == [False, False, True, True]
    assert sessions.end_all("alice", now=NOON + 9) == 2
    assert sessions.end_all("bob", now=NOON + 9) == 0


def test_a_raised_epoch_ends_older_sessions_and_lets_none_begin(sessions):
    token = sessions.read(begin(sessions).text)
    sessions.raise_epoch("alice", 1)
    assert sessions.rotate(token, now=NOON).result is Rotation.NOT_ACTIVE
    with pytest.raises(signet.StoreError) as refused:
        begin(sessions)
    assert refused.value.code == "account_changed"
    assert sessions.begin("alice", epoch=1, now=NOON).expires_at == moment(NOON + 30 * DAY)


def test_the_oldest_sessions_beyond_the_limit_end(store):
    sessions = signet.RefreshSessions(store=store, keys=[KEY], most_per_subject=2)
    tokens = [sessions.read(begin(sessions, now=NOON + i).text) for i in range(3)]
    assert [sessions.look_up(token, now=NOON + 3) is not None for token in tokens] == [False, True, True]


def test_all_keys_verify_and_the_first_mints(store):
    old = signet.RefreshSessions(store=store, keys=[KEY])
    new = signet.RefreshSessions(store=store, keys=[OTHER_KEY, bytearray(KEY)])
    successor = new.rotate(new.read(begin(old).text), now=NOON).token
    assert new.read(successor.text).generation == 1
    with pytest.raises(signet.RefreshTokenError) as refused:
        old.read(successor.text)
    assert (refused.value.code, refused.value.stage) == ("refresh_token_invalid", "request")


@pytest.mark.parametrize("change", [str.upper, lambda text: text[:-1], lambda text: text + "\ud800", lambda text: ""])
def test_a_changed_text_is_no_token(sessions, change):
    with pytest.raises(signet.RefreshTokenError) as refused:
        sessions.read(change(begin(sessions).text))
    assert (refused.value.code, refused.value.__context__) == ("refresh_token_invalid", None)


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"keys": []}, "keys"),
        ({"keys": [KEY[:31]]}, "keys"),
        ({"keys": [KEY, KEY]}, "keys"),
        ({"keys": [KEY] + ["\ud800"]}, "keys"),
        ({"absolute_lifetime": 59}, "lifetime.absolute"),
        ({"idle_lifetime": 0}, "lifetime.idle"),
        ({"grace": 61}, "grace"),
    ],
)
def test_an_option_out_of_range_is_named(store, options, name):
    with pytest.raises(signet.OptionError) as refused:
        signet.RefreshSessions(**{"store": store, "keys": [KEY], **options})
    assert (refused.value.code, refused.value.claim) == ("option_invalid", name)


@pytest.mark.parametrize("subject", ["", "x" * 256, "\ud800"])
def test_a_subject_that_is_none_is_refused(sessions, subject):
    with pytest.raises(signet.RequestError) as refused:
        begin(sessions, subject=subject)
    assert (refused.value.code, refused.value.claim) == ("member_invalid", "subject")


def test_an_outcome_is_neither_true_nor_false(sessions):
    outcome = rotate(sessions, begin(sessions).text)
    for thing in (outcome, outcome.result, FamilyUse.NOT_ACTIVE):
        with pytest.raises(TypeError):
            bool(thing)


@pytest.mark.parametrize("wrong", [None, "00000000-0000-4000-8000-000000000000", 1])
def test_an_id_is_a_uuid(sessions, wrong):
    with pytest.raises(TypeError):
        sessions.end(wrong)
    if wrong is not None:
        with pytest.raises(TypeError):
            rotate(sessions, begin(sessions).text, attempt=wrong)


def test_a_point_in_time_is_said_where_sessions_end_by_it(sessions):
    with pytest.raises(TypeError):
        sessions.end_before(None)


def test_a_file_is_shared_and_holds_no_token(tmp_path):
    path = tmp_path / "sessions.db"
    ours, theirs = (
        signet.RefreshSessions(store=signet.SqliteSessionStore(path=str(path)), keys=[KEY]) for _ in range(2)
    )
    text = begin(ours).text
    assert rotate(theirs, text).result is Rotation.ROTATED
    assert rotate(ours, text).result is Rotation.REUSED
    dump = "\n".join(sqlite3.connect(path).iterdump())
    assert text not in dump
    assert text[-64:] not in dump.lower()


def test_a_file_of_another_program_is_refused(tmp_path):
    path = tmp_path / "other.db"
    path.write_text("no database at all, and long enough to be told from one")
    with pytest.raises(signet.StoreError) as refused:
        signet.SqliteSessionStore(path=path)
    assert refused.value.code == "store_schema_mismatch"


def test_nothing_shows_a_token(sessions):
    issued = begin(sessions)
    token = sessions.read(issued.text)
    outcome = sessions.rotate(token, now=NOON)
    family = sessions.look_up(token, now=NOON)
    for thing in (sessions, issued, token, outcome, outcome.token, family):
        for text in (issued.text, outcome.token.text, issued.text[5:53], KEY.hex(), repr(KEY)):
            assert text not in repr(thing) + str(thing)


def test_of_many_threads_with_one_token_one_rotates(sessions):
    text, results, ready = begin(sessions).text, [], threading.Barrier(8)

    def present():
        ready.wait(timeout=60)
        results.append(rotate(sessions, text).result)

    threads = [threading.Thread(target=present) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
        assert not thread.is_alive()
    assert results.count(Rotation.ROTATED) == 1
    assert set(results) == {Rotation.ROTATED, Rotation.REUSED, Rotation.NOT_ACTIVE}
