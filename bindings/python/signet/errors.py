"""The exceptions of signet: one tree, by the stage at which something failed.

Every error code of the library (lib/ERRORS.md) has its class here, see `class_of`.
"""

from __future__ import annotations

from signet import _core

__all__ = [
    "ClaimError",
    "ExpiredTokenError",
    "ImmatureTokenError",
    "InsufficientScopeError",
    "MalformedTokenError",
    "MissingClaimError",
    "OptionError",
    "PasswordError",
    "RefreshTokenError",
    "RequestError",
    "SignatureError",
    "SignetError",
    "SourceError",
    "StoreError",
    "StoredHashError",
    "TokenError",
    "TokenKeyError",
    "class_of",
]


class SignetError(Exception):
    """What all errors of signet have in common. Never a byte of a token, key or password.

    code         stable, snake_case, for programs and logs: "token_expired"
    stage        where: parse, key, signature, claims, source, store, hash or request
    sentence     one sentence for people, the same for each code
    claim        the claim, header member, option or rule concerned, at most 24 bytes of its name; or None
    retry_after  seconds after which the same call may succeed, or None
    position     the byte offset at which the text that was read went wrong, or None
    """

    def __init__(
        self,
        code: str,
        stage: str,
        sentence: str,
        claim: str | None = None,
        retry_after: int | None = None,
        position: int | None = None,
    ) -> None:
        """All that is shown goes into `args`, so that the exception can be pickled and copied."""
        super().__init__(code, stage, sentence, claim, retry_after, position)
        self.code = code
        self.stage = stage
        self.sentence = sentence
        self.claim = claim
        self.retry_after = retry_after
        self.position = position

    def __str__(self) -> str:
        """The code, what it concerns, and the sentence."""
        concerned = f" ({self.claim})" if self.claim is not None else ""
        return f"{self.code}{concerned}: {self.sentence}"


class TokenError(SignetError):
    """A token, or the key to it, that is not accepted."""


class MalformedTokenError(TokenError):
    """Stage parse: the text is not what it should be."""


class TokenKeyError(TokenError):
    """Stage key: no key fits the token, or a key cannot be read or may not be used so."""


class SignatureError(TokenError):
    """Stage signature: it does not hold, or could not be made."""


class ClaimError(TokenError):
    """Stage claims: the signature held, and the policy is not met."""


class ExpiredTokenError(ClaimError):
    """The token's expiry time has been reached."""


class ImmatureTokenError(ClaimError):
    """The token is not valid yet, or says that it was issued in the future."""


class MissingClaimError(ClaimError):
    """A claim that the policy reads is absent."""


class InsufficientScopeError(ClaimError):
    """The token lacks a scope that is needed here (403, where other refusals are 401)."""


class SourceError(SignetError):
    """Stage source: keys, randomness or a file could not be had."""


class StoreError(SignetError):
    """Stage store: the database did not answer, or refused."""


class PasswordError(SignetError):
    """Stage hash: a password could not be hashed or compared. A wrong password is no error."""


class StoredHashError(PasswordError):
    """The stored hash cannot be read, or asks for more work than is allowed."""


class RequestError(SignetError):
    """Stage request: what was asked for cannot be done."""


class OptionError(RequestError, ValueError):
    """An option contradicts another or lies outside its range; `claim` names it."""


class RefreshTokenError(RequestError):
    """The text is no refresh token of ours."""


def class_of(code: str) -> type[SignetError]:
    """The class that carries this code. Raises ValueError for a code that there is not."""
    found: type[SignetError] = globals()[_core.exception_type(code)]
    return found
