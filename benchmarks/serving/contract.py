"""Holds each server to the contract that they are compared by, before anything is measured."""

import base64
import hashlib
import hmac
import json
import time

from serving.arms import KEY, PASSWORD, Unfit


def encoded(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def signed(claims, key=KEY):
    head = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{head}.{encoded(hmac.digest(key.encode(), head.encode(), hashlib.sha256))}"


def claims_of(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def tokens(good):
    """By what is wrong with it: the status that /validate answers, and the token."""
    claims = claims_of(good)
    now = int(time.time())
    yield "its own token", 200, good
    yield "a token signed anew", 200, signed(claims)
    yield "another key's signature", 401, signed(claims, KEY[::-1])
    yield "an expired token", 401, signed({**claims, "iat": now - 7200, "exp": now - 3600})
    yield "another audience", 401, signed({**claims, "aud": ["another"]})
    yield "another issuer", 401, signed({**claims, "iss": "another"})
    yield "no exp", 401, signed({name: value for name, value in claims.items() if name != "exp"})


def login(arm, user, password):
    return arm.answer("POST", "/login", json.dumps({"username": user, "password": password}))


def hold_to_contract(name, arm, user):
    """Raises Unfit, naming the server and the answer that is another."""
    def demand(what, status, answered):
        if answered != status:
            raise Unfit(f"{name}: {what} is answered {answered}, not {status}")

    status, text = login(arm, user, PASSWORD)
    demand("a login", 200, status)
    demand("a wrong password", 401, login(arm, user, "another")[0])
    demand("an unknown user", 401, login(arm, "nobody", PASSWORD)[0])
    demand("no token", 401, arm.answer("GET", "/validate")[0])
    for what, status, token in tokens(json.loads(text)["token"]):
        answered, body = arm.answer("GET", "/validate", headers={"Authorization": f"Bearer {token}"})
        demand(what, status, answered)
        if status == 200 and body:
            raise Unfit(f"{name}: the answer to {what} is not empty")
