"""For mypy --strict alone: what a typed program may write, and, where it says ignore, what it may not."""

import uuid
from datetime import datetime, timedelta, timezone

import signet
from signet.rules import any_audience, claim, expires, if_present, issuer

key = signet.SigningKey.generate("EdDSA")
tokens = signet.Issuer(key=key, issuer="https://id.example", audience=["api"], lifetime=timedelta(minutes=5))
text: str = tokens.issue(subject="alice", claims={"role": "admin"}, now=datetime.now(timezone.utc))

rule: signet.Rule = ~claim("role").one_of(["guest"])
claims: signet.ClaimPolicy = issuer("https://id.example") & any_audience(["api"]) | ~rule
policy: signet.Policy = claims & expires() & if_present(rule)
verifier = signet.Verifier(
    keys=signet.KeySet([key.verification_key]),
    algorithms=signet.algorithms,
    policy=policy,
    leeway=signet.Leeway(expires=30, not_before=0.5),
)
token: signet.VerifiedToken = verifier.verify(memoryview(text.encode()))
subject: "str | None" = token.subject
seen: "list[tuple[str | None, str, str | None]]" = [(k.kid, k.algorithm, k.thumbprint) for k in signet.KeySet()]

hasher = signet.PasswordHasher(preset="hardened")
stored: str = hasher.hash(password=bytearray(b"x"))
matches, update = hasher.verify_and_update(password="x", hash=stored)
again: "str | None" = update

sessions = signet.RefreshSessions(store=signet.MemorySessionStore(), keys=[bytes(32)])
issued: signet.IssuedRefreshToken = sessions.begin("alice", epoch=0)
refreshed: signet.RefreshOutcome = sessions.rotate(sessions.read(issued.text), attempt=uuid.uuid4())
successor: "str | None" = refreshed.token.text if refreshed.token is not None else None
rotated: bool = refreshed.result is signet.Rotation.ROTATED
families: "list[signet.Family]" = sessions.list("alice")
ended: bool = sessions.end(issued.family)

try:
    claims.check(token)
except signet.ExpiredTokenError as error:
    code: str = error.code
    wait: "int | None" = error.retry_after

~expires()  # type: ignore[operator]
~(issuer("a") & expires())  # type: ignore[operator]
if_present(issuer("a") & issuer("b"))  # type: ignore[arg-type]
signet.Verifier(keys=key, algorithms=["EdDSA"], policy=policy)  # type: ignore[arg-type]
signet.Issuer(key=key.verification_key, lifetime=60)  # type: ignore[arg-type]
sessions.end(str(issued.family))  # type: ignore[arg-type]
hasher.verify("x", stored)  # type: ignore[call-arg]
text.upper()
