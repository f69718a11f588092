"""The rules that policies are made of, joined by `&`, `|` and `~`.

    policy = issuer("https://id.example") & any_audience(["api"]) & expires()

A rule over an absent claim fails, negated or not; only if_present turns absence into success.
"""

from signet._core import (
    ClaimRule,
    access_token_hash,
    any_audience,
    claim,
    expires,
    if_present,
    issued_at,
    issuer,
    key_thumbprint,
    max_age,
    nonce,
    not_before,
    only_audience,
    scope,
    subject,
    typ,
)

__all__ = [
    "ClaimRule",
    "access_token_hash",
    "any_audience",
    "claim",
    "expires",
    "if_present",
    "issued_at",
    "issuer",
    "key_thumbprint",
    "max_age",
    "nonce",
    "not_before",
    "only_audience",
    "scope",
    "subject",
    "typ",
]
