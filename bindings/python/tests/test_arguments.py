"""What is taken as text and as time, and what is refused."""

from array import array
from datetime import datetime, timedelta, timezone

import pytest
from conftest import NOON

import signet
from signet.rules import max_age

EAST = timezone(timedelta(hours=5, minutes=30))


@pytest.fixture(scope="module")
def token(tokens):
    """Valid from NOON on, for 300 seconds."""
    return tokens.issue(subject="alice", now=NOON)


@pytest.mark.parametrize(
    "form",
    [str, str.encode, lambda text: bytearray(text.encode()), lambda text: memoryview(text.encode()), lambda text: array("B", text.encode())],
    ids=["str", "bytes", "bytearray", "memoryview", "array"],
)
def test_a_token_is_str_bytes_or_a_buffer(verifier, token, form):
    assert verifier.verify(form(token), now=NOON).subject == "alice"


def test_a_buffer_that_is_not_contiguous_is_refused(verifier, token):
    with pytest.raises(BufferError):
        verifier.verify(memoryview(token.encode())[::2], now=NOON)


@pytest.mark.parametrize("value", [None, 1, 1.5, ["a.b.c"], object()])
def test_what_is_no_text_is_refused_by_its_type(verifier, value):
    with pytest.raises(TypeError, match="^token must be str, bytes or a contiguous buffer, not "):
        verifier.verify(value, now=NOON)


def test_a_token_with_a_lone_surrogate_is_malformed(verifier, token):
    with pytest.raises(signet.MalformedTokenError) as refused:
        verifier.verify(token + "\udc80", now=NOON)
    assert (refused.value.code, refused.value.__cause__, refused.value.__context__) == ("utf8_invalid", None, None)


@pytest.mark.parametrize(
    "last",
    [
        NOON + 299,
        NOON + 299.999999,
        datetime.fromtimestamp(NOON + 299, timezone.utc),
        datetime.fromtimestamp(NOON + 299, EAST) + timedelta(microseconds=999999),
    ],
)
def test_now_is_seconds_or_an_aware_datetime(verifier, token, last):
    assert verifier.verify(token, now=last).subject == "alice"
    after = last + (timedelta(seconds=1) if isinstance(last, datetime) else 1)
    with pytest.raises(signet.ExpiredTokenError):
        verifier.verify(token, now=after)


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (datetime(2023, 11, 14), ValueError),
        (float("nan"), ValueError),
        (float("inf"), ValueError),
        (2**63, OverflowError),
        (2**62, OverflowError),
        (1e300, OverflowError),
        (True, TypeError),
        ("1700000000", TypeError),
        (timedelta(1), TypeError),
    ],
)
def test_a_now_that_is_no_point_in_time_is_refused(verifier, tokens, token, now, kind):
    with pytest.raises(kind):
        verifier.verify(token, now=now)
    with pytest.raises(kind):
        tokens.issue(now=now)


@pytest.mark.parametrize(
    ("duration", "kind"),
    [(None, TypeError), ("60", TypeError), (True, TypeError), (float("nan"), ValueError), (2**63, OverflowError), (timedelta.max, OverflowError)],
)
def test_a_duration_is_seconds_or_a_timedelta(key, duration, kind):
    with pytest.raises(kind):
        signet.Issuer(key=key, lifetime=duration)
    with pytest.raises(kind):
        signet.Leeway(expires=duration)
    if duration is not None:
        with pytest.raises(kind):
            max_age(duration)


@pytest.mark.parametrize("place", ["keys", "algorithms", "policy"])
def test_none_is_not_taken_for_an_object(key, place):
    given = {"keys": key.verification_key, "algorithms": ["EdDSA"], "policy": signet.rules.expires(), place: None}
    with pytest.raises(TypeError, match="do not fit Verifier"):
        signet.Verifier(**given)
