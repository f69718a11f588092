"""Policies: the rules, &, | and ~, and what they say of tokens that PyJWT made."""

from datetime import timedelta

import jwt
import pytest
from conftest import NOON, SECRET, verifier_of

import signet
from signet.rules import (
    any_audience,
    claim,
    expires,
    if_present,
    issued_at,
    issuer,
    max_age,
    not_before,
    only_audience,
    scope,
    subject,
    typ,
)

KEY = signet.VerificationKey.from_secret(SECRET, "HS256")
ANY = if_present(claim("none of ours").present())


def verified(claims):
    return verifier_of(KEY, policy=ANY).verify(jwt.encode(claims, SECRET, "HS256"), now=NOON)


ACCEPTED = [
    (issuer("joe"), {"iss": "joe"}),
    (subject("zoë"), {"sub": "zoë"}),
    (any_audience(["a", "b"]), {"aud": ["x", "b"]}),
    (any_audience(("a",)), {"aud": "a"}),
    (only_audience(["a", "b"]), {"aud": ["b", "a"]}),
    (only_audience([str(i) for i in range(16)]), {"aud": ["0", "15"]}),
    (typ("jwt"), {}),
    (scope("read"), {"scope": "write read"}),
    (claim("x").present(), {"x": None}),
    (claim("x").equals("1"), {"x": "1"}),
    (claim("x").equals(1), {"x": 1}),
    (claim("x").equals(True), {"x": True}),
    (claim("x").contains("a"), {"x": ["b", "a"]}),
    (claim("x").one_of(["a", "b"]), {"x": "b"}),
    (expires(), {"exp": NOON + 1}),
    (not_before(), {"nbf": NOON}),
    (issued_at(), {"iat": NOON}),
    (max_age(timedelta(seconds=10)), {"iat": NOON - 10}),
    (if_present(issuer("joe")), {}),
    (~claim("x").equals("1"), {"x": "2"}),
    (~(issuer("joe") & claim("x").equals(1)), {"iss": "jim", "x": 1}),
    (issuer("joe") | subject("zoë"), {"iss": "jim", "sub": "zoë"}),
    (issuer("joe") & expires(), {"iss": "joe", "exp": NOON + 1}),
    (expires() & issuer("joe"), {"iss": "joe", "exp": NOON + 1}),
    (issuer("joe") | expires(), {"iss": "joe"}),
]

REFUSED = [
    (issuer("joe"), {"iss": "jim"}, "claim_mismatch", "iss"),
    (issuer("joe"), {}, "claim_missing", "iss"),
    (~issuer("joe"), {}, "claim_missing", "iss"),
    (~issuer("joe"), {"iss": "joe"}, "claim_forbidden", "iss"),
    (any_audience(["a", "b"]), {"aud": "c"}, "claim_mismatch", "aud"),
    (any_audience([]), {"aud": "c"}, "claim_mismatch", "aud"),
    (only_audience(["a", "b"]), {"aud": ["a", "c"]}, "claim_mismatch", "aud"),
    (typ("at+jwt"), {}, "typ_mismatch", "typ"),
    (scope("read"), {"scope": "reader"}, "insufficient_scope", "scope"),
    (claim("x").equals(1), {"x": True}, "claim_invalid", "x"),
    (claim("x").equals(True), {"x": 1}, "claim_invalid", "x"),
    (claim("x").equals(True), {"x": False}, "claim_mismatch", "x"),
    (claim("x").one_of(["a", "b"]), {"x": "c"}, "claim_mismatch", "x"),
    (expires(), {}, "claim_missing", "exp"),
    (max_age(10), {"iat": NOON - 11}, "token_too_old", "iat"),
    (issuer("joe") & subject("a"), {"iss": "jim"}, "claim_mismatch", "iss"),
    (issuer("joe") | subject("a"), {"iss": "jim"}, "no_alternative", None),
    (issuer("joe") | issuer("jim"), {"iss": "x"}, "claim_mismatch", "iss"),
]


@pytest.mark.parametrize(("policy", "claims"), ACCEPTED)
def test_a_token_that_meets_the_policy_is_accepted(policy, claims):
    assert policy.check(verified(claims), now=NOON) is None


@pytest.mark.parametrize(("policy", "claims", "code", "name"), REFUSED)
def test_a_token_that_does_not_raises_the_exact_error(policy, claims, code, name):
    with pytest.raises(signet.ClaimError) as refused:
        policy.check(verified(claims), now=NOON)
    assert (refused.value.code, refused.value.claim) == (code, name)
    assert type(refused.value) is signet.errors.class_of(code)


def test_a_check_takes_leeway():
    token = verified({"exp": NOON + 1})
    assert expires().check(token, now=NOON + 10, leeway=signet.Leeway(expires=10)) is None
    with pytest.raises(signet.ExpiredTokenError):
        expires().check(token, now=NOON + 11, leeway=signet.Leeway(expires=10))


@pytest.mark.parametrize("policy", [expires(), if_present(issuer("joe")), issuer("joe") & expires(), expires() | issuer("joe")])
def test_a_policy_with_a_time_rule_or_if_present_has_no_negation(policy):
    with pytest.raises(TypeError):
        ~policy


def test_joining_keeps_the_narrowest_type():
    assert type(~issuer("joe")) is signet.Rule
    assert type(issuer("joe") & subject("a")) is signet.ClaimPolicy
    assert type(issuer("joe") | subject("a")) is signet.ClaimPolicy
    assert type(~(issuer("joe") | subject("a"))) is signet.ClaimPolicy
    assert type(issuer("joe") & expires()) is signet.Policy
    assert type(expires() | issuer("joe")) is signet.Policy
    assert issubclass(signet.Rule, signet.ClaimPolicy) and issubclass(signet.ClaimPolicy, signet.Policy)


@pytest.mark.parametrize("rule", [expires(), issuer("a") & issuer("b"), ~(issuer("a") | issuer("b"))])
def test_if_present_takes_one_rule_alone(rule):
    with pytest.raises(TypeError):
        if_present(rule)


@pytest.mark.parametrize("other", [True, None, "iss", signet])
def test_a_policy_joins_policies_only(other):
    with pytest.raises(TypeError):
        issuer("joe") & other
    with pytest.raises(TypeError):
        expires() | other


def test_python_words_do_not_join_policies_silently():
    """`and` would take the second policy alone."""
    with pytest.raises(TypeError):
        issuer("joe") and expires()


@pytest.mark.parametrize("make", [any_audience, only_audience, claim("x").one_of])
def test_more_names_than_a_list_holds_are_refused(make):
    with pytest.raises(signet.OptionError) as refused:
        make([str(i) for i in range(17)])
    assert (refused.value.code, refused.value.claim) == ("option_invalid", "names")
    with pytest.raises(TypeError):
        make("one name, where a list of them is due")


@pytest.mark.parametrize("value", [1.0, None, [], 2**63, -(2**63) - 1])
def test_a_claim_equals_str_int_or_bool_alone(value):
    with pytest.raises(TypeError):
        claim("x").equals(value)
