"""Issuer and SigningKey against PyJWT, in both directions."""

import json
from datetime import timedelta

import jwt
import pytest
from conftest import NOON, SECRET, pyjwt_cases, verifier_of

import signet
from signet.rules import any_audience, expires, issuer

CLAIMS = {"role": "admin", "n": 3, "half": 0.5, "on": True, "none": None, "list": ["é", {"deep": [1]}], "big": 2**70}


def read_by_pyjwt(key, token, **options):
    jwk = jwt.PyJWK.from_json(key.expose_private_jwk() if key.algorithm.startswith("HS") else key.verification_key.to_jwk())
    checks = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
    return jwt.decode(token, jwk, algorithms=[key.algorithm], options=checks, **options)


@pytest.mark.parametrize("case", pyjwt_cases(), ids=lambda case: case["jwk"]["alg"])
def test_tokens_kept_from_pyjwt_verify(case):
    key = signet.VerificationKey.from_jwk(json.dumps(case["jwk"]))
    policy = issuer("https://id.example") & any_audience(["api"]) & expires()
    token = signet.Verifier(keys=key, algorithms=[key.algorithm], policy=policy).verify(case["token"], now=NOON)
    assert (token.subject, token.kid, token.claims["n"]) == ("zoë", "k", 1.5)


# RFC 9864's names and ML-DSA are not known to every PyJWT.
SHARED = [name for name in signet.algorithms if name in jwt.algorithms.get_default_algorithms()]


@pytest.mark.parametrize("algorithm", SHARED)
def test_pyjwt_reads_what_we_sign(signing_keys, algorithm):
    key = signing_keys[algorithm].with_kid("k1")
    tokens = signet.Issuer(key=key, issuer="joe", audience=["a", "b"], lifetime=timedelta(minutes=5), not_before=True)
    token = tokens.issue(subject="zoë", claims=CLAIMS, now=NOON)
    claims = read_by_pyjwt(key, token)
    assert len(claims.pop("jti")) == 36
    times = {"exp": NOON + 300, "iat": NOON, "nbf": NOON}
    assert claims == {"iss": "joe", "sub": "zoë", "aud": ["a", "b"], **times, **CLAIMS}
    assert jwt.get_unverified_header(token) == {"alg": algorithm, "typ": "JWT", "kid": "k1"}


@pytest.mark.parametrize("algorithm", SHARED)
def test_we_read_what_pyjwt_signs(signing_keys, algorithm):
    key = signing_keys[algorithm]
    token = jwt.encode(CLAIMS, jwt.PyJWK.from_json(key.expose_private_jwk()), algorithm)
    assert verifier_of(key.verification_key).verify(token, now=NOON).claims == CLAIMS


def test_what_is_none_is_left_out(signing_keys):
    key = signing_keys["HS256"]
    tokens = signet.Issuer(key=key, lifetime=1, typ=None, token_id=False)
    token = tokens.issue(now=NOON)
    assert read_by_pyjwt(key, token) == {"exp": NOON + 1, "iat": NOON}
    assert jwt.get_unverified_header(token) == {"alg": "HS256"}


def test_a_typ_and_one_audience_are_written_as_given(signing_keys):
    key = signing_keys["HS256"]
    token = signet.Issuer(key=key, lifetime=60, typ="at+jwt", audience="api").issue(now=NOON)
    assert read_by_pyjwt(key, token)["aud"] == "api"
    assert jwt.get_unverified_header(token)["typ"] == "at+jwt"


def test_now_is_the_system_clock_unless_given(tokens, verifier):
    assert verifier.verify(tokens.issue(subject="alice")).subject == "alice"


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"lifetime": 0}, "lifetime"),
        ({"lifetime": timedelta(days=366, microseconds=1)}, "lifetime"),
        ({"issuer": ""}, "issuer"),
        ({"audience": ""}, "audience"),
        ({"audience": ["api", ""]}, "audience"),
        ({"typ": ""}, "typ"),
    ],
)
def test_an_option_out_of_range_is_named(key, options, name):
    with pytest.raises(signet.OptionError) as refused:
        signet.Issuer(**{"key": key, "lifetime": 60, **options})
    assert (refused.value.code, refused.value.claim) == ("option_invalid", name)


def test_an_empty_subject_is_not_left_out_silently(tokens):
    with pytest.raises(signet.OptionError) as refused:
        tokens.issue(subject="")
    assert (refused.value.code, refused.value.claim) == ("option_invalid", "subject")


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"])
def test_claims_that_are_the_issuers_own_are_refused(tokens, name):
    with pytest.raises(signet.ClaimError) as refused:
        tokens.issue(claims={name: "x"})
    assert (refused.value.code, refused.value.claim) == ("claim_invalid", name)


def test_a_value_that_would_repeat_a_member_is_refused(tokens):
    with pytest.raises(signet.ClaimError) as refused:
        tokens.issue(claims={"map": {1: "a", "1": "b"}})
    assert (refused.value.code, refused.value.claim) == ("claim_invalid", "map")


@pytest.mark.parametrize(
    ("claims", "kind"),
    [({1: "x"}, TypeError), ({"x": object()}, TypeError), ({"x": float("nan")}, ValueError), ({"x": float("inf")}, ValueError)],
)
def test_what_is_no_json_is_refused(tokens, claims, kind):
    with pytest.raises(kind):
        tokens.issue(claims=claims)


@pytest.mark.parametrize("claims", [{"x": "\ud800"}, {"\ud800": "x"}, {"x": ["\udfff"]}])
def test_a_lone_surrogate_in_a_claim_is_refused(tokens, claims):
    with pytest.raises(signet.MalformedTokenError) as refused:
        tokens.issue(claims=claims)
    assert refused.value.code == "utf8_invalid"


def test_hmac_tokens_are_the_bytes_that_pyjwt_makes():
    key = signet.SigningKey.from_secret(SECRET, "HS256")
    token = signet.Issuer(key=key, lifetime=60, token_id=False).issue(claims={"a": 1}, now=NOON)
    assert token == jwt.encode({"exp": NOON + 60, "iat": NOON, "a": 1}, SECRET, "HS256")
