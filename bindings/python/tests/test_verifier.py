"""Verifier and VerifiedToken, on the examples of RFC 7515, 7519 and 8037 and on tokens of our own."""

import json
from datetime import datetime, timedelta, timezone

import jwt
import pytest
from conftest import NOON, SECRET, rfc7515, verifier_of

import signet
from signet.rules import any_audience, claim, expires, if_present, issuer

RFC_EXPIRY = 1300819380  # RFC 7515 A.1.1
RFC_CLAIMS = {"iss": "joe", "exp": RFC_EXPIRY, "http://example.com/is_root": True}


def hs256(claims, **headers):
    """A token by PyJWT over claims that our issuer would not write."""
    return jwt.encode(claims, SECRET, "HS256", headers=headers or None)


def hs256_raw(payload):
    return jwt.PyJWS().encode(payload, SECRET, "HS256")


@pytest.fixture(scope="module")
def hmac_key():
    return signet.VerificationKey.from_secret(SECRET, "HS256")


@pytest.mark.parametrize(("example", "algorithm"), [("A.1", "HS256"), ("A.2", "RS256"), ("A.3", "ES256")])
def test_the_examples_of_rfc_7515_verify_until_the_second_they_expire(example, algorithm):
    key = signet.VerificationKey.from_jwk(rfc7515(f"{example}.jwk"))
    verifier = verifier_of(key, policy=issuer("joe") & expires())
    token = verifier.verify(rfc7515(f"{example}.jwsc"), now=RFC_EXPIRY - 1)
    assert token.claims == RFC_CLAIMS
    assert token.algorithm == algorithm
    with pytest.raises(signet.ExpiredTokenError) as refused:
        verifier.verify(rfc7515(f"{example}.jwsc"), now=RFC_EXPIRY)
    assert (refused.value.code, refused.value.claim, refused.value.stage) == ("token_expired", "exp", "claims")


def test_a_token_shows_its_registered_claims_and_its_header(hmac_key):
    claims = {"iss": "joe", "sub": "zoë", "aud": ["a", "b"], "exp": NOON + 0.25, "nbf": NOON, "iat": NOON - 1, "jti": "7"}
    token = verifier_of(hmac_key).verify(hs256(claims, kid="k1"), now=NOON)
    noon = datetime.fromtimestamp(NOON, timezone.utc)
    assert (token.issuer, token.subject, token.token_id) == ("joe", "zoë", "7")
    assert token.expires_at == noon + timedelta(milliseconds=250)
    assert token.not_before == noon
    assert token.issued_at == noon - timedelta(seconds=1)
    assert (token.algorithm, token.typ, token.kid) == ("HS256", "JWT", "k1")
    assert token.claims == claims
    assert list(token.claims) == list(claims)


def test_absent_claims_are_none(hmac_key):
    token = verifier_of(hmac_key).verify(hs256_raw(b"{}"), now=NOON)
    assert (token.issuer, token.subject, token.token_id) == (None, None, None)
    assert (token.expires_at, token.not_before, token.issued_at, token.kid) == (None, None, None, None)
    assert token.claims == {}


def test_the_last_second_of_the_year_9999_is_a_datetime(hmac_key):
    token = verifier_of(hmac_key).verify(hs256({"exp": 253402300799}), now=NOON)
    assert token.expires_at == datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "payload",
    [
        r'{"a":[1,-2,{"b":"\u00e9\n"}],"c":null,"d":true,"e":false,"f":1.5e3,"g":{}}',
        r'{"\u00fc":"\ud83d\ude00","big":123456789012345678901234567890}',
        '{"a":{"b":[[],[[]]]},"":""}',
    ],
)
def test_claims_are_what_python_reads_from_the_same_json(hmac_key, payload):
    token = verifier_of(hmac_key).verify(hs256_raw(payload.encode()), now=NOON)
    assert token.claims == json.loads(payload)


def test_claims_are_a_new_dict_each_time(hmac_key):
    token = verifier_of(hmac_key).verify(hs256({"list": [1]}), now=NOON)
    token.claims["list"].append(2)
    assert token.claims == {"list": [1]}


def test_a_number_that_python_does_not_convert_is_a_claim_error(hmac_key):
    token = verifier_of(hmac_key).verify(hs256_raw(b'{"n":' + b"1" * 5000 + b"}"), now=NOON)
    with pytest.raises(signet.ClaimError) as refused:
        _ = token.claims
    assert refused.value.code == "claim_invalid"


REFUSED = [
    ("", signet.MalformedTokenError, "token_malformed"),
    ("a.b", signet.MalformedTokenError, "token_malformed"),
    ("a.b.c.d.e", signet.MalformedTokenError, "token_encrypted"),
    ("a." + "b" * 17_000 + ".c", signet.MalformedTokenError, "token_too_large"),
    ("*.e30.AA", signet.MalformedTokenError, "base64url_invalid"),
    # RFC 7519 s6.1 with a signature, and RFC 7797 s4.2
    ("eyJhbGciOiJub25lIn0.e30.AA", signet.TokenKeyError, "algorithm_unsupported"),
    ("eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.e30.AA", signet.MalformedTokenError, "crit_unsupported"),
    (hs256({}, alg="HS256")[:-4] + "AAAA", signet.SignatureError, "signature_invalid"),
    (jwt.encode({}, SECRET * 2, "HS512"), signet.TokenKeyError, "algorithm_not_allowed"),
    (hs256_raw(b'{"iss":1}'), signet.ClaimError, "claim_invalid"),
    (hs256({"iss": "jim"}), signet.ClaimError, "claim_mismatch"),
    (hs256({"nbf": NOON + 1}), signet.ImmatureTokenError, "token_not_yet_valid"),
    (hs256({"iat": NOON + 1}), signet.ImmatureTokenError, "token_issued_in_future"),
    (hs256_raw(b'{"a":1,"a":2}'), signet.MalformedTokenError, "json_duplicate_member"),
    (hs256_raw(b"It's a dangerous business"), signet.MalformedTokenError, "json_malformed"),
    (hs256_raw(b"[]"), signet.MalformedTokenError, "json_not_object"),
    (hs256_raw(b"\xff"), signet.MalformedTokenError, "utf8_invalid"),
]


@pytest.mark.parametrize(("token", "kind", "code"), REFUSED, ids=[f"{i}-{row[2]}" for i, row in enumerate(REFUSED)])
def test_each_refused_token_raises_its_exact_error(hmac_key, token, kind, code):
    with pytest.raises(signet.TokenError) as refused:
        verifier_of(hmac_key).verify(token, now=NOON)
    assert (type(refused.value), refused.value.code) == (kind, code)


def test_an_algorithm_that_is_not_listed_is_refused(signing_keys):
    token = signet.Issuer(key=signing_keys["ES256"], lifetime=60).issue(now=NOON)
    with pytest.raises(signet.TokenKeyError) as refused:
        verifier_of(signing_keys["EdDSA"].verification_key).verify(token, now=NOON)
    assert refused.value.code == "algorithm_not_allowed"


@pytest.mark.parametrize(
    ("options", "code", "name"),
    [
        ({"algorithms": []}, "option_invalid", "algorithms"),
        ({"policy": expires()}, "option_invalid", "accept_any_audience"),
        ({"policy": any_audience(["api"])}, "option_invalid", "accept_without_expiry"),
        ({"leeway": signet.Leeway(expires=601)}, "option_invalid", "leeway"),
        ({"leeway": signet.Leeway(issued_at=timedelta(seconds=-1))}, "option_invalid", "leeway"),
    ],
)
def test_a_verifier_that_would_let_too_much_pass_is_refused(hmac_key, options, code, name):
    given = {"keys": hmac_key, "algorithms": ["HS256"], "policy": any_audience(["api"]) & expires(), **options}
    with pytest.raises(signet.OptionError) as refused:
        signet.Verifier(**given)
    assert (refused.value.code, refused.value.claim) == (code, name)


def test_an_unknown_algorithm_is_refused_by_the_verifier(hmac_key):
    for name in ("none", "hs256", ""):
        with pytest.raises(signet.TokenKeyError) as refused:
            signet.Verifier(keys=hmac_key, algorithms=[name], policy=expires())
        assert refused.value.code == "algorithm_unsupported"


@pytest.mark.parametrize("leeway", [30, 30.0, timedelta(seconds=30)])
def test_leeway_is_per_claim_and_ends_where_it_says(hmac_key, leeway):
    expiry = verifier_of(hmac_key, leeway=signet.Leeway(expires=leeway))
    assert expiry.verify(hs256({"exp": NOON}), now=NOON + 29).claims == {"exp": NOON}
    with pytest.raises(signet.ExpiredTokenError):
        expiry.verify(hs256({"exp": NOON}), now=NOON + 30)
    with pytest.raises(signet.ImmatureTokenError):
        expiry.verify(hs256({"nbf": NOON}), now=NOON - 1)
    start = verifier_of(hmac_key, leeway=signet.Leeway(not_before=leeway, issued_at=leeway))
    assert start.verify(hs256({"nbf": NOON, "iat": NOON}), now=NOON - 30).claims == {"nbf": NOON, "iat": NOON}
    with pytest.raises(signet.ImmatureTokenError) as refused:
        start.verify(hs256({"iat": NOON}), now=NOON - 31)
    assert refused.value.code == "token_issued_in_future"


def test_crit_may_list_what_the_caller_acts_on_and_reads_in_the_header(hmac_key):
    headers = {"x": {"y": [1]}, "crit": ["x"]}
    token = hs256({"iss": "joe"}, **headers)
    shown = verifier_of(hmac_key, critical=["x"]).verify(token, now=NOON).header
    assert shown == {"alg": "HS256", "typ": "JWT", **headers}
    assert verifier_of(hmac_key).verify(hs256({}, x=1), now=NOON).header == {}
    for critical in ([], ["y"], ("crit", "b64")):
        with pytest.raises(signet.MalformedTokenError) as refused:
            verifier_of(hmac_key, critical=critical).verify(token, now=NOON)
        assert (refused.value.code, refused.value.claim) == ("crit_unsupported", "crit")


def test_what_one_call_expects_is_read_by_the_rules(hmac_key):
    policy = signet.rules.nonce() & signet.rules.access_token_hash() & signet.rules.key_thumbprint() & signet.rules.max_age()
    verifier = verifier_of(hmac_key, policy=policy)
    token = hs256({"nonce": "n", "at_hash": "h", "cnf": {"jkt": "t"}, "iat": NOON})
    expected = {"nonce": "n", "access_token_hash": b"h", "key_thumbprint": "t", "max_age": timedelta(seconds=10)}
    assert verifier.verify(token, NOON + 10, **expected).issued_at is not None
    for name, claimed in [("nonce", "nonce"), ("access_token_hash", "at_hash"), ("key_thumbprint", "cnf")]:
        with pytest.raises(signet.ClaimError) as refused:
            verifier.verify(token, NOON, **{**expected, name: None})
        assert (refused.value.code, refused.value.claim) == ("claim_mismatch", claimed)
    with pytest.raises(signet.ClaimError) as old:
        verifier.verify(token, NOON + 11, **expected)
    assert old.value.code == "token_too_old"


def test_a_key_set_selects_by_kid(signing_keys):
    keys = [signing_keys["ES256"].with_kid("a"), signet.SigningKey.generate("ES256").with_kid("b")]
    verifier = signet.Verifier(
        keys=signet.KeySet([key.verification_key for key in keys]),
        algorithms=("ES256",),
        policy=if_present(claim("x").present()),
        accept_any_audience=True,
        accept_without_expiry=True,
    )
    for key in keys:
        assert verifier.verify(signet.Issuer(key=key, lifetime=60).issue(now=NOON), now=NOON).kid == key.kid
    with pytest.raises(signet.TokenKeyError) as unknown:
        verifier.verify(signet.Issuer(key=keys[0].with_kid("c"), lifetime=60).issue(now=NOON), now=NOON)
    assert unknown.value.code == "key_not_found"
    with pytest.raises(signet.TokenKeyError) as ambiguous:
        verifier.verify(signet.Issuer(key=signing_keys["ES256"], lifetime=60).issue(now=NOON), now=NOON)
    assert ambiguous.value.code == "key_ambiguous"
